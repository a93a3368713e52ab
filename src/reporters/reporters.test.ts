import { describe, expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { plainSentence } from "../result/wording/plain-sentence.js";
import { consoleReporter } from "./console/console-reporter.js";
import { markdownReporter } from "./markdown/markdown-reporter.js";
import { checkReporterNames, makeReports } from "./reporters.js";

const options = { color: false, columns: 90, outputFolder: "/out" };
const names = Object.keys(RESULTS) as (keyof typeof RESULTS)[];
const markdownOf = (name: keyof typeof RESULTS) => String(markdownReporter.report(RESULTS[name](), options).files[0]?.content);
const consoleOf = (name: keyof typeof RESULTS, more = {}) =>
  consoleReporter.report(RESULTS[name](), { ...options, ...more }).console ?? "";

describe("the plain sentence", () => {
  it("says what users did, what they felt, and what failed", () => {
    expect(plainSentence(RESULTS.counter())).toMatch(
      /^4 users clicked \d+ times in [\d.]+ s; 95 % of the answers were on the screen within \d+ ms, the server's replies within \d+ ms; nothing failed\.$/,
    );
  });

  it("says why a load did not take place or ended early, and why iterations failed", () => {
    expect(plainSentence(RESULTS.error())).toMatch(/^The load never started, so none of the 400 users did anything\.$/);
    const [failure] = RESULTS.shop().failures;
    if (failure === undefined) throw new Error("the fixture has no failures");
    const { operation: _operation, ...sample } = failure.sample;
    const failedBy = (category: string): string =>
      plainSentence({ ...RESULTS.shop(), failures: [{ ...failure, category, sample }] });
    expect(failedBy("scenario")).toContain(", because the scenario threw an error");
    expect(failedBy("stray")).toContain(", because the scenario left an error unhandled");
    expect(failedBy("iteration-timeout")).toContain(", because an iteration took too long");
    expect(plainSentence(RESULTS.unreachable())).toMatch(/did not answer: connection refused/);
    expect(plainSentence(RESULTS.interrupted())).toMatch(/^Interrupted after [\d.]+ s: /);
    expect(plainSentence(RESULTS.lostNode())).toMatch(/users? (was|were) lost with/);
  });

  it("does not say that the scenario went on when a browser went away", () => {
    const { counters, iterations, ...rest } = RESULTS.counter();
    const failedStep = { ...counters, failed_steps: { aggregate: 1, by: {} } };
    const sentence = (abortedInfra: number) =>
      plainSentence({ ...rest, counters: failedStep, iterations: { ...iterations, failed: 0, abortedInfra } });
    expect(sentence(0)).toMatch(/no iteration failed, but 1 step failed, and the scenario went on/);
    expect(sentence(1)).toMatch(/no iteration failed, but 1 step failed; 1 iteration ended because a browser or node went away/);
  });

  it("tells of background users, and that nothing failed only when nothing did", () => {
    const { background, ...result } = RESULTS.crowd();
    if (background === undefined) throw new Error("the fixture has no background users");
    expect(plainSentence({ ...result, background })).toMatch(
      /nothing failed in the browsers; meanwhile 300 background users ran 3,060 iterations, of which 16 failed \(0\.5 %\)\.$/,
    );
    const iterations = { ...background.iterations, failed: 0 };
    const healthy = { ...background, iterations, failures: [], counters: {} };
    expect(plainSentence({ ...result, background: healthy })).toMatch(
      /; meanwhile 300 background users ran 3,044 iterations; nothing failed\.$/,
    );
    const refused = { ...healthy, counters: { http_failures: { aggregate: 3, by: { "503": 3 } } } };
    expect(plainSentence({ ...result, background: refused })).toMatch(
      /nothing failed in the browsers; meanwhile 300 background users ran 3,044 iterations, but 3 requests were answered 503\.$/,
    );
    const mixed = { ...healthy, counters: { http_failures: { aggregate: 5, by: { "503": 3, "404": 2 } } } };
    expect(plainSentence({ ...result, background: mixed })).toMatch(
      /ran 3,044 iterations, but 5 requests failed \(3 answered 503, 2 answered 404\)\.$/,
    );
  });

  it.each(names)("is one line on the result %s", (name) => {
    expect(plainSentence(RESULTS[name]())).toMatch(/^[^\n]+[.!?…]$/);
  });
});

describe("the console report", () => {
  it.each(names)("fits the width of the terminal on the result %s", (name) => {
    const result = RESULTS[name]();
    for (const columns of [60, 80, 120, 200]) {
      const lines = (consoleReporter.report(result, { ...options, columns }).console ?? "").split("\n");
      // Paths are not wrapped, so that they can be copied.
      const tooLong = lines.filter((line) => Array.from(line).length > columns && !line.includes("/out/"));
      expect(tooLong).toEqual([]);
    }
  });

  it("has the verdict, the steps and the path of the HTML report", () => {
    const text = consoleOf("shop", { otherFiles: ["report.html"] });
    expect(text).toContain("✓ pass");
    expect(text).toContain("submitForm #checkout-form");
    expect(text).toContain("/out/report.html");
  });

  const FITTING = ["counter", "shop", "plainSite", "interrupted", "failing", "sick", "brokenPage", "crowd"] as const;
  it.each(FITTING)("fits a terminal of 80 by 24 on the result %s", (name) => {
    const lines = consoleOf(name, { columns: 80, rows: 24, otherFiles: ["report.html"] }).split("\n");
    // The last, empty one is where the prompt stands.
    expect(lines.length).toBeLessThanOrEqual(24);
  });

  it("says how much it leaves out, and nothing of what does not hold", () => {
    expect(consoleOf("shop", { rows: 24 })).toMatch(/^ {2}Latencies \(2 of 8\) /m);
    expect(consoleOf("shop", { rows: 24 })).toContain("Thresholds  ✓ 3 hold");
    // There is more room here, and as much as it takes where there is no terminal.
    expect(consoleOf("shop", { rows: 60 })).not.toContain(" of 8)");
    expect(consoleOf("shop")).not.toContain(" of 8)");
    const failing = consoleOf("failing", { rows: 24 });
    expect(failing).toContain("✗ liveview_event_duration: p(95)<100");
    expect(failing).toMatch(/Failures \(\d of 12\)/);
  });

  it("tells how many samples the percentiles of steps leave out", () => {
    const { counters, histograms, sick } = RESULTS.sick();
    const step = "click #buy-:id";
    const [all, healthy, other] = [counters.steps, histograms.step_duration, sick.histograms.step_duration].map((metric) => {
      const figures = metric?.by[step] ?? 0;
      return typeof figures === "number" ? figures : figures.count;
    });
    expect(healthy! + other!).toBe(all);
    const numbers = [all!, other!].map((count) => count.toLocaleString("en-US"));
    expect(consoleOf("sick", { columns: 120 })).toMatch(/^ {2}Steps .* count +left out +p50 +p95/m);
    expect(markdownOf("sick")).toContain(`| \`${step}\` | ${numbers.join(" | ")} |`);
    for (const text of [consoleOf("sick", { columns: 120 }), markdownOf("sick")])
      expect(text.replaceAll(/\s+/g, " ")).toMatch(/the percentiles of steps leave out [\d,]+ of [\d,]+, measured while/);
    expect(consoleOf("shop") + markdownOf("shop")).not.toMatch(/left out|leave out/i);
  });

  it("leaves out columns on a narrow terminal, before names are cut", () => {
    const text = consoleOf("counter", { columns: 60 });
    expect(text).toContain("liveview_event_server_duration ");
    expect(text).toMatch(/^ {2}Latencies .* p50 +p95 +p99$/m);
  });

  it("says when the controller had no contact with nodes, and when a lost one was last heard from", () => {
    const words = (text: string) => text.replaceAll(/\s+/g, " ");
    const cut = "the controller had no contact with nodes shop-1, shop-2 from 12 s to 21 s; no data was lost";
    for (const text of [consoleOf("cut"), markdownOf("cut")]) expect(words(text)).toContain(cut);
    for (const text of [consoleOf("lostNode"), markdownOf("lostNode")])
      expect(words(text)).toContain("node shop-2 was last heard from at 1 min 40 s");
  });

  it("gives the rate of finished iterations, without interrupted ones, as the Markdown report does", () => {
    const result = RESULTS.counter();
    const iterations = { ...result.iterations, started: 75, succeeded: 20, failed: 5, interrupted: 50 };
    const cut = { ...result, iterations, durationMs: 10_000 };
    expect(consoleReporter.report(cut, options).console).toContain("2.5 per second");
    expect(String(markdownReporter.report(cut, options).files[0]?.content)).toMatch(/\| 25 \| 5 \(20 %\) \| 2\.5 \|/);
  });

  it("has one block on background users, as the Markdown report has a section", () => {
    const text = consoleOf("crowd", { columns: 100 });
    const block = text.slice(text.indexOf("  Background users\n")).split("\n\n")[0] ?? "";
    expect(block).toMatch(/^ {2}Background users\n {2}Users {7}300 of 300 started · 16 replaced · on 2 processes/);
    expect(block).toMatch(/\n {2}Iterations {2}3,044 succeeded · 16 failed/);
    expect(block).toMatch(/\n {2}step_duration +18,3\d\d /);
    expect(block).toMatch(/\n {2}Failures \(5 of 9\)\n {2}4 × /);
    expect(text).toMatch(/✓ background\.step_duration: p\(95\)<1s +\d+ ms\n/);
    const { failures: _none, ...clean } = RESULTS.crowd();
    const crowdOnly = consoleReporter.report({ ...clean, failures: [] }, { ...options, rows: 24 }).console ?? "";
    expect(crowdOnly.split("\n  Background users\n")[1]).toMatch(/\n {2}Failures \(\d of 9\)\n {2}4 × /);
    const section = markdownOf("crowd").split("\n## Background users\n")[1] ?? "";
    expect(section).toMatch(/^\n\| users \| processes \|[^\n]*\n[^\n]*\n\| 300 \| 2 \|/);
    expect(section).toMatch(/\n### Steps\n/);
    for (const name of ["shop", "failing"] as const)
      for (const report of [consoleOf(name), markdownOf(name)]) expect(report).not.toContain("ackground");
  });

  it("has colours only when asked to, and no control characters from a result", () => {
    const control = "\u001b";
    expect(consoleOf("failing", { color: true })).toContain(control);
    expect(consoleOf("failing")).not.toContain(control);
    expect(consoleOf("hostile")).not.toContain(control);
  });
});

describe("the Markdown report", () => {
  it.each(names)("begins with the verdict and stays below a job summary's limit on the result %s", (name) => {
    const text = markdownOf(name);
    expect(text).toMatch(new RegExp(`^# .+ ${RESULTS[name]().verdict}: `));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  });

  it("does not let text of a result become markup", () => {
    const text = markdownOf("hostile").replace(/`[^`\n]*`/g, "");
    expect(text).not.toContain("<script");
    expect(text).toContain("&lt;script");
  });
});

describe("the reporters", () => {
  it("are known by their names", () => {
    checkReporterNames(["console", "html", "markdown", "junit", "csv"]);
    expect(() => checkReporterNames(["htm"])).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", hint: 'did you mean "html"?' }),
    );
  });

  it("create their files, which the console report names", () => {
    const { files, console } = makeReports(RESULTS.counter(), ["console", "html", "markdown"], options);
    expect(files.map(({ path }) => path).sort()).toEqual(["report.html", "report.md"]);
    expect(console).toContain("/out/report.html");
    expect(makeReports(RESULTS.counter(), ["markdown"], options).console).toBe("");
  });

  it("do not name a file that could not be written", () => {
    const consoleWithout = (...unwritten: string[]): string =>
      makeReports(RESULTS.counter(), ["console", "html"], { ...options, unwritten }).console;
    expect(consoleWithout("report.html")).toMatch(/Result +\/out\/result\.json/);
    expect(consoleWithout("report.html")).not.toContain("report.html");
    expect(consoleWithout("report.html", "result.json")).not.toContain("/out/");
  });
});
