import { LiveLoadError } from "../../base/errors.js";
import { brandScenario } from "../authoring/define-scenario.js";
import { emptyScenario, joinParts } from "../authoring/mix.js";
import type { Scenario, ScenarioDefaults } from "../authoring/scenario-types.js";
import { browserDefaults, parsedDefaults, usedOptions } from "./context-options.js";
import { planTests } from "./planned-tests.js";
import type { SpecInstances } from "./spec-instances.js";
import type { SpecProject } from "./spec-project.js";
import { runSetUpTests } from "./spec-set-up.js";
import type { RunProject } from "./spec-users.js";
import { checkFixtures } from "./test/check-fixtures.js";
import { poolOf } from "./test/run-test.js";
import { type Suite, type TestCase, testsIn } from "./test/suite.js";
import { type Unit, unitScenario } from "./unit-scenario.js";

/** The scenario of a spec: each test an iteration, several a mix. */
export function specScenario(instances: SpecInstances, project: RunProject): Scenario {
  const setUpSuites = instances.plan.suites.slice(0, -1);
  const suite = instances.plan.suites.at(-1);
  if (suite === undefined) throw new LiveLoadError("INTERNAL", "a spec ended that had not begun");
  const setup = setUpOf(setUpSuites, instances, project);
  const units = unitsIn(chosenTests(suite, project));
  const defaults = defaultsOf(project);
  const scenarios = units.map((unit) => ({
    name: unit.name,
    scenario: { ...unitScenario(unit, { project, defaults, instances }).scenario, setup },
  }));
  const [first] = scenarios;
  if (first === undefined) throw nothingToRun(suite, project);
  const planned = units.flatMap(({ tests, used }) =>
    tests.map((test) => ({ test, pool: poolOf(test, { ...project.use, ...used.use }) })),
  );
  checkFixtures(planned, project.use);
  if (scenarios.length === 1) return planTests(brandScenario({ ...first.scenario, name: project.name }), planned);
  const parts = scenarios.map(({ name, scenario }) => ({
    file: project.file,
    weight: 1,
    name,
    scenario: brandScenario(scenario),
  }));
  return planTests(joinParts({ ...emptyScenario(project.name), defaults }, parts), planned);
}

function chosenTests(suite: Suite, { grep, grepInvert }: SpecProject): readonly TestCase[] {
  const isMeant = (test: TestCase) =>
    (grep === undefined || new RegExp(grep).test(textOf(test))) &&
    (grepInvert === undefined || !new RegExp(grepInvert).test(textOf(test)));
  return testsToRun(suite).filter(isMeant);
}

function testsToRun(suite: Suite): readonly TestCase[] {
  const all = testsIn(suite).filter((test) => !test.isSkipped);
  const only = all.filter((test) => test.isOnly || test.suite.path.some(({ isOnly }) => isOnly));
  return only.length > 0 ? only : all;
}

/** The text that `--grep` is matched with. */
function textOf({ titlePath, tags }: TestCase): string {
  const title = titlePath.join(" ");
  return [title, ...tags.filter((tag) => !title.includes(tag))].join(" ");
}

/** The tests of a serial suite belong together; the others stand alone. */
function unitsIn(tests: readonly TestCase[]): readonly Unit[] {
  const units: { name: string; tests: TestCase[]; serial: Suite | undefined }[] = [];
  for (const test of tests) {
    const serial = test.suite.path.find(({ isSerial }) => isSerial);
    const together = serial === undefined ? undefined : units.find((unit) => unit.serial === serial);
    const titles = serial === undefined ? test.titlePath : serial.path.slice(1).map(({ title }) => title);
    if (together === undefined) units.push({ name: titles.join(" › ") || test.title, tests: [test], serial });
    else together.tests.push(test);
  }
  const names = units.map(({ name }) => name);
  return units.map(({ name, tests: own }, at) => {
    const earlier = names.slice(0, at).filter((one) => one === name).length;
    return { name: earlier === 0 ? name : `${name} (${earlier + 1})`, tests: own, used: usedOptions(own) };
  });
}

/** The scenario's `setup`: runs the set-up tests once, whatever number of parts asks for it. */
function setUpOf(suites: readonly Suite[], instances: SpecInstances, project: RunProject): Scenario["setup"] {
  const { storageState: _state, savedState: _saved, ...use } = project.use;
  const own = { ...project, use };
  const units = suites.flatMap((suite) => unitsIn(testsIn(suite).filter((test) => !test.isSkipped)));
  if (units.length === 0) return undefined;
  let done: Promise<unknown> | undefined;
  return (config, means) => {
    if (means === undefined) throw new LiveLoadError("INTERNAL", "the set-up tests have no browser");
    const tests = units.map((unit) => unitScenario(unit, { project: own, defaults: {}, instances }));
    done ??= runSetUpTests(tests, {
      config,
      context: parsedDefaults(use),
      timeoutMs: project.timeoutMs,
      means,
    });
    return done;
  };
}

/** Tests that are named in a message. */
const MOST_NAMED = 5;

function nothingToRun(suite: Suite, project: SpecProject): LiveLoadError {
  const { file, grep, grepInvert } = project;
  const hint = "tests marked skip and fixme are left out";
  const tests = testsToRun(suite);
  if (tests.length === 0)
    return new LiveLoadError("SCENARIO_LOAD_FAILED", `${file} has no test to run`, { hint, details: { file } });
  const named = tests.slice(0, MOST_NAMED).map((test) => JSON.stringify(textOf(test)));
  const further = tests.length > MOST_NAMED ? ` and ${tests.length - MOST_NAMED} more` : "";
  const there = `of the tests in ${file}: ${named.join(", ")}${further}`;
  const isLeft = chosenTests(suite, { ...project, grepInvert: undefined }).length > 0;
  const [option, value, allowed] =
    isLeft || grep === undefined
      ? ["grepInvert", grepInvert, `a pattern that leaves one ${there}`]
      : ["grep", grep, `a pattern that fits one ${there}`];
  const label = option === "grep" ? "--grep" : "--grep-invert";
  return new LiveLoadError("INVALID_OPTION", `${label} is ${JSON.stringify(value)}, but it takes ${allowed}`, {
    hint,
    details: { option, value, allowed, file },
  });
}

/** The load and the browsers of the whole run. */
function defaultsOf({ use, timeoutMs }: SpecProject): ScenarioDefaults {
  return Object.freeze({ strict: true, iterationTimeout: timeoutMs, ...browserDefaults(use) });
}
