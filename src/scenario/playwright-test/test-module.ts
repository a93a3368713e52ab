import { LiveLoadError } from "../../base/errors.js";
import { DEVICES } from "../browser-options/devices.generated.js";
import { type Expect, playwrightExpect } from "./expect/playwright-expect.js";
import { notThere, refusal } from "./page/not-there.js";
import { TimeoutError } from "./page/spec-error.js";
import { SpecFiles } from "./spec-files.js";
import type { BundledProject } from "./spec-project.js";
import { specScenario } from "./spec-scenario.js";
import { BASE_TEST, requestContext } from "./test/builtin-fixtures.js";
import { beginFile, endFile, mergeTests } from "./test/create-test.js";
import type { Suite } from "./test/suite.js";

/** The suites of the files so far: those of set-up tests, and the spec. */
let suites: Suite[] = [];

/** Functions that the entry of a spec's bundle calls. */
export const SPECS = {
  /** The spec's code runs next. */
  begin: (file: string) => {
    suites.push(beginFile(file));
  },
  /** It has run: makes its scenario. */
  end: (project: BundledProject) => {
    const setUp = suites;
    const spec = setUp.pop();
    suites = [];
    endFile();
    if (spec === undefined) throw new LiveLoadError("INTERNAL", "a spec ended that had not begun");
    return specScenario(spec, { ...project, files: new SpecFiles(project) }, setUp);
  },
};

/** What specs import from `@playwright/test`. The matchers are loaded when they are asked for. */
export const PLAYWRIGHT_TEST: Readonly<Record<string, unknown>> = {
  test: BASE_TEST,
  get expect() {
    return expectation();
  },
  defineConfig: (...configs: readonly object[]) => Object.assign({}, ...configs) as object,
  devices: DEVICES,
  mergeTests,
  mergeExpects: (...expects: readonly Expect[]) => playwrightExpect().mergeExpects(expectation(), ...expects),
  request: { newContext: async (options?: Readonly<Record<string, unknown>>) => requestContext(options) },
  chromium: launcher("chromium"),
  firefox: launcher("firefox"),
  webkit: launcher("webkit"),
  errors: { TimeoutError },
  selectors: { setTestIdAttribute: () => undefined },
};

/** The names of its exports. */
export const PLAYWRIGHT_TEST_NAMES: readonly string[] = Object.keys(PLAYWRIGHT_TEST);

let extended: Expect | undefined;

/** Matchers that no engine has, and why. */
export const REFUSED_MATCHERS: Readonly<Record<string, string>> = {
  toHaveScreenshot: "users on many machines compare no pictures",
  toMatchSnapshot: "nodes have no snapshots to compare with",
};

/** `expect`, in which the matchers that a load has no use for say so. */
function expectation(): Expect {
  const refusing = (name: string, why: string) => () => {
    throw refusal(`expect().${name}() is not there: ${why}`);
  };
  const matchers = Object.entries(REFUSED_MATCHERS).map(([name, why]) => [name, refusing(name, why)]);
  extended ??= (playwrightExpect().expect.extend as (matchers: object) => Expect)(Object.fromEntries(matchers) as object);
  return extended;
}

function launcher(name: string): object {
  const refused = (method: string) => () => Promise.reject(notThere(`${name}.${method}()`, "users get their browser"));
  return { name: () => name, launch: refused("launch"), connect: refused("connect"), connectOverCDP: refused("connectOverCDP") };
}
