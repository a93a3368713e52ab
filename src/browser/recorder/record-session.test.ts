import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../base/clock.js";
import { recordPage } from "./record-session.js";

/** A browser that opens no window: it takes commands, and only ends when it is told to. */
const SILENT = `const { createReadStream, writeFileSync } = require("node:fs");
createReadStream("", { fd: 3 }).on("data", (data) => {
  writeFileSync(process.env.STARTED, "");
  if (String(data).includes("Browser.close")) process.exit();
});
`;

it("ends at once when it is stopped before the window is there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "live-load-record-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [program, started] = [join(folder, "silent"), join(folder, "started")];
  await writeFile(program, `#!${process.execPath}\n${SILENT}`, { mode: 0o755 });
  const stop = new AbortController();
  const onReady = vi.fn();
  const recording = recordPage({
    url: "http://127.0.0.1:4000/",
    env: { LIVELOAD_BROWSER_PATH: program, STARTED: started },
    clock: systemClock,
    signal: stop.signal,
    onReady,
    onEvent: () => 0,
  });
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), { timeout: 20_000 });
  stop.abort();
  await expect(recording).resolves.toBeUndefined();
  expect(onReady).not.toHaveBeenCalled();
});
