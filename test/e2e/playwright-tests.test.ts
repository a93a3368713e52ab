import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserPath, noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

const SUITES = resolve("test/fixtures/specs");
const USERS = 3;
const ITERATIONS = 2;

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());
beforeEach(() => target.resetStats());

/** Runs a spec as load: as it stands, with the address of the site where its configuration reads it. */
async function runSpec(spec: string, ...args: string[]) {
  const out = join(await temporaryFolder(), "report");
  const users = ["--users", String(USERS), "--iterations", String(ITERATIONS), "--duration", "3m"];
  const ended = await liveLoad(["run", spec, ...users, "--out", out, ...args], { cwd: SUITES, env: { BASE_URL: target.url } })
    .ended;
  return { ...ended, out };
}

/** How many steps have a name with this in it. */
function countOf({ steps }: ReturnType<typeof resultIn>["counters"], part: string): number {
  return Object.entries(steps?.by ?? {}).reduce((all, [name, count]) => (name.includes(part) ? all + count : all), 0);
}

/** A folder with a spec in it. */
async function specFolder(source: string): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules"));
  await writeFile(join(folder, "own.spec.ts"), `import { expect, test } from "@playwright/test";\n${source}`);
  return folder;
}

async function runOwn(source: string, ...args: string[]) {
  const folder = await specFolder(source);
  const out = join(folder, "report");
  const site = ["--option", `baseUrl=${target.url}`, "--out", out];
  const ended = await liveLoad(["run", "own.spec.ts", ...site, ...args], { cwd: folder }).ended;
  return { ...ended, out };
}

describe.skipIf(noBrowser)(`tests of Playwright Test${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each(["shop", "members", "campaigns", "live", "pages"])("pass in Playwright Test itself: %s", async (suite) => {
    const folder = await temporaryFolder();
    await cp(join(SUITES, suite), folder, { recursive: true });
    await symlink(resolve("node_modules"), join(folder, "node_modules"));
    const cli = resolve("node_modules/@playwright/test/cli.js");
    const env = { ...process.env, BASE_URL: target.url, CHROMIUM: browserPath };
    const child = spawn(process.execPath, [cli, "test", "--workers=1", "--reporter=line"], { cwd: folder, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    const [code] = (await once(child, "close")) as [number];
    expect(code, output).toBe(0);
  });

  it.each(["chromium", "playwright"])("run as load with page objects, fixtures and hooks: %s", async (browser) => {
    const { out, ...ended } = await runSpec("shop/shop.spec.ts", "--browser", browser);
    const result = resultIn(out);
    expectCode(ended, result, 0);
    const { iterations, counters } = result;
    expect(iterations).toMatchObject({ succeeded: USERS * ITERATIONS, failed: 0 });
    const { byName } = target.stats().events;
    expect(countOf(counters, "click getByRole('listitem')")).toBe(byName.buy);
    expect(countOf(counters, "click getByRole('button', { name: 'Check out' })")).toBe(byName.checkout);
    expect(countOf(counters, "navigate /products")).toBe(target.stats().mounts.connected);
    expect(Object.keys(counters.steps?.by ?? {}).some((name) => name.startsWith("an order goes to Bonn: "))).toBe(true);
    expect(counters.checks?.aggregate ?? 0).toBeGreaterThan(0);
  });

  it.each(["chromium", "playwright"])("log in once, by a set-up project, for all users: %s", async (browser) => {
    const { code, stderr, out } = await runSpec("members/account.spec.ts", "--browser", browser, "--project", "members");
    expectCode({ code, stderr }, resultIn(out), 0);
    const { iterations, counters } = resultIn(out);
    expect(iterations).toMatchObject({ succeeded: USERS * ITERATIONS, failed: 0 });
    const { pages, http } = target.stats();
    const steps = counters.steps?.by ?? {};
    // The set-up test opens the log-in page once and lands on the account.
    expect(pages["/login"]).toBe((steps["request GET /login"] ?? 0) + 1);
    expect(steps["request GET /login"]).toBe(USERS);
    expect(pages["/account"]).toBe((steps["navigate /account"] ?? 0) + (steps["reload /account"] ?? 0) + 1);
    expect(http.byStatus["303"]).toBe(1);
  });

  it.each(["chromium", "playwright"])("are set up by an API, in contexts that test.use changes: %s", async (browser) => {
    const { code, stderr, out } = await runSpec("campaigns/campaigns.spec.ts", "--browser", browser);
    expectCode({ code, stderr }, resultIn(out), 0);
    const { iterations, counters } = resultIn(out);
    expect(iterations).toMatchObject({ succeeded: USERS * ITERATIONS, failed: 0 });
    const { http } = target.stats();
    expect(countOf(counters, "request POST /api/campaigns")).toBe(http.byStatus["201"]);
    expect(countOf(counters, "request DELETE /api/campaigns/")).toBe(http.byStatus["204"]);
  });

  it.each(["chromium", "playwright"])("drive a LiveView application: %s", async (browser) => {
    const { code, stderr, out } = await runSpec("live/live.spec.ts", "--browser", browser);
    expectCode({ code, stderr }, resultIn(out), 0);
    const { iterations, counters } = resultIn(out);
    expect(iterations).toMatchObject({ succeeded: USERS * ITERATIONS, failed: 0 });
    const { events, mounts } = target.stats();
    expect(countOf(counters, "click getByRole('button', { name: 'Save' })")).toBe(events.byName.save);
    expect(countOf(counters, "click getByRole('button', { name: 'Update all' })")).toBe(events.byName.update);
    expect(countOf(counters, "navigate /")).toBe(mounts.connected);
  });

  it("find frames, traffic, files, sockets and aria snapshots as in Playwright", async () => {
    const all = ["--users", "4", "--iterations", "1", "--on-failure", "continue", "--command-timeout", "60s"];
    const { stdout, out } = await runSpec("pages/pages.spec.ts", ...all);
    expect(resultIn(out).iterations, stdout).toMatchObject({ succeeded: 4, failed: 0 });
  });

  it("do what public examples do, in every iteration anew", async () => {
    const all = ["--users", "14", "--on-failure", "continue", "--command-timeout", "60s", "--iteration-timeout", "2m"];
    const { stdout, out } = await runSpec("kinds/kinds.spec.ts", ...all);
    expect(resultIn(out).iterations, stdout).toMatchObject({ succeeded: 14 * ITERATIONS, failed: 0 });
  });

  it.each(["chromium", "playwright"])("begin each iteration without what the one before has left: %s", async (browser) => {
    const { out, ...ended } = await runOwn(
      `let server = 0;
       const own = test.extend<object, { number: number }>({ number: [async ({}, use) => { await use(++server); }, { scope: "worker" }] });
       own("leaves things behind", async ({ page, context, number }) => {
         await page.route("**/never", (route) => route.fulfill({ body: "mine" }));
         await page.goto("/plain");
         expect(await page.evaluate(() => localStorage.getItem("left"))).toBeNull();
         expect(await context.cookies()).not.toContainEqual(expect.objectContaining({ name: "left" }));
         await page.evaluate(() => localStorage.setItem("left", "behind"));
         await context.addCookies([{ name: "left", value: "behind", url: page.url() }]);
         expect(await page.evaluate(() => fetch("/never").then((one) => one.text()))).toBe("mine");
         expect(number).toBe(1);
         expect(await page.evaluate(() => innerWidth)).toBe(1280);
         await page.setViewportSize({ width: 400, height: 400 });
         expect(await page.evaluate(() => "answer" in window)).toBe(false);
         await page.exposeFunction("answer", () => 42);
         expect(await page.evaluate("answer()")).toBe(42);
         await page.addInitScript(() => Object.assign(window, { later: true }));
         expect(await page.evaluate(() => Date.now() > 1.7e12)).toBe(true);
         await page.clock.install({ time: 0 });
         await page.setExtraHTTPHeaders({ "x-left": "behind" });
         await context.grantPermissions(["geolocation"]);
         page.on("dialog", (dialog) => dialog.accept());
         expect(await page.evaluate(() => "later" in window)).toBe(false);
       });`,
      "--browser",
      browser,
      "--iterations",
      "3",
    );
    expectCode(ended, resultIn(out), 0);
  });

  it("say which expectation failed, what was not awaited, which call is not there, and that pictures are not compared", async () => {
    const { stdout, out } = await runOwn(
      `test.beforeEach(({ page }) => page.goto("/plain"));
       test("wrong", async ({ page }) => { await expect(page.locator("h1")).toHaveText("Nope", { timeout: 300 }); });
       test("soft", async ({ page }) => { expect.soft(1, "one is two").toBe(2); await page.title(); });
       test("missing", async ({ page }) => { if (page) await page.pickLocator(); });
       test("late", async ({ page }) => { page.locator("#never").click(); });
       test("race", async ({ page }) => { await Promise.race([page.waitForSelector("#never"), page.waitForSelector("h1")]); });
       test("picture", async ({ page }) => { if (page) await expect(page).toHaveScreenshot(); });
       test.fixme("not yet", async () => {});`,
      ...["--users", "6", "--iterations", "2", "--on-failure", "continue"],
    );
    expect(resultIn(out).iterations).toMatchObject({ succeeded: 2, failed: 10 });
    const said = stdout.replace(/\s+/g, " ");
    expect(said).toContain(
      `wrong: step 2: expect failed on /plain: expect(locator).toHaveText(expected): Locator: locator('h1')`,
    );
    expect(said).toContain("soft: step 2: expect failed on /plain: one is two");
    expect(said).toContain(
      "page.pickLocator() is not there for users of this engine; use --browser playwright (own.spec.ts:5:67)",
    );
    expect(said).toContain("expect().toHaveScreenshot() is not there: users on many machines compare no pictures");
    expect(said).toMatch(/pictures \(own\.spec\.ts:8:/);
    expect(said).toContain('2 × late: click "#never" was still under way when its test ended: await it (own.spec.ts:6:');
    expect(said).not.toContain("not yet");
  });

  it("are chosen by title, tag and project, before anything is started", { timeout: 180_000 }, async () => {
    const source = `test("one @smoke", async () => {}); test("two", async () => {});`;
    const none = await runOwn(source, "--grep", "three");
    const fit = `--grep is "three", but it takes a pattern that fits one of the tests in own.spec.ts: "one @smoke", "two"`;
    expect([none.code, none.stderr.replace(/\s+/g, " ")]).toEqual([104, expect.stringContaining(`error INVALID_OPTION: ${fit}`)]);
    const inverted = await runOwn(source, "--grep", "two", "--grep-invert", "t.o");
    expect([inverted.code, inverted.stderr]).toEqual([104, expect.stringContaining('--grep-invert is "t.o", but it takes')]);
    const project = await runOwn(source, "--project", "mobile");
    expect(project.stderr).toContain('project is "mobile", but it takes nothing, as there is no project in playwright.config.ts');
    const used = await runOwn(`test.use({ javaScriptEnabled: false }); ${source}`);
    expect(used.code).not.toBe(0);
    expect(used.stderr.replace(/\s+/g, " ")).toMatch(
      /test\.use\(\{ javaScriptEnabled \}\) is not there for users of a load \(\S*own\.spec\.ts:2:6\)/,
    );
    const picture = await runOwn(`test("looks", async ({ page }) => { await expect(page).toHaveScreenshot(); });`);
    expect(picture.code).not.toBe(0);
    expect(picture.stderr.replace(/\s+/g, " ")).toContain(
      "own.spec.ts:2:56 uses expect().toHaveScreenshot(), which is not there (users on many machines compare no pictures)",
    );
    const crowd = await runOwn(source, "--browser", "protocol");
    expect(crowd.stderr).toContain('browser is "protocol", but own.spec.ts is a test of Playwright Test');
    const smoke = await runOwn(source, "--grep", "@smoke", "--iterations", "1");
    expectCode(smoke, resultIn(smoke.out), 0);
    expect(resultIn(smoke.out).iterations.succeeded).toBe(1);
  });
});
