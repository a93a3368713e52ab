import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { startHitCounter } from "./hit-counter.js";

const SLICES = [
  ...["--backend-option", "nodes.cpus=0.6"],
  ...["--backend-option", "nodes.memory=2GiB"],
  ...["--backend-option", "overcommit=true"],
];

/** Runs users on three nodes who do `steps` on the light page again and again. */
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
  expect([0, 98], `${ended.stdout}${ended.stderr}`).toContain(ended.code);
  expect(result.nodes).toHaveLength(3);
  return { site, result, offsetsMs: site.hitsMs.map((at) => at - Date.parse(result.startedAt ?? "")) };
}

describe.skipIf(noBrowser)(`throttles of a cluster${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  // A machine that does something else as well may hold the load up: twice more, then.
  it("keep a rate over all nodes together, evenly", { retry: 2, timeout: 120_000 }, async () => {
    const steps = '.throttle("hits").evaluate(hit, "/hit")';
    const { result, offsetsMs } = await run({ throttle: 'rate("hits", "20/s")', steps, duration: "30s" });
    expect(Math.abs(offsetsMs.length - 600)).toBeLessThanOrEqual(6);
    const windows = Array.from({ length: 600 }, (_, at) => offsetsMs.filter((ms) => Math.floor(ms / 50) === at).length);
    expect(windows.filter((hits) => hits <= 2).length / windows.length).toBeGreaterThanOrEqual(0.95);
    const waits = result.histograms.throttle_wait?.by.hits?.count ?? 0;
    expect(waits + (result.sick.histograms.throttle_wait?.by.hits?.count ?? 0)).toBe(offsetsMs.length);
    expect(result.iterations.failed).toBe(0);
  });

  it("follow a ramp", { retry: 2, timeout: 120_000 }, async () => {
    const steps = '.throttle("hits").evaluate(hit, "/hit")';
    const throttle = 'rate("hits", "2/s").ramp("20/s", { duration: "20s" })';
    const { offsetsMs } = await run({ throttle, steps, duration: "20s" });
    for (const [seconds, due] of [
      [10, 65],
      [20, 220],
    ] as const) {
      const hits = offsetsMs.filter((ms) => ms < seconds * 1000).length;
      expect(Math.abs(hits - due), `${hits} hits in ${seconds} s`).toBeLessThanOrEqual(1 + 0.03 * due);
    }
  });

  it("never let more in at once than they may", async () => {
    const steps = '.throttle("seats", (held) => held.evaluate(hit, "/hit").think(100).evaluate(hit, "/free"))';
    const { site, offsetsMs } = await run({ throttle: 'parallelism("seats", 5)', steps, duration: "8s" });
    expect(site.mostAtOnce).toBe(5);
    expect(offsetsMs.length).toBeGreaterThan(50);
  });
});
