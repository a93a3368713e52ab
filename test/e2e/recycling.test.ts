import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** Signs in once; when the context is recycled, the page's variables are lost, but the cookie remains. */
const SCENARIO = `
import { defineScenario } from "live-load";
export default defineScenario({
  name: "recycled",
  config: (options) => ({ url: options.baseUrl + "/plain" }),
  assigns: { iterations: 0 },
  run: async (context, _userId, { url }) => {
    const before = await context.evaluate(() => location.href);
    await context.navigate(url);
    const { iterations } = context.assigns;
    if (iterations === 0) await context.evaluate(() => { document.cookie = "session=s1; max-age=600"; localStorage.setItem("cart", "3"); });
    context.expect("a fresh page after two iterations", () => iterations % 2 === 1 || before === "about:blank");
    context.expect("the same page until then", () => iterations % 2 === 0 || before === url);
    const kept = await context.evaluate(() => document.cookie + " " + localStorage.getItem("cart"));
    context.expect("cookies and storage stay", () => kept.includes("session=s1") && kept.endsWith("3"));
    await context.assign({ iterations: iterations + 1 });
  },
});
`;

describe.skipIf(noBrowser)(`a recycled context${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each(["chromium", "playwright"])("keeps the user's identity: %s", async (browser) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "recycled.scenario.js"), SCENARIO);
    const load = ["--recycle-after", "2", "--iterations", "5", "--duration", "2m"];
    const given = ["--option", `baseUrl=${target.url}`, "--browser", browser, ...load];
    const { code, stdout, stderr } = await liveLoad(["run", "recycled.scenario.js", ...given], { cwd: folder }).ended;
    const result = resultIn(join(folder, "liveload-report"));
    expect(result.failures, stdout + stderr).toEqual([]);
    expectCode({ code, stderr }, result, 0);
    expect(result.iterations.succeeded).toBe(5);
    expect(result.users).toMatchObject({ requested: 1, replaced: 0 });
  });
});
