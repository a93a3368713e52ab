import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Sketch } from "../../src/telemetry/sketch.js";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";
import { startHitCounter } from "./hit-counter.js";

/** Users hit the light page once per iteration. */
async function siteAndScenario(extra = "") {
  const site = await startHitCounter();
  onTestFinished(() => site.close());
  const folder = await temporaryFolder();
  const file = join(folder, "hits.scenario.ts");
  await writeFile(
    file,
    `import { defineScenario } from "live-load";
     export default defineScenario({
       name: "hits",
       ${extra}
       assigns: { there: false },
       run: async (context) => {
         if (!context.assigns.there) await context.navigate("${site.url}/").assign({ there: true });
         await context.evaluate((path) => window.hit(path), "/hit");
       },
     });`,
  );
  return { site, folder, file, out: join(folder, "report") };
}

describe.skipIf(noBrowser)(`an open load${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("shows a stall in the latency from the intended start, not in the iterations' durations", {
    ...MEASURES_TIME,
    timeout: 180_000,
  }, async () => {
    const { site, folder, file, out } = await siteAndScenario();
    const args = ["run", file, "--rate", "20/s", "--max-users", "2", "--duration", "15s", "--out", out];
    const command = liveLoad(args, { cwd: folder });
    await command.shown("20/s by up to 2 users for 15 s");
    await eventually("fifty hits", () => site.hitsMs.length >= 50);
    site.stall(3000);
    const { code, stdout, stderr } = await command.ended;
    expectCode({ code, stderr }, resultIn(out), 0);
    const { iterations, histograms, sick } = resultIn(out);
    expect(Math.abs(iterations.started + iterations.dropped - 300)).toBeLessThanOrEqual(1);
    // A busy machine makes some seconds sick, and the stall may be in those.
    const all = (metric: string) => {
      const whole = new Sketch();
      for (const { [metric]: figures } of [histograms, sick.histograms]) {
        if (figures !== undefined) whole.merge(Sketch.fromBase64(figures.aggregate.sketch));
      }
      return whole;
    };
    const [duration, fromIntended] = [all("iteration_duration"), all("iteration_duration_from_intended")];
    expect(fromIntended.count).toBe(duration.count);
    // 60 of 300 iterations were meant to start during the stall, half of them in its first half; its two users were in only one each.
    const intendedP95 = fromIntended.quantile(0.95) ?? 0;
    expect(intendedP95).toBeGreaterThan(1500);
    expect(duration.quantile(0.95)).toBeLessThan(intendedP95 / 2);
    expect(duration.quantile(1)).toBeGreaterThan(1500);
    expect(stdout).toContain("iteration_duration_from_intended");
  });

  it("is spread over nodes in proportion, and reports dropped iterations", { timeout: 180_000 }, async () => {
    const { site, folder, file, out } = await siteAndScenario('stages: ["4s:20/s", "4s:0/s"], maxUsers: 12, maxLateness: "1s",');
    const slices = ["nodes.cpus=0.6", "nodes.memory=2GiB", "overcommit=true"].flatMap((option) => ["--backend-option", option]);
    const { code, stderr } = await liveLoad(["run", file, "--out", out, ...slices], { cwd: folder }).ended;
    expectCode({ code, stderr }, resultIn(out), 0);
    const { iterations, nodes, users } = resultIn(out);
    expect(iterations.started + iterations.dropped).toBe(80);
    expect(site.hitsMs).toHaveLength(iterations.started);
    expect(nodes).toHaveLength(2);
    for (const node of nodes) expect(node.iterations).toBeGreaterThan(20);
    expect(users).toMatchObject({ requested: 12, failed: 0, lost: 0 });
    const starved = ["run", file, "--rate", "20/s", "--max-users", "1", "--duration", "3s", "--out", out];
    const slow = liveLoad(starved, { cwd: folder });
    await slow.shown("20/s by up to 1 user");
    site.stall(2500);
    const end = await slow.ended;
    expect(resultIn(out).counters.dropped_iterations?.by.late).toBeGreaterThan(0);
    expect(end.stdout).toMatch(/of the iterations were dropped, because no user was free in time/);
  });

  it("is rejected without a number of users", async () => {
    const { folder, file } = await siteAndScenario();
    const { code, stderr } = await liveLoad(["run", file, "--rate", "20/s"], { cwd: folder }).ended;
    expect(code).toBe(104);
    expect(stderr).toContain("--rate needs --max-users");
    expect(stderr).toContain("add --max-users");
  });
});
