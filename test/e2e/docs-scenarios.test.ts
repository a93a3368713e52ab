import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import { atMost, concurrently } from "../fixtures/after-test.js";
import { type Fence, fencesOf, PAGES } from "../fixtures/docs/fences.js";
import { type LiveSite, startLiveSite } from "../fixtures/pages/live-site.js";
import { FRAMEWORKS } from "../frameworks/frameworks.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

const SCENARIOS = PAGES.flatMap(fencesOf).filter(
  ({ language, code }, at, all) =>
    language === "ts" &&
    /export default (defineScenario|mix)\(/.test(code) &&
    // Those for frameworks run against these: npm run test:frameworks.
    !FRAMEWORKS.some(({ name }) => code.includes(`name: "${name}"`)) &&
    // Two pages have the first scenario.
    all.findIndex((other) => other.code === code) === at,
);

/** Files next to the scenarios, as their pages describe them. */
const FILES: Readonly<Record<string, string>> = {
  "people.csv": "name,email,password\nAnn,ann@example.test,a\nBob,bob@example.test,b\nCid,cid@example.test,c\n",
  "baskets.json": JSON.stringify([
    { product: 1, count: 2 },
    { product: 3, count: 1 },
  ]),
  "users.csv": "ann\nbob\n",
  "photo.png": "of a cat",
};

/** Pages of the live site, with the adapters that recognize them. */
const LIVE_PAGE = /navigate\("\/(tables|htmx|turbo|unpoly|inertia|datastar)"\)/;

/** Half of such a run is waiting, and none of it measures time. */
const twoAtATime = atMost(2);

let target: Target;
let site: LiveSite;
beforeAll(async () => {
  [target, site] = await Promise.all([startTarget(), startLiveSite()]);
});
afterAll(() => Promise.all([target.close(), site.close()]));

describe.skipIf(noBrowser)(
  `the scenario${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  { concurrent: true, timeout: 240_000 },
  () => {
    it.for(SCENARIOS.map((fence) => [`${fence.page}:${fence.line}`, fence] as const))(
      "at %s does what it says",
      ([, fence], context) =>
        concurrently(context, async () => {
          const { code, stderr, result } = await twoAtATime(() => run(fence));
          // A busy machine may miss thresholds (99) or make the generator sick (98): neither matters here.
          expect([0, 98, 99], stderr).toContain(code);
          expect(result.failures, stderr).toEqual([]);
          expect(result.iterations, stderr).toMatchObject({ failed: 0, abortedInfra: 0 });
          expect(result.iterations.succeeded, stderr).toBeGreaterThan(0);
          expect(result.users).toMatchObject({ requested: 2, succeeded: 2 });
          const [, adapter] = LIVE_PAGE.exec(fence.code) ?? [];
          if (adapter !== undefined) expect(Object.keys(result.counters.interactions?.by ?? {})).toEqual([adapter]);
        }),
    );
  },
);

async function run(fence: Fence): Promise<{ readonly code: number | null; readonly stderr: string; readonly result: RunResult }> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  for (const name of ["browse", "buy"]) await cp("examples/counter.scenario.ts", join(folder, `${name}.scenario.ts`));
  const adapter = fencesOf(fence.page).find(({ code }) => code.includes("tables:ready"));
  await writeFile(join(folder, "tables-adapter.js"), adapter?.code ?? "");
  await writeFile(join(folder, "sample.scenario.ts"), fence.code);
  const { url } = LIVE_PAGE.test(fence.code) ? site : target;
  // As long as an iteration needs, on a busy machine too.
  const load = ["--users", "2", "--iterations", "1", "--duration", "60s", "--option", `baseUrl=${url}`, "--out", "out"];
  const { code, stderr } = await liveLoad(["run", "sample.scenario.ts", ...load], { cwd: folder }).ended;
  return { code, stderr, result: resultIn(join(folder, "out")) };
}
