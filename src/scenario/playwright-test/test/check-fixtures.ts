import { isLiveLoadError, LiveLoadError, messageOf } from "../../../base/errors.js";
import { userPlace } from "../../../base/wording/user-place.js";
import type { PlannedTest } from "../planned-tests.js";
import { fixtureNames } from "./fixture-names.js";
import type { FixturePool } from "./fixture-pool.js";
import { poolOf } from "./run-test.js";

/**
 * Refuses tests and hooks whose parameters name fixtures that are not there, as Playwright Test does before it runs anything. Throws
 * `SCENARIO_LOAD_FAILED` with the place.
 */
export function checkFixtures(planned: readonly PlannedTest[], use: Readonly<Record<string, unknown>>): void {
  for (const { test, pool } of planned) {
    checkNames(test, { by: `the test ${JSON.stringify(test.title)}`, pool });
    for (const suite of test.suite.path)
      for (const hook of suite.hooks)
        checkNames(hook, { by: `a hook ${hook.kind}`, pool: poolOf({ pool: hook.pool, suite }, use) });
  }
}

function checkNames(
  { run, at }: { readonly run: unknown; readonly at?: Error },
  { by, pool }: { readonly by: string; readonly pool: FixturePool },
): void {
  try {
    for (const name of fixtureNames(run, by)) pool.get(name, by);
  } catch (error) {
    const place = userPlace(at);
    if (place === undefined || !isLiveLoadError(error)) throw error;
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${messageOf(error)} (${place})`, { hint: error.hint, cause: error });
  }
}
