import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { chromium } from "playwright-core";
import { SaxesParser } from "saxes";
import { describe, expect, it, onTestFinished } from "vitest";
import { seededRandom } from "../../src/base/seeded-random.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { boundedName } from "../../src/telemetry/bounded-name.js";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

const REPORTERS = "console,html,markdown,junit,csv";
const random = seededRandom(20_261_129);

/** A name of up to 10,000 code units: ASCII, any code points, emoji, control characters, lone surrogates. */
function oddName(at: number): string {
  const length = 1 + Math.floor(random() ** 3 * 10_000);
  const kinds = [
    () => String.fromCharCode(32 + Math.floor(random() * 95)),
    () => String.fromCharCode(Math.floor(random() * 0x1_0000)),
    () => String.fromCodePoint(0x1_f300 + Math.floor(random() * 0x300)),
    () => String.fromCharCode(Math.floor(random() * 32)),
  ];
  let name = `${at}`;
  while (name.length < length) name += kinds[Math.floor(random() * kinds.length)]?.();
  return name;
}

const NAMES = [
  "n".repeat(1100),
  "🙂".repeat(400),
  "\ud800".repeat(300),
  "\udc00 alone",
  "__proto__",
  "constructor",
  "<script>alert(1)</script>]]>&",
  "| a | `b` |\n# c",
  '=1+1,"x"\r\n',
  ...Array.from({ length: 91 }, (_, at) => oddName(at)),
];

const SCENARIO = `
  import { defineScenario, json, rate } from "live-load";
  const throttled = ${JSON.stringify(NAMES.slice(0, 10))};
  export default defineScenario({
    name: "odd names",
    config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
    throttles: () => throttled.map((name) => rate(name, "1000/s")),
    data: { names: json("names.json", { mode: "unique" }) },
    onFailure: "continue",
    run: async (context, _userId, config) => {
      await context.navigate(config.baseUrl + "/begin");
      const { at, name } = await context.row("names");
      console.log(name);
      await context.step(name, (c) => c.click("#button"));
      await context.expect(name, () => at % 2 === 0, { soft: true });
      await context.metric("h " + name).add(at);
      await context.metric("c " + name, { kind: "counter" }).add(0.5);
      await context.isVisible("[title=" + JSON.stringify(name.toWellFormed()) + "]", { name }).catch(() => {});
      await context.navigate(config.baseUrl + "/path/" + encodeURIComponent(name.toWellFormed()).slice(0, 8000)).catch(() => {});
      if (throttled.includes(name)) await context.throttle(name);
      if (at % 3 === 0) throw new Error(name);
      if (at % 7 === 0) await context.fail(name.repeat(100));
    },
  });`;

/** A site with the same page at every path, which counts the iterations that began. */
async function startSite() {
  const site = { begun: 0, url: "" };
  const server = createServer((request, response) => {
    if (request.url === "/begin") site.begun += 1;
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><link rel="icon" href="data:,"><button id="button">press</button>');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  });
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return site;
}

async function openInBrowser(path: string) {
  const { path: executablePath } = await findBrowser({ env: process.env, platform: process.platform });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => complaints.push("a dialog")));
  await page.goto(pathToFileURL(path).href);
  await page.locator("h1").waitFor();
  return { page, complaints };
}

/** Runs a scenario with this `run` and `config`. */
async function runHuge(run: string, config = "() => ({})") {
  const folder = await temporaryFolder();
  const source = `import { defineScenario } from "live-load"; export default defineScenario({ name: "huge", config: ${config}, run: ${run} });`;
  await writeFile(join(folder, "huge.scenario.ts"), source);
  const args = ["run", "huge.scenario.ts", "--duration", "60s", "--option", `odd=${"🙂".repeat(5000)}`];
  return { ...(await liveLoad(args, { cwd: folder }).ended), out: join(folder, "liveload-report") };
}

describe.skipIf(noBrowser)(`texts of several megabytes${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("end a run like short ones: as abort reason, error, output line or stray error", async () => {
    const ended = await runHuge(`async (context) => {
      console.log("x".repeat(10_000_000));
      setTimeout(() => { throw new Error("stray ".repeat(8_000_000)); });
      await context.expect("soft", () => { throw new Error("y".repeat(1_000_000)); }, { soft: true });
      await context.abort("\\ud800 enough " + "a".repeat(40_000_000));
    }`);
    expect(ended.code, ended.stderr.slice(0, 2000)).toBe(108);
    const result = resultIn(ended.out);
    expect(result.verdictReasons[0]).toMatchObject({ code: "aborted", message: expect.stringContaining("enough aaa") });
    expect(result.iterations).toMatchObject({ started: 1, failed: 1 });
    expect(result.journal).toBe("complete");
    expect(JSON.stringify(result).length).toBeLessThan(500_000);
  });

  it("are reported when a node's config throws one", async () => {
    const ended = await runHuge(
      "(context) => context.halt()",
      '() => { if (process.send) throw new Error("no " + "z".repeat(40_000_000)); }',
    );
    expect(ended.code, ended.stderr.slice(0, 2000)).toBe(107);
    expect(ended.stderr).toContain('config of the scenario "huge" failed: no zzz');
    expect(ended.stderr.length).toBeLessThan(100_000);
  });
});

describe.skipIf(noBrowser)(`a run with odd names${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("has every iteration in its result, keeps all names distinct, and every report opens", { timeout: 300_000 }, async () => {
    const site = await startSite();
    const folder = await temporaryFolder();
    const out = join(folder, "report");
    await writeFile(join(folder, "odd.scenario.ts"), SCENARIO);
    await writeFile(join(folder, "names.json"), JSON.stringify(NAMES.map((name, at) => ({ at, name }))));
    const args = ["--users", "4", "--duration", "2m", "--out", out, "--reporter", REPORTERS, "--option", `baseUrl=${site.url}`];
    const { code, stderr, stdout } = await liveLoad(["run", "odd.scenario.ts", ...args, "--max-failure-rate", "100%"], {
      cwd: folder,
    }).ended;
    expect(stderr).not.toMatch(/cannot be reached|lost:/);
    expectCode({ code, stderr }, resultIn(out), 0);
    expect(stdout).toContain("odd names");

    const result = resultIn(out);
    const { started, succeeded, failed, interrupted } = result.iterations;
    expect(started).toBe(site.begun);
    // No names were left for the last four.
    expect([succeeded + failed, interrupted]).toEqual([NAMES.length, 4]);
    expect(failed).toBe(NAMES.filter((_, at) => at % 3 === 0 || at % 7 === 0).length);
    expect(result.journal).toBe("complete");

    const bounded = NAMES.map(boundedName).sort();
    expect(new Set(bounded).size).toBe(NAMES.length);
    const histograms = { ...result.sick.histograms, ...result.histograms };
    const keysOf = (metric: string) =>
      [...new Set([result.histograms, result.sick.histograms].flatMap((all) => Object.keys(all[metric]?.by ?? {})))].sort();
    expect(keysOf("group_duration")).toEqual(bounded);
    expect(Object.keys(result.counters.checks?.by ?? {}).sort()).toEqual(bounded);
    expect(result.counters.failed_checks?.aggregate).toBe(NAMES.length / 2);
    for (const name of NAMES) {
      expect(histograms[boundedName(`h ${name}`)]?.aggregate.count, JSON.stringify(name.slice(0, 40))).toBe(1);
      expect(result.counters[boundedName(`c ${name}`)]?.aggregate).toBe(0.5);
    }
    expect(keysOf("throttle_wait")).toEqual(NAMES.slice(0, 10).map(boundedName).sort());
    expect(result.failures.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(failed);

    const { page, complaints } = await openInBrowser(join(out, "report.html"));
    expect(await page.locator("h1").first().textContent()).toBe("odd names");
    expect(complaints).toEqual([]);
    expect(readFileSync(join(out, "report.md"), "utf8")).toContain("odd names");
    const parser = new SaxesParser();
    parser.on("error", (error) => {
      throw error;
    });
    parser.write(readFileSync(join(out, "junit.xml"), "utf8")).close();
    for (const file of ["metrics.csv", "timeseries.csv"])
      expect(parse(readFileSync(join(out, file)), { columns: true }).length, file).toBeGreaterThan(0);

    const remade = await liveLoad(["report", out, "--from-journal", "--reporter", REPORTERS]).ended;
    expect([remade.code, remade.stderr]).toEqual([0, ""]);
    expect({ ...resultIn(out), generatedAt: result.generatedAt }).toEqual(result);
  });
});
