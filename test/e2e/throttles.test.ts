import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";
import { startHitCounter } from "./hit-counter.js";
import { evenness, type Pace, paceOf } from "./hit-pace.js";

const SLICES = [
  ...["--backend-option", "nodes.cpus=0.6"],
  ...["--backend-option", "nodes.memory=2GiB"],
  ...["--backend-option", "overcommit=true"],
];

/** Runs users on three nodes that repeat `steps` on the light page. */
async function run(given: { readonly throttle: string; readonly steps: string; readonly duration: string }) {
  const site = await startHitCounter();
  onTestFinished(() => site.close());
  const folder = await temporaryFolder();
  const file = join(folder, "hits.scenario.ts");
  await writeFile(
    file,
    `import { defineScenario, interarrival, parallelism, rate } from "live-load";
     const hit = (path) => window.hit(path);
     export default defineScenario({
       name: "hits",
       throttles: () => [${given.throttle}],
       assigns: { there: false },
       run: async (context) => {
         if (!context.assigns.there) await context.navigate("${site.url}/").assign({ there: true });
         await context${given.steps};
       },
     });`,
  );
  const args = ["run", file, "--users", "15", "--duration", given.duration, "--out", join(folder, "report"), ...SLICES];
  const ended = await liveLoad(args, { cwd: folder }).ended;
  const result = resultIn(join(folder, "report"));
  expectCode(ended, result, 0);
  expect(result.nodes).toHaveLength(3);
  return { site, result, offsetsMs: site.hitsMs.map((at) => at - Date.parse(result.startedAt ?? "")) };
}

describe.skipIf(noBrowser)(`the throttles of a cluster${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("keep an even rate over all nodes together", { ...MEASURES_TIME, timeout: 180_000 }, async () => {
    const steps = '.throttle("hits").evaluate(hit, "/hit")';
    const { result, offsetsMs } = await run({ throttle: 'rate("hits", "20/s")', steps, duration: "20s" });
    const hits = { offsetsMs, dueBy: (ms: number) => ms / 50, untilMs: 20_000 };
    expectPace(paceOf(hits), 6);
    const { share, windows } = evenness(hits, 50, 2);
    expect(windows).toBeGreaterThan(100);
    expect(share, `of ${windows} windows`).toBeGreaterThanOrEqual(0.95);
    const waits = result.histograms.throttle_wait?.by.hits?.count ?? 0;
    expect(waits + (result.sick.histograms.throttle_wait?.by.hits?.count ?? 0)).toBe(offsetsMs.length);
    expect(result.iterations.failed).toBe(0);
  });

  it("follow a ramp-up", { ...MEASURES_TIME, timeout: 180_000 }, async () => {
    const steps = '.throttle("hits").evaluate(hit, "/hit")';
    const throttle = 'rate("hits", "2/s").ramp("20/s", { duration: "20s" })';
    const { offsetsMs } = await run({ throttle, steps, duration: "20s" });
    const dueBy = (ms: number) => 2 * (ms / 1000) + 0.45 * (ms / 1000) ** 2;
    for (const untilMs of [10_000, 20_000]) expectPace(paceOf({ offsetsMs, dueBy, untilMs }), 1 + 0.03 * dueBy(untilMs));
  });

  it("never admit more at once than allowed", async () => {
    const steps = '.throttle("seats", (held) => held.evaluate(hit, "/hit").think(100).evaluate(hit, "/free"))';
    const { site, offsetsMs } = await run({ throttle: 'parallelism("seats", 5)', steps, duration: "8s" });
    expect(site.mostAtOnce).toBe(5);
    expect(offsetsMs.length).toBeGreaterThan(50);
  });
});

/** The throttle let nothing through before its time, and owes no more than `slack` hits beyond what the machine made it miss. */
function expectPace(pace: Pace, slack: number): void {
  // The count begins at the first hit: without enough of them it would show nothing.
  expect(pace.hits, JSON.stringify(pace)).toBeGreaterThan(pace.due / 2);
  expect(pace.behind, JSON.stringify(pace)).toBeGreaterThanOrEqual(-slack);
  expect(pace.behind, JSON.stringify(pace)).toBeLessThanOrEqual(slack + pace.excused);
}
