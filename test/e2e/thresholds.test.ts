import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { startHitCounter } from "./hit-counter.js";

const ABORTING = '{ threshold: "own_hits: count<40", abortOnFail: true, delayAbortEval: "1s" }';

describe.skipIf(noBrowser)(`the thresholds of a cluster${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("end the run on every node as soon as one with `abortOnFail` fails", { timeout: 180_000 }, async () => {
    const site = await startHitCounter();
    onTestFinished(() => site.close());
    const folder = await temporaryFolder();
    const [file, out] = [join(folder, "hits.scenario.ts"), join(folder, "report")];
    await writeFile(
      file,
      `import { defineScenario } from "live-load";
       export default defineScenario({
         name: "hits",
         users: 15,
         duration: "5m",
         thresholds: ["iterations: count>0", ${ABORTING}],
         run: (context) => context.navigate("${site.url}/").evaluate((path) => window.hit(path), "/hit")
           .metric("own_hits", { kind: "counter" }).add(1).think("0.5s"),
       });`,
    );
    const slices = ["nodes.cpus=0.6", "nodes.memory=2GiB", "overcommit=true"].flatMap((option) => ["--backend-option", option]);
    const command = liveLoad(["run", file, "--out", out, "--reporter", "console,html,markdown,junit", ...slices], {
      cwd: folder,
    });
    await command.shown(/threshold/);
    const toldAtMs = performance.timeOrigin + performance.now();
    const { code, stdout, stderr } = await command.ended;
    const result = resultIn(out);
    expect([98, 99], stderr).toContain(code);
    // Within seconds, and not after five minutes; a busy machine may take its time.
    expect(Math.max(...site.hitsMs) - toldAtMs).toBeLessThan(10_000);
    expect(result.durationMs).toBeLessThan(120_000);
    expect(result.nodes.map(({ status }) => status)).toEqual(["stopped", "stopped", "stopped"]);
    expect(result.thresholds.map(({ expression, passed }) => [expression, passed])).toEqual([
      ["iterations: count>0", true],
      ["own_hits: count<40", false],
    ]);
    const written = ["report.md", "report.html", "junit.xml"].map((name) => readFileSync(join(out, name), "utf8"));
    for (const text of [stdout, ...written]) expect(text).toContain("own_hits: count");
    expect(written[2]).toMatch(/<failure[^>]*own_hits: count/);
  });
});
