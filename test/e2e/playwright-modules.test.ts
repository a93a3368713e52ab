import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget({ log: true });
});
afterAll(() => target.close());
beforeEach(() => target.resetStats());

/** Runs `own.spec.ts` of these files. */
async function run(files: Readonly<Record<string, string>>, ...args: string[]) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const out = join(folder, "report");
  const all = ["run", "own.spec.ts", "--option", `baseUrl=${target.url}`, "--out", out, "--duration", "3m", ...args];
  return { ...(await liveLoad(all, { cwd: folder }).ended), out };
}

/** The queries of a user's page requests, in their order. */
function askedBy(user: number): readonly string[] {
  const requests = target.log().flatMap((entry) => ("path" in entry ? [entry.path] : []));
  const queries = requests.filter((path) => path.startsWith("/plain?")).map((path) => new URLSearchParams(path.slice(6)));
  return queries.filter((query) => query.get("user") === String(user)).map((query) => query.get("state") ?? "");
}

const SHARED = {
  "own.spec.ts": `import { expect, test, type Page } from "@playwright/test";
    import { calls } from "counting";
    import { Basket } from "./pages/basket";
    import data from "./data.json";
    test.describe.configure({ mode: "serial" });
    let page: Page;
    let count = 0;
    const created: string[] = [];
    test.beforeAll(async ({ browser }, info) => {
      created.push("user" + info.workerIndex);
      page = await browser.newPage();
      await page.goto("/storage?local=mine=" + info.workerIndex);
    });
    test.afterEach(() => void created.push("each"));
    test.afterAll(async () => {
      calls.push("closed");
      await page.close();
    });
    test("counts", async ({}, info) => {
      count += 1;
      Basket.all.push(count);
      data.rows.push(count);
      const mine = await page.evaluate(() => localStorage.getItem("mine"));
      expect(mine).toBe(String(info.workerIndex));
      calls.push(info.workerIndex);
      const state = [count, created.join("."), Basket.all.length, data.rows.length].join("|");
      await page.goto(\`/plain?user=\${info.workerIndex}&state=\${encodeURIComponent(state)}\`);
    });
    test("goes on", async () => {
      await expect(page).toHaveURL(/plain/);
      // The package is one for all users: each adds as many as it has iterations.
      expect(calls.length).toBeGreaterThanOrEqual(count);
      if (calls.filter((call) => call !== "closed").length === 6) await page.goto("/plain?user=all&state=6");
    });`,
  "pages/basket.ts": "export class Basket { static readonly all: number[] = []; }",
  "data.json": '{ "rows": [] }',
  "node_modules/counting/package.json": '{ "name": "counting", "main": "index.js" }',
  "node_modules/counting/index.js": "exports.calls = [];",
};

describe.skipIf(noBrowser)(`modules of a spec${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each(["chromium", "playwright"])("are each user's own, and packages are shared: %s", async (browser) => {
    const { out, ...ended } = await run(SHARED, "--browser", browser, "--users", "3", "--iterations", "2");
    expectCode(ended, resultIn(out), 0);
    expect(resultIn(out).iterations).toMatchObject({ succeeded: 6, failed: 0 });
    for (const user of [0, 1, 2]) {
      const begun = `user${user}`;
      expect(askedBy(user)).toEqual([`1|${begun}|1|1`, `2|${begun}.each.each|2|2`]);
    }
    expect(target.log().some((entry) => "path" in entry && entry.path === "/plain?user=all&state=6")).toBe(true);
  });

  it("are loaded anew after a failure, and what they throw fails the user's iteration", async () => {
    const source = `import { test } from "@playwright/test";
      const all = globalThis as { loads?: number };
      all.loads = (all.loads ?? 0) + 1;
      if (all.loads === 2) throw new Error("no token today");
      let runs = 0;
      test("fails", async ({ page }, info) => {
        runs += 1;
        await page.goto(\`/plain?user=\${info.workerIndex}&state=\${runs}\`);
        if (info.workerIndex === 0) throw new Error("again");
      });`;
    const { out, stdout } = await run({ "own.spec.ts": source }, "--users", "2", "--iterations", "3");
    expect(askedBy(0).every((runs) => runs === "1")).toBe(true);
    // The second user fails at most once, while it loads the spec, and then keeps what it has.
    expect(askedBy(1)).toEqual(["1", "2", "3"].slice(0, askedBy(1).length));
    expect(askedBy(0).length + askedBy(1).length).toBe(5);
    expect(resultIn(out).iterations).toMatchObject({ succeeded: askedBy(1).length, failed: 6 - askedBy(1).length });
    expect(stdout.replace(/\s+/g, " ")).toContain("1 × no token today (own.spec.ts:4:");
  });
});
