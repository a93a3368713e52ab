import { Failures } from "../../../pages/client/failures.js";
import { LatencyCharts } from "../../../pages/client/latency-charts.js";
import { Part } from "../../../pages/client/part.js";
import { Steps } from "../../../pages/client/steps.js";
import type { Shade } from "../../../pages/client/theme.js";
import type { ShownEvidence } from "../../../pages/shown-evidence.js";
import type { ReportData } from "../report-data.js";
import { KeyFigures } from "./key-figures.js";
import { Metrics } from "./metrics.js";
import { Nodes } from "./nodes.js";

const ABOUT =
  "They ran the same scenario without a browser, to load the site while the users in browsers measured. What they did and measured is kept apart.";

/** Nothing is on a screen, and nothing is felt. */
const LATENCIES = ["liveview_event_server_duration", "liveview_connection_duration", "step_duration", "iteration_duration"];

/** Load and measurements of background users, apart from the users in browsers. */
export function Background(props: { readonly result: ReportData; readonly evidence: ShownEvidence; readonly shade: Shade }) {
  const { result, evidence, shade } = props;
  return (
    <div class="background">
      <Part id="background" title="Background users" about={ABOUT}>
        <KeyFigures result={result} latencies={LATENCIES} />
      </Part>
      <LatencyCharts
        result={result}
        shade={shade}
        id="background-latency"
        title="Latency without a browser"
        about="How long the site took for background users: the time of requests and LiveView's replies, without what a browser adds."
      />
      <Steps result={result} id="background-steps" title="Steps of background users" />
      <Failures result={result} evidence={evidence} id="background-failures" title="Failures of background users" />
      <Nodes
        result={result}
        id="background-nodes"
        title="Processes of background users"
        about="They run on the nodes, beside the browsers, and are judged like them."
      />
      <Metrics result={result} id="background-metrics" title="All metrics of background users" />
    </div>
  );
}
