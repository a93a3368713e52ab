import { relative } from "node:path";
import { LiveLoadError } from "../../../base/errors.js";
import type { Scenario } from "../../../scenario/authoring/scenario-types.js";
import { TestRequestContext } from "../../../scenario/playwright-test/page/api-request.js";
import { TestContext } from "../../../scenario/playwright-test/page/context.js";
import { TestFrameLocator, TestLocator } from "../../../scenario/playwright-test/page/locator.js";
import { refusedIn } from "../../../scenario/playwright-test/page/not-there.js";
import { TestPage } from "../../../scenario/playwright-test/page/page.js";
import { plannedTests } from "../../../scenario/playwright-test/planned-tests.js";
import { REFUSED_MATCHERS } from "../../../scenario/playwright-test/test/expectation.js";
import type { ApiName, Owner } from "./known-values.js";
import { type RefusedUse, refusedUses } from "./refused-members.js";

const CLASSES: Readonly<Record<ApiName, { readonly prototype: object; readonly spoken: string }>> = {
  Page: { prototype: TestPage.prototype, spoken: "page" },
  Locator: { prototype: TestLocator.prototype, spoken: "locator" },
  FrameLocator: { prototype: TestFrameLocator.prototype, spoken: "frameLocator" },
  BrowserContext: { prototype: TestContext.prototype, spoken: "context" },
  APIRequestContext: { prototype: TestRequestContext.prototype, spoken: "request" },
};
const MOST_NAMED = 3;

/**
 * Refuses a spec whose tests use members that its users do not have, as far as that is certain before it runs. Throws
 * `SCENARIO_LOAD_FAILED` with the places.
 */
export function checkSpec(
  scenario: Scenario,
  { code, browser, cwd }: { readonly code: string; readonly browser: string; readonly cwd: string },
): void {
  const tests = plannedTests(scenario);
  if (tests.length === 0) return;
  const members = browser === "chromium" ? (Object.keys(CLASSES) as ApiName[]) : [];
  const refused = new Map<Owner, ReadonlyMap<string, string>>([
    ["expect", new Map(Object.entries(REFUSED_MATCHERS))],
    ...members.map((name) => [name, refusedIn(CLASSES[name].prototype)] as const),
  ]);
  const uses = refusedUses(code, tests, new Map([...refused].map(([of, names]) => [of, new Set(names.keys())])));
  const [first] = uses;
  if (first === undefined) return;
  const sentences = uses.slice(0, MOST_NAMED).map((use) => sentenceOf(use, { cwd, why: refused.get(use.of)?.get(use.member) }));
  const more = uses.length > MOST_NAMED ? `, and ${uses.length - MOST_NAMED} more` : "";
  throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${sentences.join("; ")}${more}`, {
    hint: hintFor(uses),
    details: { file: relative(cwd, first.place.file) },
  });
}

function sentenceOf(
  { of, member, place: { file, line, column } }: RefusedUse,
  { cwd, why = "" }: { readonly cwd: string; readonly why?: string | undefined },
): string {
  const call =
    of === "expect"
      ? `expect().${member}(), which is not there`
      : `${CLASSES[of].spoken}.${member}, which --browser chromium does not support`;
  return `${relative(cwd, file)}:${line}:${column} uses ${call}${why === "" ? "" : ` (${why})`}`;
}

function hintFor(uses: readonly RefusedUse[]): string {
  const leaveOut = "exclude these tests with --grep-invert, or remove these lines";
  const isOfMatchers = uses.map(({ of }) => of === "expect");
  if (isOfMatchers.every((one) => !one)) return "use --browser playwright";
  return isOfMatchers.every((one) => one) ? leaveOut : `${leaveOut}; for members of the page, use --browser playwright`;
}
