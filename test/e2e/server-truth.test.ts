import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** Below the server's own figure, where rounding and the sketch's error lie; `npm run bench:truth` holds it tighter on a quiet machine. */
const below = (ms: number) => ms * 0.98 - 5;
/** Above it: on a busy machine the browser hears of a reply when it gets the CPU. */
const above = (ms: number) => ms * 1.02 + 150;

describe.skipIf(noBrowser)(`the server's part of an event${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each([50, 300, 1000])("is what the server says itself, with handlers of %i ms", async (delayMs) => {
    target.resetStats();
    const out = join(await temporaryFolder(), "report");
    const given = ["--option", `baseUrl=${target.url}`, "--option", `delayMs=${delayMs}`, "--duration", "8s", "--out", out];
    const { stdout, stderr } = await liveLoad(["run", "bench/scenarios/delayed.scenario.js", ...given], { cwd: resolve(".") })
      .ended;
    const { histograms, sick } = resultIn(out);
    const metric = "liveview_event_server_duration";
    const { count = 0, p50 = 0 } = (histograms[metric] ?? sick.histograms[metric])?.aggregate ?? {};
    const own = [...(target.stats().handlerMs.byName.inc ?? [])].sort((a, b) => a - b);
    const serverMs = own[Math.floor((own.length - 1) / 2)] ?? 0;
    expect(count, stdout + stderr).toBeGreaterThan(1);
    expect(serverMs).toBeGreaterThanOrEqual(delayMs - 1);
    expect(p50).toBeGreaterThan(below(serverMs));
    expect(p50).toBeLessThan(above(serverMs));
  });
});
