import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { noBrowser } from "../browser-available.js";
import { describeFrames } from "./browser-connection/frames.js";
import { describeWorkers } from "./browser-connection/workers.js";
import { BrowserUnderTest } from "./browser-connection-host.js";

const title = `the chromium connection, each site in a process of its own${noBrowser === undefined ? "" : ` (skipped: ${noBrowser})`}`;

/** As a full Chromium has it, where the headless shell would keep all frames in the page's process. */
describe.skipIf(noBrowser !== undefined)(title, () => {
  let folder: string;
  let subject: BrowserUnderTest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "live-load-sites-"));
    const program = join(folder, "browser");
    const { path } = await findBrowser({ env: process.env, platform: process.platform });
    await writeFile(program, `#!/bin/sh\nexec '${path}' "$@" --site-per-process\n`);
    await chmod(program, 0o755);
    subject = new BrowserUnderTest(new ChromiumConnection(), { ...process.env, LIVELOAD_BROWSER_PATH: program });
    await subject.start();
  });
  afterAll(async () => {
    await subject.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => subject.openUser());
  afterEach(() => subject.closeUser());

  describeFrames(() => subject);
  describeWorkers(() => subject);
});
