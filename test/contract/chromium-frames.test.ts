import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inFrame } from "../../src/base/frame-selector.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { noBrowser } from "../browser-available.js";
import { describeFrames } from "./browser-connection/frames.js";
import { describeWorkers } from "./browser-connection/workers.js";
import { BrowserUnderTest } from "./browser-connection-host.js";

const title = `the chromium connection, each site in a process of its own${noBrowser === undefined ? "" : ` (skipped: ${noBrowser})`}`;

/** Site isolation as in a full Chromium; the headless shell would keep all frames in the page's process. */
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

  it.each([
    ["same", "", "transform: rotate(10deg)"],
    ["other", "OTHER", "transform: rotate(10deg)"],
    ["same", "", "rotate: 10deg"],
    ["other", "OTHER", "offset-path: path('M 50 50 L 300 200'); offset-distance: 30%"],
  ])("reports what covers a frame of the %s site%s that is rotated: %s", async (_, origin, style) => {
    await subject.openBody(
      `<iframe id="frame" src="${origin}/deep" style="margin: 60px; ${style}"></iframe><div id="above" style="position: fixed; inset: 0"></div>`,
    );
    const button = inFrame("#frame", "#button");
    await subject.expectTimeout(
      (brief) => subject.click(button, brief),
      '#frame › #button to receive clicks: it is covered by <div id="above"></div>',
    );
    await subject.page.evaluate("() => { above.remove(); }", [], subject.patient);
    await subject.click(button);
    expect(await subject.text(button)).toBe("clicked");
  });

  describeWorkers(() => subject);
});
