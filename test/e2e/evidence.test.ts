import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import type { Evidence, RunResult } from "../../src/result/model.js";
import { evidenceRecordSchema } from "../../src/telemetry/evidence-record.js";
import { noBrowser } from "../browser-available.js";
import { FAILURE_KINDS, type FailingSite, failingScenario, startFailingSite } from "../fixtures/pages/failing-site.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

let site: FailingSite;
beforeAll(async () => {
  site = await startFailingSite();
});
afterAll(() => site.close());

/** Nodes with room for four users each. */
const slices = (cpus: number) =>
  [`nodes.cpus=${cpus}`, "nodes.memory=4GiB", "overcommit=true"].flatMap((option) => ["--backend-option", option]);
const SECRETS = /hunter[23]-hunter[23]|s3cr3t-t0ken/;

/** Runs a command on the scenario that fails, and reads what it left. */
async function command(name: "run" | "debug", ...args: readonly string[]) {
  const folder = await temporaryFolder();
  const out = join(folder, "report");
  await writeFile(join(folder, "failing.scenario.ts"), failingScenario(site.url));
  const all = [name, "failing.scenario.ts", "--out", out, ...args];
  const ended = await liveLoad(all, { cwd: folder }).ended;
  return { ...ended, out, result: resultIn(out) };
}

/** All files below a folder. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
}

function recordOf(out: string, { record }: Evidence) {
  return evidenceRecordSchema.parse(JSON.parse(readFileSync(join(out, record), "utf8")));
}

function failureLike(result: RunResult, message: RegExp): RunResult["failures"][number] {
  const found = result.failures.find(({ sample }) => message.test(sample.message));
  if (found === undefined) throw new Error(`no failure is like ${message}: ${JSON.stringify(result.failures, undefined, 1)}`);
  return found;
}

describe.skipIf(noBrowser)(`evidence of failures${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each([
    ["chromium", 0.5],
    ["playwright", 2],
  ])(
    "is kept of each of twelve kinds, from three nodes with %s, and shown in the reports",
    { timeout: 180_000 },
    async (browser, cpus) => {
      const { out, result, stdout, stderr } = await command(
        "run",
        ...["--users", "12", "--iterations", "2", "--duration", "90s", "--browser", browser, ...slices(cpus)],
      );
      // On a busy machine a step may also fail for want of time.
      expect(result.failures.length, stderr).toBeGreaterThanOrEqual(FAILURE_KINDS.length);
      expect(result.nodes).toHaveLength(3);
      for (const { message } of FAILURE_KINDS) {
        const { evidence = [] } = failureLike(result, message);
        const [first] = evidence;
        if (first === undefined) throw new Error(`there is no evidence of ${message}`);
        expect(evidence.length).toBeLessThanOrEqual(3);
        // Evidence of a sick node comes after that of a healthy one.
        expect(evidence.map(({ sick }) => sick === true)).toEqual(evidence.map(({ sick }) => sick === true).sort());
        for (const path of [first.record, first.screenshot, first.html])
          expect(existsSync(join(out, path ?? "missing"))).toBe(true);
        expect(statSync(join(out, first.screenshot ?? "")).size).toBeLessThanOrEqual(100 * 1024);
        const { steps, requests } = recordOf(out, first);
        expect(steps.at(-1)?.outcome).toBe("failed");
        expect(steps.map(({ number }) => number)).toEqual(steps.map((_, at) => at + 1));
        expect(requests.filter(({ atMs }) => atMs >= 0)).not.toEqual([]);
      }
      const broken = failureLike(result, /waitForSelector "#cart"/).evidence?.[0] as Evidence;
      expect(recordOf(out, broken).console.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        "log starting the shop",
        "error cart 4711 could not be loaded",
        "exception TypeError: cart.items is not iterable",
      ]);
      expect(recordOf(out, broken).requests).toContainEqual(expect.objectContaining({ status: 503, type: "Fetch" }));
      expect(readFileSync(join(out, broken.html ?? ""), "utf8")).toContain("<h1>Broken</h1>");
      expect(result.pageErrors?.map(({ kind, page, signature }) => [kind, page, signature]).sort()).toEqual([
        ["console", "/broken", "page-console · /broken · cart N could not be loaded"],
        ["exception", "/broken", "page-exception · /broken · TypeError: cart.items is not iterable"],
      ]);
      for (const file of filesBelow(out)) expect(readFileSync(file, "latin1"), file).not.toMatch(SECRETS);
      const [top] = result.failures[0]?.evidence ?? [];
      expect(stdout).toContain(`see ${top?.screenshot}`);
      expect(stdout).toContain("Errors of the pages");
      expect(readFileSync(join(out, "report.md"), "utf8")).toContain(`[picture](${top?.screenshot})`);
      await again(out, result);
      await looksRight(join(out, "report.html"), result);
    },
  );

  it("is left out with --evidence off", async () => {
    const { out, result } = await command("run", "--users", "3", "--iterations", "1", "--evidence", "off");
    expect(result.failures.map(({ evidence }) => evidence)).toEqual([undefined, undefined, undefined]);
    expect(existsSync(join(out, "artifacts"))).toBe(false);
  });

  it("is told step by step, and kept of the last page, by debug", async () => {
    const { code, stderr, result } = await command("debug");
    expect(code).toBe(99);
    expect(stderr).toMatch(/✓ 1 navigate "[^"]+\/shop" {2}\d/);
    expect(stderr).toMatch(/✗ 2 click "#nowhere" {2}failed after \d+(\.\d+)? s\n +step 2: click "#nowhere" failed on \/shop/);
    expect(result.users.requested).toBe(1);
    expect(result.iterations.started).toBe(1);
    expect(result.failures[0]?.evidence).toHaveLength(1);
  });

  it("needs a screen for windows", async () => {
    const { DISPLAY: _x, WAYLAND_DISPLAY: _w, ...env } = process.env;
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "a.scenario.ts"), failingScenario(site.url));
    const options = { cwd, env: { ...env, DISPLAY: "", WAYLAND_DISPLAY: "" } };
    const { code, stderr } = await liveLoad(["debug", "a.scenario.ts", "--pause-on-failure"], options).ended;
    expect(code).toBe(104);
    expect(stderr).toContain("the browser's windows need a screen");
  });
});

/** The journal alone leads to the same evidence. */
async function again(out: string, { failures }: RunResult): Promise<void> {
  expect((await liveLoad(["report", out, "--from-journal"]).ended).code).toBe(0);
  expect(resultIn(out).failures.map(({ evidence }) => evidence)).toEqual(failures.map(({ evidence }) => evidence));
}

async function looksRight(report: string, result: RunResult): Promise<void> {
  const { path } = await findBrowser({ env: process.env, platform: process.platform, headed: false });
  const browser: Browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  try {
    for (const [width, colorScheme] of [
      [1440, "light"],
      [390, "dark"],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await showsEvidence(page, report, result);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

async function showsEvidence(page: Page, report: string, { failures, pageErrors = [] }: RunResult): Promise<void> {
  const problems: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  page.on("pageerror", (error) => void problems.push(error.message));
  await page.goto(`file://${report}`);
  const groups = page.locator("#failures .failures").first().locator("> .failure");
  expect(await groups.count()).toBe(failures.length);
  for (const [at, { evidence = [] }] of failures.entries()) {
    await groups.nth(at).locator("summary").first().click();
    expect(await groups.nth(at).locator(".evidence").count()).toBe(evidence.length);
    const picture = groups.nth(at).locator(".evidence[open] img");
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth))
      .toBe(1280);
    expect(await groups.nth(at).locator(".evidence[open] .lines").first().locator("li").count()).toBeGreaterThan(0);
  }
  expect(await page.locator(".page-errors .failure").count()).toBe(pageErrors.length);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  expect(problems).toEqual([]);
}
