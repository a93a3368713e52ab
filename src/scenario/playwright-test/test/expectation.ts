import { type Expect, playwrightExpect } from "../expect/playwright-expect.js";
import { refusal } from "../page/not-there.js";
import { currentDeclaring, declaringOf } from "./declaring.js";
import { currentTestRun } from "./test-run.js";

/** Matchers that no engine has, and why. */
export const REFUSED_MATCHERS: Readonly<Record<string, string>> = {
  toHaveScreenshot: "users on many machines compare no pictures",
  toMatchSnapshot: "nodes have no snapshots to compare with",
};

/** The `expect` of packages. The modules of each user extend one of their own. */
let extended: Expect | undefined;

/** `expect` of the modules or the test whose code runs, in which the matchers that a load has no use for say so. */
export function expectation(): Expect {
  const refusing = (name: string, why: string) => () => {
    throw refusal(`expect().${name}() is not there: ${why}`);
  };
  const matchers = Object.entries(REFUSED_MATCHERS).map(([name, why]) => [name, refusing(name, why)]);
  extended ??= withMatchers(playwrightExpect().expect, Object.fromEntries(matchers) as object);
  const test = currentTestRun()?.test;
  const declaring = currentDeclaring() ?? (test && declaringOf(test));
  if (declaring === undefined) return extended;
  declaring.expect ??= withMatchers(extended, {});
  return declaring.expect as Expect;
}

/** One of its own with these matchers. */
function withMatchers({ extend }: Expect, matchers: object): Expect {
  return (extend as (matchers: object) => Expect)(matchers);
}
