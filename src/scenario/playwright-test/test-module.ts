import { LiveLoadError } from "../../base/errors.js";
import type { Scenario } from "../authoring/scenario-types.js";
import { DEVICES } from "../browser-options/devices.generated.js";
import { type Expect, playwrightExpect } from "./expect/playwright-expect.js";
import { notThere } from "./page/not-there.js";
import { TimeoutError } from "./page/spec-error.js";
import { SpecFiles } from "./spec-files.js";
import { SpecInstances } from "./spec-instances.js";
import type { BundledProject } from "./spec-project.js";
import { specScenario } from "./spec-scenario.js";
import { BASE_TEST, requestContext } from "./test/builtin-fixtures.js";
import { mergeTests } from "./test/create-test.js";
import { currentDeclaring } from "./test/declaring.js";
import { expectation } from "./test/expectation.js";

/** Functions that a spec's bundle calls. */
export const SPECS = {
  /** The code of this file runs next. */
  begin: (file: string): void => {
    const declaring = currentDeclaring();
    if (declaring === undefined) throw new LiveLoadError("INTERNAL", "a spec's file was evaluated outside of its bundle");
    declaring.begin(file);
  },
  /** Makes the scenario of a spec, whose modules this function evaluates. */
  load: async (project: BundledProject, evaluate: () => unknown): Promise<Scenario> => {
    const instances = await SpecInstances.first(evaluate);
    return specScenario(instances, { ...project, files: new SpecFiles(project) });
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

function launcher(name: string): object {
  const refused = (method: string) => () => Promise.reject(notThere(`${name}.${method}()`, "users get their browser"));
  return { name: () => name, launch: refused("launch"), connect: refused("connect"), connectOverCDP: refused("connectOverCDP") };
}
