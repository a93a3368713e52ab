import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { SLOW_MS, startLiveSite } from "../fixtures/pages/live-site.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

const USERS = 2;

describe.skipIf(noBrowser)(`interactions${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("are as many as the server handled, and are judged and told of", { timeout: 180_000 }, async () => {
    const site = await startLiveSite();
    onTestFinished(() => site.close());
    const folder = await temporaryFolder();
    const [file, out] = [join(folder, "live.scenario.ts"), join(folder, "report")];
    await writeFile(
      file,
      `import { defineScenario } from "live-load";
       export default defineScenario({
         name: "live",
         users: ${USERS},
         duration: "1m",
         settle: true,
         thresholds: ["interaction_duration{click #inc}: p(95)<30000", "interaction_server_duration{click #slow}: min>${SLOW_MS - 2}"],
         run: async (context) => {
           context.navigate("${site.url}/fetch", { status: "4xx" });
           for (let time = 0; time < 5; time++) context.click("#inc");
           context.click("#slow").fill("#search", "lamp").selectOption("#choice", "b").fill("#plain", "text", { settle: false });
           context.click("#next").halt();
         },
       });`,
    );
    const { code, stdout, stderr } = await liveLoad(["run", file, "--out", out, "--reporter", "console,html,markdown,csv"], {
      cwd: folder,
    }).ended;
    const result = resultIn(out);
    expectCode({ code, stderr }, result, 0);
    expect(result.failures).toEqual([]);
    const of = (section: typeof result.histograms) =>
      Object.entries(section.interaction_duration?.by ?? {}).map(([step, { count }]) => [step, count] as const);
    const counts: Record<string, number> = {};
    for (const [step, count] of [...of(result.histograms), ...of(result.sick.histograms)])
      counts[step] = (counts[step] ?? 0) + count;
    const handled = (name: string) => site.handled.filter((action) => action.name === name).length;
    expect(counts).toEqual({
      "click #inc": handled("inc"),
      "click #slow": handled("slow"),
      "fill #search": handled("search"),
      "selectOption #choice": handled("choice"),
      "click #next": USERS,
    });
    expect(handled("inc")).toBe(5 * USERS);
    expect(result.counters.interactions?.by).toEqual({ generic: 8 * USERS, document: USERS });
    expect(result.histograms.http_endpoint_duration ?? result.sick.histograms.http_endpoint_duration).toHaveProperty("by");
    if (code !== 0) return;
    expect(result.thresholds.map(({ passed }) => passed)).toEqual([true, true]);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/interacted with the pages 18 times in .*the server's replies within/);
    for (const name of ["report.md", "metrics.csv"])
      expect(readFileSync(join(out, name), "utf8")).toContain("interaction_duration");
  });
});
