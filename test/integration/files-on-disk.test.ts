import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection } from "../../src/browser/connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { noBrowser } from "../browser-available.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { startTarget, type Target } from "../target/target.js";

const patient = () => ({ timeoutMs: 20_000, signal: new AbortController().signal });

describe.skipIf(noBrowser !== undefined)(`files of downloads${noBrowser === undefined ? "" : ` (skipped: ${noBrowser})`}`, () => {
  const temporaryFolderOfProcess = process.env.TMPDIR;
  let folder: string;
  let target: Target;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "files-on-disk-"));
    process.env.TMPDIR = folder;
    target = await startTarget();
  });
  afterEach(async () => {
    if (temporaryFolderOfProcess === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporaryFolderOfProcess;
    await target.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Files in the folders into which the browsers download. */
  const downloaded = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /downloads$|playwright-artifacts[^/]*$/.test(entry.parentPath))
      .map(({ name }) => name);
  };

  it.each<[string, () => BrowserConnection]>([
    ["chromium", () => new ChromiumConnection()],
    ["playwright", () => new PlaywrightConnection()],
  ])("are removed as soon as they have ended, in whatever way, and their folders with the browser: %s", async (_, create) => {
    const connection = create();
    const clock = systemClock;
    await connection.launch({ ...patient(), headed: false, env: process.env, clock, onCrash: () => {} });
    try {
      const user = await connection.newContext({ ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [] });
      const { page } = user;
      await page.navigate(`${target.url}/downloads`, patient());
      const click = (selector: string) => page.pointer.click(selector, { ...patient(), force: false });
      const complete = await page.files.expectDownload(patient());
      await click("#export");
      expect((await complete.finished(patient())).bytes).toBe(17);
      expect(await downloaded()).toEqual([]);
      await complete.end();

      const stalled = await page.files.expectDownload(patient());
      await click("#stalled");
      // The second is not the one that is waited for.
      await click("#link");
      await expect.poll(downloaded, { timeout: 20_000 }).not.toEqual([]);
      await expect(stalled.finished({ ...patient(), timeoutMs: 100 })).rejects.toMatchObject({ kind: "timeout" });
      await stalled.end();
      await click("#link");
      await expect.poll(downloaded, { timeout: 20_000 }).toEqual([]);

      const open = await page.files.expectDownload(patient());
      await click("#stalled");
      await expect.poll(downloaded, { timeout: 20_000 }).not.toEqual([]);
      await connection.closeContext(user, 5000);
      await open.end();
      await expect.poll(downloaded, { timeout: 20_000 }).toEqual([]);
    } finally {
      await connection.close(20_000);
    }
    // A browser that was killed on a busy machine leaves its folder for a moment.
    await expect.poll(() => readdir(folder), { timeout: 20_000 }).toEqual([]);
  });
});
