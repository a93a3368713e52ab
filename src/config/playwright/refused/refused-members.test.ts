import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { BUNDLE_MODULE, SCENARIO_MODULE } from "../../../scenario/authoring/scenario-module.js";
import type { Scenario } from "../../../scenario/authoring/scenario-types.js";
import { loadBundle } from "../../modules/load-module.js";
import { bundleSpec } from "../bundle-spec.js";
import type { SpecChoice } from "../playwright-config.js";
import { checkSpec } from "./check-spec.js";
import { refusedUses } from "./refused-members.js";

interface Checking {
  readonly files?: Readonly<Record<string, string>>;
  readonly browser?: string;
  readonly choice?: SpecChoice;
}

/** The error with which a spec is refused, as far as it names places; `undefined` if it is not. */
async function refusal(spec: string, { files = {}, browser = "chromium", choice = {} }: Checking = {}) {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-spec-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const all = { "shop.spec.ts": `import { expect, test } from "@playwright/test";\n${spec}`, ...files };
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(cwd, name), text)));
  const request = { file: join(cwd, "shop.spec.ts"), cwd, exportedNames: Object.keys(SCENARIO_MODULE) };
  const bundle = await bundleSpec(request, choice);
  const { default: scenario } = await loadBundle(bundle, BUNDLE_MODULE);
  try {
    checkSpec(scenario as Scenario, { code: bundle.code, browser, cwd });
    return undefined;
  } catch (error) {
    return error as Error & { readonly hint?: string };
  }
}

const mapped = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":[],"mappings":""}').toString("base64")}`;
const inTest = (body: string) => `test("buys", async ({ page, context }) => {\n${body}\n});`;

it("names file, line and member, and the way out", async () => {
  const picture = await refusal(inTest(`await page.goto("/");\n  await expect(page).not.toHaveScreenshot();`));
  expect(picture).toMatchObject({
    code: "SCENARIO_LOAD_FAILED",
    message:
      "shop.spec.ts:4:26 uses expect().toHaveScreenshot(), which is not there (users on many machines compare no pictures)",
    hint: "exclude these tests with --grep-invert, or remove these lines",
  });
  const member = await refusal(inTest("await page.coverage.startJSCoverage();"));
  expect(member?.message).toBe("shop.spec.ts:3:12 uses page.coverage, which --browser chromium does not support");
  expect(member?.hint).toBe("use --browser playwright");
  expect(await refusal(inTest("await page.coverage.startJSCoverage();"), { browser: "playwright" })).toBeUndefined();
});

it.each([
  [
    "a locator in a variable",
    inTest(`const row = page.getByRole("row").filter({ hasText: "a" });\nawait row.first().normalize();`),
  ],
  ["a step and a context", inTest(`await test.step("s", async () => { await context.routeWebSocket("/", () => {}); });`)],
  ["expect.soft, retried", inTest(`await expect(async () => { expect.soft(page).toHaveScreenshot(); }).toPass();`)],
  [
    "a list written out",
    inTest(`for (const path of ["/a", "/b"]) { await page.goto(path); await expect(page).toHaveScreenshot(); }`),
  ],
  [
    "a hook",
    `test.describe("d", () => {\n test.beforeEach(async ({ page }) => { await page.routeWebSocket("/", () => {}); });\n ${inTest("")} });`,
  ],
  ["a function", `async function look(page) { await expect(page).toHaveScreenshot(); }\n${inTest("await look(page);")}`],
])("sees what is used through %s", async (_, spec) => {
  expect((await refusal(spec))?.message).toMatch(/^shop\.spec\.ts:\d+:\d+ uses /);
});

const PAGE_OBJECT = `import { expect, type Page, test as base } from "@playwright/test";
class Base { constructor(protected readonly page: Page) {} }
export class Shop extends Base {
  readonly title = this.page.locator("h1");
  get basket() { return this.page.getByTestId("basket"); }
  async look() { await expect(this.title).toBeVisible(); await this.basket.normalize(); }
  async draw() { await this.title.click(); }
}
export const test = base.extend<{ shop: Shop }>({ shop: async ({ page }, use) => { await use(new Shop(page)); } });`;

it("follows page objects and fixtures into their files", async () => {
  const files = { "shop.ts": PAGE_OBJECT };
  const spec = (method: string) =>
    `import { test as own } from "./shop";\nown("buys", async ({ shop }) => { await shop.${method}(); });`;
  expect((await refusal(spec("look"), { files }))?.message).toMatch(/^shop\.ts:6:\d+ uses locator\.normalize/);
  expect(await refusal(spec("draw"), { files })).toBeUndefined();
});

it.each([
  [
    "a method of the user's with that name",
    inTest(
      "const camera = { toHaveScreenshot() {}, screencast: { start() {} } };\ncamera.toHaveScreenshot(); camera.screencast.start();",
    ),
  ],
  [
    "a matcher of the user's",
    `const own = expect.extend({ toMatchSnapshot: () => ({ pass: true, message: () => "" }) });\n${inTest("own(1).toMatchSnapshot();")}`,
  ],
  [
    "an expect of another make",
    `const look = (expect: any) => ${inTest("expect(page).toHaveScreenshot();")}\nlook(() => ({ toHaveScreenshot() {} }));`,
  ],
  [
    "a page of the user's",
    `const own = test.extend({ page: async ({}, use) => use({ frames: () => [], coverage: { start() {} } } as never) });\nown("t", async ({ page }) => { (page as any).coverage.start(); });`,
  ],
  [
    "a condition",
    inTest(
      `if (process.env.PICTURES) await expect(page).toHaveScreenshot();\nprocess.env.PICTURES && expect(page).toHaveScreenshot();`,
    ),
  ],
  ["an early end", inTest(`if (!process.env.PICTURES) return;\nawait expect(page).toHaveScreenshot();`)],
  ["a skip", inTest(`test.skip(process.env.PICTURES === undefined, "no pictures");\nawait expect(page).toHaveScreenshot();`)],
  [
    "a catch",
    inTest(`try { await expect(page).toHaveScreenshot(); } catch {}\nawait page.routeWebSocket("/", () => {}).catch(() => {});`),
  ],
  ["a question", inTest(`typeof page.screencast; typeof page.routeWebSocket;`)],
  [
    "an optional suite",
    `test.skip(({ browserName }) => browserName === "chromium");\n${inTest("await expect(page).toHaveScreenshot();")}`,
  ],
  ["a skipped test", `test.skip("looks", async ({ page }) => { await expect(page).toHaveScreenshot(); });\n${inTest("")}`],
  ["code that no test calls", `export async function look(page) { await expect(page).toHaveScreenshot(); }\n${inTest("")}`],
  ["a callback", inTest(`page.on("dialog", async () => { await expect(page).toHaveScreenshot(); });`)],
  [
    "a variable with several values",
    `let look = expect;\nlook = ((one: unknown) => ({ toMatchSnapshot() {} })) as never;\n${inTest("look(1).toMatchSnapshot();")}`,
  ],
  ...[
    "process.env.X && test.skip();",
    "process.env.X ? undefined : test.skip();",
    "const skipIt = () => test.skip();\nif (!process.env.X) skipIt();",
    "if (!process.env.X) leave();",
    "const { skip } = test;\nskip();",
    "[1].forEach(() => test.skip());",
    "await Promise.resolve().then(() => test.skip());",
    "try { await page.goto('/'); } catch { test.skip(); }",
    "skipSome(); function skipSome() { if (process.env.X) return; test.skip(); }",
    "const look = (given = test.skip()) => given;\nlook();",
    "switch (process.env.X) { case undefined: test.skip(); }",
    "checks: { if (!process.env.X) break checks; }\nfor (const one of []) test.skip();",
    "await expect(async () => { throw new Error(); }).rejects.toThrow();\nprocess.env.X?.at(test.skip() as never);",
  ].map((lines) => [
    `an end: ${lines}`,
    `${inTest(`${lines}\nawait expect(page).toHaveScreenshot();`)}\nfunction leave() { test.skip(); }`,
  ]),
  ...[
    `const sent = context.routeWebSocket("/", () => {});\nawait sent.catch(() => {});`,
    `await Promise.allSettled([context.routeWebSocket("/", () => {})]);`,
    `const look = async () => { await context.routeWebSocket("/", () => {}); };\nconst sent = look();\nawait sent.catch(() => {});`,
    "await expect(async () => { await expect(page).toHaveScreenshot(); }).rejects.toThrow();",
    "const log = undefined as any;\nlog?.(await expect(page).toHaveScreenshot());",
    "let given: any = 1;\ngiven ??= await expect(page).toHaveScreenshot();\ngiven ||= await expect(page).toHaveScreenshot();",
    "let given: any = { one: 1 };\ngiven.one ??= await expect(page).toHaveScreenshot();",
    "try { await expect(page).toHaveScreenshot(); } finally { return; }",
    "for (const one of [...(process.env.X ?? '')]) await expect(page).toHaveScreenshot();",
    "async function* looks() { await expect(page).toHaveScreenshot(); }\nlooks();",
    "(page as any).coverage = { start() {} };\nawait (page as any).coverage.start();",
    `const look = async (...[, one]: any[]) => one;\nconst look2 = async (one: any, two: any) => { await two.routeWebSocket("/"); };\nawait look2(...([{}, { routeWebSocket() {} }] as [any, any]), context);`,
  ].map((lines) => [`a handled failure: ${lines}`, inTest(lines)]),
])("leaves %s to the run", async (_, spec) => {
  expect(await refusal(spec)).toBeUndefined();
});

it("looks at the tests that were chosen", async () => {
  const spec = `test("looks", async ({ page }) => { await expect(page).toHaveScreenshot(); });\n${inTest("")}`;
  expect(await refusal(spec)).toBeDefined();
  expect(await refusal(spec, { choice: { grepInvert: "looks" } })).toBeUndefined();
});

it("finds the names that a test sees, also where another test has the same text", async () => {
  const suite = (name: string, look: string) =>
    `test.describe("${name}", () => { const look = async (page: any) => { ${look} }; test("t", async ({ page }) => { await look(page); }); });`;
  const [seen, other] = [suite("seen", "await expect(page).toHaveScreenshot();"), suite("other", "await page.title();")];
  expect(await refusal(seen)).toBeDefined();
  for (const spec of [`${seen}\n${other}`, `${other}\n${seen}`])
    expect(await refusal(spec, { choice: { grepInvert: "seen" } })).toBeUndefined();
  const look = `async ({ page }) => { await expect(page).toHaveScreenshot(); }`;
  expect(await refusal(`test("one", ${look});\ntest("two", ${look});`)).toBeDefined();
});

it("looks at a limited number of calls", async () => {
  const calls = Array.from({ length: 28 }, (_, at) => `async function f${at}() { await f${at + 1}(); await f${at + 1}(); }`);
  const spec = `${calls.join("\n")}\nasync function f28() {}\n${inTest("await f0();\nawait expect(page).toHaveScreenshot();")}`;
  const started = performance.now();
  expect(await refusal(spec)).toBeUndefined();
  // Without a limit it takes minutes.
  expect(performance.now() - started).toBeLessThan(20_000);
});

it.each([
  ["has no map", "", ""],
  ["cannot be parsed", "page.coverage.start(", mapped],
  ["is nested too deeply", `page.coverage.start(${"1 + ".repeat(100_000)}1);`, mapped],
])("leaves code to the run that %s", (_, code, map) => {
  const refused = new Map([["Page", new Set(["coverage"])]] as const);
  expect(refusedUses(`${code}page.coverage;${map}`, [], refused)).toEqual([]);
});
