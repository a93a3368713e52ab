import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { atMost, concurrently } from "../fixtures/after-test.js";
import { type OddSite, startOddSite } from "../fixtures/pages/odd-site.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

/** Half of such a run is waiting, and none of it measures time. */
const twoAtATime = atMost(2);

let site: OddSite;
beforeAll(async () => {
  site = await startOddSite();
});
afterAll(() => site.close());

/** Runs a scenario with these steps on the broken site. */
async function runSteps(steps: string, ...args: string[]) {
  const folder = await temporaryFolder();
  const source = `
    import { defineScenario } from "live-load";
    export default defineScenario({
      name: "broken",
      config: () => ({ baseUrl: ${JSON.stringify(site.url)} }),
      run: (context) => context${steps},
    });`;
  await writeFile(join(folder, "broken.scenario.ts"), source);
  const out = join(folder, "report");
  const reporters = "console,html,markdown,junit";
  const flags = ["--users", "2", "--duration", "3s", "--reporter", reporters, "--out", out, ...args];
  const ended = await twoAtATime(() => liveLoad(["run", "broken.scenario.ts", ...flags], { cwd: folder }).ended);
  const written = (name: string) => readFileSync(join(out, name), "utf8");
  return { ...ended, stdout: ended.stdout.replace(/\s+/g, " "), result: resultIn(out), written };
}

describe.skipIf(noBrowser)(
  `a run against a broken site${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  { concurrent: true, timeout: 300_000 },
  () => {
    it.for(["chromium", "playwright"])("fails and says why when every page answers 404, with %s", (engine, context) =>
      concurrently(context, async () => {
        const { result, written, ...ended } = await runSteps(`.navigate("/counter")`, "--browser", engine);
        const { stdout } = ended;
        expectCode(ended, result, 99);
        expect(result.iterations.succeeded).toBe(0);
        expect(result.failures).toHaveLength(1);
        expect(result.failures[0]).toMatchObject({ category: "http", count: result.iterations.failed });
        expect(result.failures[0]?.sample.message).toMatch(/^step 1: navigate .* GET \/counter answered 404$/);
        expect(stdout).toContain("every iteration failed, because GET /counter answered 404.");
        expect(written("report.md")).toContain("every iteration failed, because GET /counter answered 404.");
        expect(stdout).not.toContain("othing failed");
      }),
    );

    it("passes when the status is accepted, but does not claim that nothing failed", (context) =>
      concurrently(context, async () => {
        const { code, stdout, stderr, result } = await runSteps(`.navigate("/counter")`, "--accept-status", "404,5xx");
        expectCode({ code, stderr }, result, 0);
        expect(result.iterations.failed).toBe(0);
        const requests = result.counters.http_failures?.by["404"];
        expect(stdout).toContain(`no iteration failed, but ${requests} requests were answered 404.`);
      }));

    it("lists failed requests even when every iteration succeeds", (context) =>
      concurrently(context, async () => {
        const { stdout, result, written } = await runSteps(`.navigate("/gallery").think("0.2s")`);
        expect(result.iterations.failed).toBe(0);
        const text = `no iteration failed, but ${result.counters.http_failures?.by["404"]} requests were answered 404.`;
        expect(stdout).toContain(text);
        expect(written("report.md")).toContain(text);
        expect(written("report.html")).toContain(text);
        expect(written("junit.xml")).toContain(text);
        expect(stdout).not.toContain("othing failed");
      }));

    it("lists failed requests and page errors beside the step that timed out", (context) =>
      concurrently(context, async () => {
        const { result, written, ...ended } = await runSteps(
          `.navigate("/troubled").waitForSelector("#count", { timeout: "1s" })`,
          "--json",
        );
        const { stdout } = ended;
        expectCode(ended, result, 99);
        const [failure] = result.failures;
        expect(result.failures).toHaveLength(1);
        expect(failure?.sample.message).toContain("waited 1000 ms for #count");
        const causes = ["GET /missing.js answered 404", "the page threw ReferenceError: startApp is not defined"];
        expect(failure?.sample.likelyCauses).toEqual(expect.arrayContaining(causes));
        for (const text of [stdout, written("report.md"), written("report.html"), written("junit.xml")])
          for (const cause of causes) expect(text).toContain(cause);
      }));

    it("fails the next step when an error document arrives during think time", (context) =>
      concurrently(context, async () => {
        const steps = `.navigate("/ways").click("#soon").think("1s").innerText("#heading")`;
        const { result, ...ended } = await runSteps(steps);
        expectCode(ended, result, 99);
        expect(result.failures.map(({ category, sample }) => [category, sample.operation, sample.message])).toEqual([
          ["http", "innerText #heading", expect.stringMatching(/^step 4: .*GET \/not-found answered 404 before this step$/)],
        ]);
      }));

    it("fails the iteration when an error document arrives after its last step", (context) =>
      concurrently(context, async () => {
        const { result, ...ended } = await runSteps(`.navigate("/ways").click("#soon").think("1s")`);
        expectCode(ended, result, 99);
        expect(result.failures.map(({ category, sample }) => [category, sample.message])).toEqual([
          ["http", "GET /not-found answered 404 after the last step"],
        ]);
      }));

    it("is inconclusive when no iteration finished, whatever its steps measured", (context) =>
      concurrently(context, async () => {
        const { code, result, stdout } = await runSteps(`.navigate("/ways").think("10m")`);
        expect(code).toBe(98);
        expect(result.iterations).toMatchObject({ succeeded: 0, failed: 0, interrupted: 2 });
        expect(result.counters.steps?.aggregate).toBe(2);
        expect(result.verdictReasons.map((reason) => reason.code)).toContain("no-iterations");
        expect(["inconclusive", "invalid"]).toContain(result.verdict);
        expect(stdout).not.toContain("othing failed");
      }));

    it.for(["200", "40x", "404,teapot", "-1"])("rejects the accepted status %s before anything starts", (status, context) =>
      concurrently(context, async () => {
        const folder = await temporaryFolder();
        const args = ["run", "none.scenario.ts", "--out", join(folder, "report"), `--accept-status=${status}`];
        const { code, stderr } = await liveLoad(args, { cwd: folder }).ended;
        expect(code).toBe(104);
        expect(stderr).toContain(
          `--accept-status is "${status}", but it takes a status from 400 to 599 such as 404, "4xx", "5xx"`,
        );
      }),
    );
  },
);
