import { describe, expect, it, onTestFinished } from "vitest";
import { LiveLoadError } from "../../src/base/errors.js";
import type { DashboardEvent } from "../../src/dashboard/dashboard-events.js";
import { dashboardPage } from "../../src/dashboard/dashboard-page.js";
import { startDashboardServer } from "../../src/dashboard/dashboard-server.js";
import { backgroundRun } from "../../src/result/background-run.js";
import type { Steer } from "../../src/run/steering/run-control.js";
import type { RunStatus } from "../../src/run/steering/run-status.js";
import type { SteerRequest } from "../../src/run/steering/steer-request.js";
import { noBrowser } from "../browser-available.js";
import { pictureOf } from "../fixtures/results/live-pictures.js";
import { HOSTILE_TEXT, RESULTS } from "../fixtures/results/results.js";
import { begin, dashboardPages, end, live, pill, serve, textOf } from "./dashboard-pages.js";

const { open } = dashboardPages();

describe.skipIf(noBrowser)(`the dashboard page${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("reconnects by itself when its connection is cut", async () => {
    const { server, tell, feed } = await serve();
    tell(begin(), { type: "phase-started", title: "starting the cluster" });
    const { page } = await open(server.url);
    await page.locator(".hero .badge", { hasText: "starting the cluster" }).waitFor();
    server.close();
    await pill(page, "lost");
    tell({ type: "phase-ended", title: "starting the cluster", durationMs: 1 }, { type: "phase-started", title: "running" });
    const again = await startDashboardServer({ port: Number(new URL(server.url).port), page: dashboardPage(), feed });
    onTestFinished(() => again.close());
    await pill(page, "live");
    expect(await textOf(page, ".hero .badge")).toBe("running");
    expect(await page.locator(".link-notice").count()).toBe(0);
  });

  it("steers the run of those who know the token, at any width", async () => {
    const asked: SteerRequest[] = [];
    const steer: Steer = async (request) => {
      asked.push(request);
      if (request.do === "users") throw new LiveLoadError("CHANGE_REFUSED", "900 users are too many", { hint: "set at most 80" });
      const isSecondStop = request.do === "stop" && asked.filter((one) => one.do === "stop").length > 1;
      const change = { offsetMs: 1000, kind: "stop", by: "dashboard" } as const;
      return { status: {} as RunStatus, warnings: [], ...(isSecondStop ? {} : { change }) };
    };
    const { server, tell } = await serve({ steering: { token: "f00d", steer: () => steer } });
    tell(begin(), { type: "live", picture: pictureOf(RESULTS.counter()) });
    const { page } = await open(server.url, { width: 390, height: 844 });
    const controls = page.getByRole("region", { name: "Steer the run" });
    const press = (name: string) => controls.getByRole("button", { name }).click();
    const said = (text: string) => controls.getByText(text).waitFor();
    await controls.getByLabel("Users").fill("900");
    await press("Set");
    await said("900 users are too many; set at most 80");
    await press("Pause");
    await said("running iterations finish, then the users wait");
    tell({ type: "load-changed", change: { offsetMs: 1000, kind: "pause", by: "dashboard" }, durationMs: 60_000 });
    await press("Resume");
    await said("Resumed.");
    await press("Stop …");
    expect(asked.map((request) => request.do)).toEqual(["users", "pause", "resume"]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await press("No");
    await press("Stop …");
    await press("Yes, stop it");
    await said("the report is written");
    expect(asked.at(-1)).toEqual({ do: "stop", now: false });
    await press("Stop …");
    await press("Yes, stop it");
    await said("running iterations are interrupted");
    await page.locator(".changes", { hasText: "at 1 s: paused, in the dashboard" }).waitFor();
    const { page: watching } = await open(server.url.replace(/\?.*/, ""));
    await watching.locator(".hero").waitFor();
    expect(await watching.getByRole("region", { name: "Steer the run" }).count()).toBe(0);
  });

  it("keeps showing its run when another run takes over its address", async () => {
    const first = await serve();
    first.tell(begin("first.scenario.ts"));
    const { page } = await open(first.server.url);
    await page.locator("h1", { hasText: "first.scenario.ts" }).waitFor();
    first.server.close();
    await pill(page, "lost");
    const second = await serve({ run: "run-2", port: first.port });
    second.tell(begin("second.scenario.ts"));
    await pill(page, "other");
    expect(await textOf(page, ".link-notice")).toContain("Another run now uses this address");
    expect(await textOf(page, "h1")).toContain("first.scenario.ts");
    await page.reload();
    await page.locator("h1", { hasText: "second.scenario.ts" }).waitFor();
  });

  it("adds new data to the existing charts", async () => {
    const { server, tell } = await serve();
    const result = RESULTS.shop();
    const picture = pictureOf(result);
    const { buckets } = picture.series;
    const upTo = (count: number) => live({ ...picture, series: { widthMs: 1000, buckets: buckets.slice(0, count) } });
    tell(begin(), upTo(60));
    const { page, complaints } = await open(server.url);
    const chart = page.locator("#load .chart").first();
    await chart.locator("canvas").waitFor();
    await chart.locator("canvas").evaluate((canvas: { id: string }) => {
      canvas.id = "kept";
    });
    await page.locator("#latency select").selectOption("step_duration");
    const before = await chart.getAttribute("aria-label");
    tell(upTo(buckets.length));
    await expect.poll(() => chart.getAttribute("aria-label"), { timeout: 30_000 }).not.toBe(before);
    expect(await chart.locator("canvas").getAttribute("id")).toBe("kept");
    expect(await page.locator("#latency select").inputValue()).toBe("step_duration");
    expect(await chart.getAttribute("aria-label")).toMatch(/planned from/);
    expect(complaints).toEqual([]);
  });

  it("shows background users apart, and both kinds in the load charts", async () => {
    const { server, tell } = await serve();
    const result = RESULTS.crowd();
    const crowd = backgroundRun(result);
    if (crowd === undefined) throw new Error("the fixture has no background users");
    tell(begin(), live(pictureOf(result, { background: pictureOf(crowd) })));
    const { page, complaints } = await open(server.url);
    await page.locator("#load canvas").first().waitFor();
    expect(await page.locator("#load .chart").first().getAttribute("aria-label")).toMatch(/background users from 0 to 29\d/);
    expect(await textOf(page, "#background .value")).toBe("300");
    expect(await page.locator("#background-steps tbody tr").count()).toBe(6);
    expect(await page.locator("#crowd-nodes tbody tr").count()).toBe(crowd.nodes.length);
    tell(end(result));
    await page.locator(".hero .badge", { hasText: result.verdict }).waitFor();
    expect(await textOf(page, "#background .title")).toBe("Users");
    const [process] = crowd.nodes;
    await page.locator("#crowd-nodes").getByRole("link", { name: process!.name }).click();
    await page.locator("dialog", { hasText: process!.name }).locator("canvas").first().waitFor();
    expect(await textOf(page, "dialog .figure .value")).toBe(String(process!.users));
    expect(complaints).toEqual([]);
  });

  it.each(["shop", "failing", "sick", "lostNode", "unreachable", "huge"] as const)(
    "shows the result %s at the end, without console errors",
    async (name) => {
      const { server, tell } = await serve();
      const result = RESULTS[name]();
      tell(begin(), live(pictureOf(result)), end(result), { type: "over", exit: { code: 99, meaning: "It failed." } });
      const { page, complaints } = await open(server.url);
      await pill(page, "over");
      expect(await textOf(page, ".hero .badge")).toContain(result.verdict);
      const reasons = await page.locator(".reasons li").allTextContents();
      expect(reasons).toEqual(result.verdictReasons.map(({ message }) => message));
      server.close();
      expect(await textOf(page, ".hero .where >> nth=-1")).toContain("exit code 99");
      expect(complaints).toEqual([]);
    },
  );

  it("lists the scenarios that have ended", async () => {
    const { server, tell } = await serve();
    tell(begin(), end(RESULTS.counter()), begin("b.scenario.ts", 2));
    const { page } = await open(server.url);
    await page.locator("#done li").waitFor();
    expect(await textOf(page, "#done li")).toContain("counter");
    expect(await textOf(page, "h1")).toBe("b.scenario.ts · scenario 2 of 2");
    expect(await page.locator("#load").count()).toBe(0);
  });

  it("says why a scenario did not run", async () => {
    const { server, tell } = await serve();
    const error = { message: "there is no such module", hint: "look at the import" };
    const ended = {
      name: "a",
      verdict: "error",
      sentence: "The scenario did not run.",
      reasons: [],
      error,
      outputFolder: "/out",
    } as const;
    tell(begin(), { type: "scenario-ended", ended });
    const { page, complaints } = await open(server.url);
    await page.locator(".hero.error").waitFor();
    expect(await page.locator(".hero .note").allTextContents()).toEqual([error.message, error.hint]);
    expect(await textOf(page, ".hero .where")).toBe("The output folder is /out");
    expect(complaints).toEqual([]);
  });

  it("says that a threshold has no data yet", async () => {
    const { server, tell } = await serve();
    const thresholds = RESULTS.failing().thresholds.map((threshold) => ({ ...threshold, value: null, passed: false }));
    tell(begin(), live(pictureOf(RESULTS.failing(), { thresholds })));
    const { page } = await open(server.url);
    await page.locator("#thresholds tbody tr").first().waitFor();
    const rows = await page.locator("#thresholds tbody td:first-child").allTextContents();
    expect(new Set(rows)).toEqual(new Set(["… not yet"]));
  });

  it("does not run markup in a scenario's texts", async () => {
    const { server, tell } = await serve();
    const result = RESULTS.hostile();
    const lines = HOSTILE_TEXT.map(
      (text): DashboardEvent => ({ type: "message", message: { atMs: 1, level: "log", from: text, text } }),
    );
    tell(begin(HOSTILE_TEXT.join(" ")), live(pictureOf(result)), ...lines);
    const { page, complaints } = await open(server.url);
    await page.locator("#messages li").first().waitFor();
    tell(end(result));
    await page.locator(".hero .where").first().waitFor();
    expect(await page.evaluate("window.injected")).toBeUndefined();
    expect(await page.locator("main img, main iframe, main script").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("fits a narrow screen", async () => {
    const { server, tell } = await serve();
    const { page } = await open(server.url, { width: 390, height: 800 });
    const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    for (const event of [
      begin("a-very-long-name-of-a-scenario-that-goes-on-and-on-and-on.scenario.ts"),
      live(pictureOf(RESULTS.huge())),
      end(RESULTS.failing()),
    ]) {
      tell(event);
      await page
        .locator(event.type === "scenario-started" ? "h1" : event.type === "live" ? "#load canvas" : ".hero .where")
        .first()
        .waitFor();
      await expect.poll(overflow, { timeout: 30_000 }).toBeLessThanOrEqual(0);
    }
  });
});
