/** All generated files of the repository. `isCurrent` tells whether generating them again would change nothing. */
import { buildChromiumHelper } from "./build-chromium-helper.mjs";
import { buildConfigSchema } from "./build-config-schema.mjs";
import { buildDashboard } from "./build-dashboard.mjs";
import { buildDevices } from "./build-devices.mjs";
import { buildDocs } from "./build-docs.mjs";
import { buildPageAgent } from "./build-page-agent.mjs";
import { buildPageSight } from "./build-page-sight.mjs";
import { buildProtocolQueries } from "./build-protocol-queries.mjs";
import { buildRecorder } from "./build-recorder.mjs";
import { buildReport } from "./build-report.mjs";
import { buildSchema } from "./build-schema.mjs";

const generator = (name, build) => ({ name, write: () => build({ check: false }), isCurrent: () => build({ check: true }) });

export const GENERATORS = [
  generator("page agent", buildPageAgent),
  generator("chromium helper", buildChromiumHelper),
  generator("selectors for protocol", buildProtocolQueries),
  generator("sight of a page", buildPageSight),
  generator("recorder", buildRecorder),
  generator("table of devices", buildDevices),
  generator("report page", buildReport),
  generator("dashboard page", buildDashboard),
  generator("JSON Schema of the result", buildSchema),
  generator("JSON Schema of the config file", buildConfigSchema),
  generator("tables in docs", buildDocs),
];
