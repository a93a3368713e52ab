import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** A machine on which no browser can be found. */
const WITHOUT_BROWSER = { PATH: "/nowhere", PLAYWRIGHT_BROWSERS_PATH: "/nowhere", LIVELOAD_BROWSER_PATH: "" };

const VISIT = `
import { defineScenario } from "live-load";

export default defineScenario({
  name: "plain visit",
  config: ({ baseUrl }) => ({ baseUrl: String(baseUrl) }),
  run: async (context, userId, { baseUrl }) => {
    const name = "user " + userId;
    context.navigate(baseUrl + "/").click('a[href="/plain-form"]').fill("#name", name).click("#send");
    const posted = await context.textContent("#posted");
    if (posted !== "name=" + name + ", email=") throw new Error("posted " + posted);
    context.click("header a").navigate(baseUrl + "/redirect?to=/plain");
    const title = await context.title();
    if (title !== "Plain") throw new Error("it is " + title);
  },
});`;

const LOOK = `
import { defineScenario } from "live-load";

export default defineScenario({
  name: "look",
  config: ({ baseUrl }) => ({ baseUrl: String(baseUrl) }),
  run: (context, userId, { baseUrl }) => context.navigate(baseUrl + "/plain?user=" + userId),
});`;

/** One more than a process is sized for. */
const MANY = 501;
/** The machine's own share of cores and its free memory could be for fewer. */
const TWO_CORES = ["nodes.cpus=2", "nodes.memory=4GiB", "overcommit=true"].flatMap((option) => ["--backend-option", option]);
const USERS = 20;

describe("users without a browser", () => {
  it("run on a machine without one, and the server counts what they count", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "visit.scenario.mjs"), VISIT);
    const out = join(folder, "report");
    target.resetStats();
    const given = ["--browser", "protocol", "--users", String(USERS), "--iterations", "3", "--option", `baseUrl=${target.url}`];
    const run = liveLoad(["run", join(folder, "visit.scenario.mjs"), ...given, "--out", out], { env: WITHOUT_BROWSER });
    const { stdout, stderr } = await run.ended;
    const result = resultIn(out);
    const { counters, histograms, sick } = result;
    const iterations = USERS * 3;
    expect(counters.iterations?.by, stdout + stderr).toMatchObject({ succeeded: iterations });
    const stats = target.stats();
    expect(stats.pages).toEqual({
      "/": 2 * iterations,
      "/plain-form": iterations,
      "/plain": iterations,
      "/redirect": iterations,
    });
    expect(counters.http_requests?.by).toEqual({
      "2xx": stats.http.byStatus["200"],
      "3xx": stats.http.byStatus["302"],
    });
    // The style sheet and the script of the site never change: each user loads them once.
    expect(stats.http.byStatus["200"]).toBe(5 * iterations + 2 * USERS);
    // A busy machine may have been too slow to measure: those samples are kept apart.
    const documents = [histograms, sick.histograms].map((all) => all.http_request_duration?.by.document?.count ?? 0);
    expect(documents.reduce((sum, count) => sum + count)).toBe(6 * iterations);
    expect(histograms.web_vital_lcp ?? sick.histograms.web_vital_lcp).toBeUndefined();
    expect(JSON.stringify(result)).toContain('"connection":"protocol"');
    expect(JSON.stringify(result.nodes)).not.toContain("node_browser_round_trip");
  });

  it("fail at a step that needs a browser, and say what to do", async () => {
    const folder = await temporaryFolder();
    const scenario = `import { defineScenario } from "live-load";
      export default defineScenario({ name: "hovering", run: (context) => context.navigate("${target.url}/plain").hover("#to-counter") });`;
    await writeFile(join(folder, "hover.scenario.mjs"), scenario);
    const given = ["--browser", "protocol", "--users", "1", "--iterations", "1", "--out", join(folder, "report")];
    const { stdout, stderr } = await liveLoad(["run", join(folder, "hover.scenario.mjs"), ...given], { env: WITHOUT_BROWSER })
      .ended;
    const said = (stdout + stderr).replaceAll(/\s+/g, " ");
    expect(said).toContain('hover "#to-counter" failed on /plain: background users have no browser; use --browser chromium');
  });

  it("have as many processes as they keep cores busy, and lose none of their users", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "look.scenario.mjs"), LOOK);
    const out = join(folder, "report");
    target.resetStats();
    const given = ["--browser", "protocol", "--users", String(MANY), "--iterations", "1", "--option", `baseUrl=${target.url}`];
    const run = liveLoad(["run", join(folder, "look.scenario.mjs"), ...given, ...TWO_CORES, "--out", out], {
      env: WITHOUT_BROWSER,
    });
    const { stdout, stderr } = await run.ended;
    const { nodes, users, counters, background } = resultIn(out);
    expect(
      nodes.map(({ name, users, status }) => [name, users, status]),
      stdout + stderr,
    ).toEqual([
      ["look-1", 251, "finished"],
      ["look-1-process-2", 250, "finished"],
    ]);
    expect(users).toMatchObject({ requested: MANY, started: MANY, succeeded: MANY, lost: 0 });
    expect(counters.iterations?.by).toMatchObject({ succeeded: MANY });
    expect(background).toBeUndefined();
    expect(target.stats().pages).toEqual({ "/plain": MANY });
  });
});
