import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { formatDuration } from "../../src/base/duration.js";
import { formatNumber } from "../../src/base/numbers.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { eventually, liveLoad, type RunningCommand, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let browser: Browser;
let target: Target;
beforeAll(async () => {
  if (noBrowser !== undefined) return;
  const { path } = await findBrowser({ env: process.env, platform: process.platform });
  [browser, target] = await Promise.all([chromium.launch({ executablePath: path, args: ["--no-sandbox"] }), startTarget()]);
});
afterAll(async () => {
  if (noBrowser !== undefined) return;
  await browser.close();
  await target.close();
});

const WATCHED = /Watch the run at (http:\/\/127\.0\.0\.1:\d+\/)/;

/** A run with its dashboard. */
async function startRun(...more: string[]) {
  const out = join(await temporaryFolder(), "report");
  const command = liveLoad([
    "run",
    "examples/counter.scenario.ts",
    "--users",
    "3",
    "--out",
    out,
    "--option",
    `baseUrl=${target.url}`,
    "--ui",
    "--ui-port",
    "0",
    ...more,
  ]);
  return { out, command, url: await addressOf(command) };
}

async function addressOf(command: RunningCommand): Promise<string> {
  let said = "";
  command.child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  await command.shown(WATCHED);
  await eventually("the address on standard error", () => WATCHED.test(said));
  return WATCHED.exec(said)?.[1] ?? "";
}

/** Opens the page and collects all errors and warnings of the browser. */
async function open(url: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  onTestFinished(() => page.close());
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  await page.goto(url);
  return { page, complaints };
}

const figure = (page: Page, title: string) =>
  page
    .locator(".figure", { has: page.locator(".title", { hasText: new RegExp(`^${title}$`) }) })
    .locator(".value")
    .textContent();

describe.skipIf(noBrowser)(`the dashboard of a run${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("shows a run in progress, and at the end the figures of its result", { timeout: 180_000 }, async () => {
    const { out, command, url } = await startRun(
      "--duration",
      "12s",
      "--threshold",
      "liveview_event_duration: p(95)<30s",
      "--quiet",
    );
    const { page, complaints } = await open(url);
    await page.locator(".link-pill.live").waitFor();
    await page.locator("#load canvas").first().waitFor();
    expect(await page.locator(".hero .badge").textContent()).toBe("running");
    expect(await page.locator(".hero .sentence").textContent()).toMatch(/of 3 users active; 0:\d\d of 0:12/);
    expect(await figure(page, "Active users")).toMatch(/^[0-3]$/);
    expect(await page.locator("#nodes tbody tr").count()).toBe(1);
    await page.locator("#latency canvas").first().waitFor();
    await page.locator("#steps").getByRole("link", { name: "click #inc" }).click();
    await page.locator("dialog svg.distribution").waitFor();
    // A page opened late shows the whole history.
    const { page: late, complaints: lateComplaints } = await open(url);
    await late.locator("#load canvas").first().waitFor();
    const chart = late.locator("#load .chart").first();
    expect(await chart.getAttribute("aria-label")).toMatch(/^Active users: users from \d to 3; planned/);

    const { code, stderr } = await command.ended;
    // On a machine that is too busy the result is invalid, which the page must show.
    expectCode({ code, stderr }, resultIn(out), 0);
    const result = resultIn(out);
    for (const shown of [page, late]) {
      await shown.locator(".link-pill.over").waitFor();
      // The server is gone, and the step is still there.
      if (shown === late) await shown.locator("#steps").getByRole("link", { name: "click #inc" }).click();
      await shown.locator("dialog svg.distribution").waitFor();
      await shown.keyboard.press("Escape");
      expect(await shown.locator(".hero .badge").textContent()).toContain(result.verdict);
      expect(await figure(shown, "Iterations")).toBe(formatNumber(result.iterations.succeeded + result.iterations.failed));
      expect(await figure(shown, "Failed")).toBe("0 %");
      const events = result.histograms.liveview_event_duration?.aggregate;
      expect(await figure(shown, "Answer on screen")).toBe(formatDuration(events?.p95 ?? 0));
      const steps = await shown.locator("#steps tbody tr").allTextContents();
      expect(steps.length).toBe(Object.keys(result.counters.steps?.by ?? {}).length);
      expect(steps.some((row) => row.startsWith(`click #inc${formatNumber(result.counters.steps?.by["click #inc"] ?? 0)}`))).toBe(
        true,
      );
      expect(await shown.locator("#thresholds tbody tr").textContent()).toContain("✓ yes");
      expect(await shown.locator(".hero .where").first().textContent()).toContain(join(out, "report.html"));
    }
    expect([...complaints, ...lateComplaints]).toEqual([]);
  });

  it("reports that the process has exited, and keeps what was shown", { timeout: 180_000 }, async () => {
    const { command, url } = await startRun("--duration", "60s");
    const { page } = await open(url);
    await page.locator("#load canvas").first().waitFor();
    command.child.kill("SIGKILL");
    await command.ended;
    await page.locator(".link-pill.lost").waitFor();
    expect(await page.locator(".link-notice").textContent()).toContain("the run’s process has ended");
    expect(await page.locator("#load canvas").count()).toBe(2);
    expect(await page.locator(".hero .badge").textContent()).toBe("running when the connection was lost");
  });

  it("announces itself in an event, keeps standard output clean, and ends with an interrupted run", {
    timeout: 180_000,
  }, async () => {
    const { command, url } = await startRun("--duration", "60s", "--json", "--quiet");
    const { page } = await open(url);
    await page.locator("#load canvas").first().waitFor();
    command.child.kill("SIGINT");
    const { code, stdout } = await command.ended;
    expect(code).toBe(130);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string; readonly url?: string });
    const steerable = new RegExp(`^${url.replaceAll(".", "\\.")}\\?steer=[0-9a-f]{32}$`);
    expect(lines[0]).toMatchObject({ type: "dashboard-started", url: expect.stringMatching(steerable) });
    expect(lines.filter(({ type }) => type === "live")).toEqual([]);
    await page.locator(".link-pill.over").waitFor();
    expect(await page.locator(".hero .where").last().textContent()).toContain("exit code 130");
    await expect(fetch(url)).rejects.toThrow();
  });

  it("rejects a port in use before anything starts", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const out = join(await temporaryFolder(), "report");
    const { code, stderr } = await liveLoad(["run", "examples/counter.scenario.ts", "--out", out, "--ui", "--ui-port", port])
      .ended;
    expect(code).toBe(104);
    expect(stderr).toContain(`uiPort is ${port}, which is in use`);
    expect(existsSync(out)).toBe(false);
  });
});
