import { LiveLoadError } from "../../base/errors.js";
import { brandScenario } from "../authoring/define-scenario.js";
import { emptyScenario, joinParts } from "../authoring/mix.js";
import type { Scenario, ScenarioDefaults } from "../authoring/scenario-types.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import type { StorageState } from "../page-port.js";
import { places } from "../steps/place.js";
import { browserDefaults, parsedDefaults, type UsedOptions, usedOptions } from "./context-options.js";
import { planTests } from "./planned-tests.js";
import type { SpecFiles } from "./spec-files.js";
import type { SpecProject } from "./spec-project.js";
import { runSetUpTests } from "./spec-set-up.js";
import { finishSuites, poolOf, prepareSuites, runTest, type SpecSettings } from "./test/run-test.js";
import { type Suite, type TestCase, testsIn } from "./test/suite.js";
import { UserSession } from "./test/user-session.js";

/** A test, or the tests of a serial suite, that one iteration runs. */
interface Unit {
  readonly name: string;
  readonly tests: readonly TestCase[];
  /** Options that `test.use` gives them. */
  readonly used: UsedOptions;
}

/** The project as it runs. */
interface RunProject extends SpecProject {
  readonly files: SpecFiles;
}

/** The scenario of a spec: each test an iteration, several a mix. */
export function specScenario(suite: Suite, project: RunProject, setUpSuites: readonly Suite[] = []): Scenario {
  const setup = setUpOf(setUpSuites, project);
  const units = unitsIn(chosenTests(suite, project));
  const defaults = defaultsOf(project);
  const scenarios = units.map((unit) => ({
    name: unit.name,
    scenario: { ...scenarioOf(unit, project, defaults).scenario, setup },
  }));
  const [first] = scenarios;
  if (first === undefined) throw nothingToRun(suite, project);
  const planned = units.flatMap(({ tests, used }) =>
    tests.map((test) => ({ test, pool: poolOf(test, { ...project.use, ...used.use }) })),
  );
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

/** The scenario of a unit, and the states of storage that its tests save. */
interface UnitScenario {
  readonly scenario: Scenario;
  readonly states: ReadonlyMap<string, StorageState>;
}

/** The scenario's `setup`: runs the set-up tests once, whatever number of parts asks for it. */
function setUpOf(suites: readonly Suite[], project: RunProject): Scenario["setup"] {
  const { storageState: _state, savedState: _saved, ...use } = project.use;
  const own = { ...project, use };
  const units = suites.flatMap((suite) => unitsIn(testsIn(suite).filter((test) => !test.isSkipped)));
  if (units.length === 0) return undefined;
  let done: Promise<unknown> | undefined;
  return (config, means) => {
    if (means === undefined) throw new LiveLoadError("INTERNAL", "the set-up tests have no browser");
    const tests = units.map((unit) => scenarioOf(unit, own, {}));
    done ??= runSetUpTests(tests, {
      config,
      context: parsedDefaults(use),
      timeoutMs: project.timeoutMs,
      means,
    });
    return done;
  };
}

function scenarioOf(unit: Unit, project: RunProject, defaults: ScenarioDefaults): UnitScenario {
  let use: Readonly<Record<string, unknown>> | undefined;
  const useOf = ({ user }: RunningIteration) => {
    use ??= { ...project.use, ...unit.used.use, baseURL: (user.config as { readonly baseUrl?: string }).baseUrl };
    return use;
  };
  const sessions = new Map<number, UserSession>();
  const [first] = unit.tests as readonly [TestCase, ...TestCase[]];
  const states = new Map<string, StorageState>();
  const settingsOf = (running: RunningIteration): SpecSettings => ({
    file: project.file,
    projectName: project.projectName,
    use: useOf(running),
    expectTimeoutMs: project.expectTimeoutMs,
    stateOf: (given) => stateOf(given, { ...shippedState(project), ...savedStates(running), ...Object.fromEntries(states) }),
  });
  const sessionOf = (userId: number, running: RunningIteration): UserSession => {
    let session = sessions.get(userId);
    if (session === undefined) {
      const own = useOf(running);
      const pool = poolOf(first, own);
      session = new UserSession({
        userId,
        pool,
        defaults: { ...pageDefaults(own), files: project.files },
        keepState: (path, state) => states.set(path, state),
        info: { workerIndex: userId - 1, parallelIndex: userId - 1, project: { name: project.projectName, use: own } },
      });
      sessions.set(userId, session);
    }
    return session;
  };
  const each = async (userId: number, act: (given: Parameters<typeof runTest>[0]) => Promise<unknown>) => {
    const running = runningIteration();
    for (const test of unit.tests)
      await act({ test, session: sessionOf(userId, running), running, settings: settingsOf(running) });
  };
  const isPrepared = [...unit.tests.flatMap(({ suite }) => suite.path)].some(({ hooks }) =>
    hooks.some(({ kind }) => kind === "beforeAll"),
  );
  const scenario = brandScenario({
    ...emptyScenario(unit.name),
    defaults,
    // Playwright resolves addresses in the same way.
    config: ({ baseUrl }) => ({ baseUrl: baseUrl ?? unit.used.use.baseURL ?? project.use.baseURL }),
    ownBrowser: unit.used.browser,
    run: async (_context, userId) => {
      let isSkipped = true;
      await each(userId, async (given) => {
        if ((await runTest(given)) === "done") isSkipped = false;
      });
      // A user without a test would otherwise do nothing again and again.
      if (isSkipped) runningIteration().end({ kind: "halted" });
    },
    beforeUser: isPrepared ? (_context, userId) => each(userId, prepareSuites) : undefined,
    afterUser: async (_context, userId) => {
      await each(userId, finishSuites);
      await sessions.get(userId)?.actor.undoLasting();
    },
  });
  return { scenario, states };
}

function runningIteration(): RunningIteration {
  const place = places.getStore();
  if (place === undefined) throw new LiveLoadError("INTERNAL", "a test was run outside of an iteration");
  return place.iteration as RunningIteration;
}

function pageDefaults(use: Readonly<Record<string, unknown>>) {
  const ms = (value: unknown) => (typeof value === "number" && value > 0 ? value : undefined);
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    baseURL: text(use.baseURL),
    testIdAttribute: text(use.testIdAttribute),
    actionTimeoutMs: ms(use.actionTimeout),
    navigationTimeoutMs: ms(use.navigationTimeout),
    use,
  };
}

/** The states that set-up tests saved, by path, as the scenario's `setup` hands them on. */
function savedStates(running: RunningIteration): Readonly<Record<string, StorageState>> {
  const { states } = (running.user.setup ?? {}) as { readonly states?: Readonly<Record<string, StorageState>> };
  return states ?? {};
}

/** The state whose file was there when the spec was bundled. */
function shippedState({ use }: SpecProject): Readonly<Record<string, StorageState>> {
  const { storageState, savedState } = use;
  return typeof storageState === "string" && savedState !== undefined ? { [storageState]: savedState as StorageState } : {};
}

function stateOf(given: unknown, states: Readonly<Record<string, StorageState>>): StorageState | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== "string") return given as StorageState;
  const name = (path: string) => path.replace(/^\.\//, "");
  const found = Object.entries(states).find(([path]) => name(path) === name(given) || path.endsWith(`/${name(given)}`));
  if (found !== undefined) return found[1];
  throw new Error(`there is no storage state ${JSON.stringify(given)}: no set-up test saved it, and there was no such file`);
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
