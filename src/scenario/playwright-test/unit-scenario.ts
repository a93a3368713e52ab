import { LiveLoadError } from "../../base/errors.js";
import { brandScenario } from "../authoring/define-scenario.js";
import { emptyScenario } from "../authoring/mix.js";
import type { Scenario, ScenarioDefaults } from "../authoring/scenario-types.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import type { StorageState } from "../page-port.js";
import { places } from "../steps/place.js";
import type { UsedOptions } from "./context-options.js";
import type { SpecInstances } from "./spec-instances.js";
import type { SpecProject } from "./spec-project.js";
import { type RunProject, SpecUsers } from "./spec-users.js";
import { runTest, type SpecSettings, type TestToRun } from "./test/run-test.js";
import type { TestCase } from "./test/suite.js";
import { finishSuites, InnerSuites, prepareSuites, suitesAround } from "./test/suite-hooks.js";

/** A test, or the tests of a serial suite, that one iteration runs. */
export interface Unit {
  readonly name: string;
  /** Those of the plan. */
  readonly tests: readonly TestCase[];
  /** Options that `test.use` gives them. */
  readonly used: UsedOptions;
}

/** The scenario of a unit, and the states of storage that its tests save. */
export interface UnitScenario {
  readonly scenario: Scenario;
  readonly states: ReadonlyMap<string, StorageState>;
}

/** The project, defaults and module instances that a unit runs with. */
interface UnitParts {
  readonly project: RunProject;
  readonly defaults: ScenarioDefaults;
  readonly instances: SpecInstances;
}

/** The scenario of a unit: an iteration runs its tests in their order. */
export function unitScenario(unit: Unit, { project, defaults, instances }: UnitParts): UnitScenario {
  let use: Readonly<Record<string, unknown>> | undefined;
  const useOf = ({ user }: RunningIteration) => {
    use ??= { ...project.use, ...unit.used.use, baseURL: (user.config as { readonly baseUrl?: string }).baseUrl };
    return use;
  };
  const states = new Map<string, StorageState>();
  const users = new SpecUsers({ tests: unit.tests, project, instances, keepState: (path, state) => states.set(path, state) });
  const settingsOf = (running: RunningIteration): SpecSettings => ({
    file: project.file,
    projectName: project.projectName,
    use: useOf(running),
    expectTimeoutMs: project.expectTimeoutMs,
    stateOf: (given) => stateOf(given, { ...shippedState(project), ...savedStates(running), ...Object.fromEntries(states) }),
  });
  const userNow = async (userId: number) => {
    const running = runningIteration();
    const user = await users.at(userId, { running, use: useOf(running) });
    return { ...user, given: (test: TestCase) => ({ test, session: user.session, running, settings: settingsOf(running) }) };
  };
  const isPrepared = suitesAround(unit.tests).some(({ hooks }) => hooks.some(({ kind }) => kind.endsWith("All")));
  const scenario = brandScenario({
    ...emptyScenario(unit.name),
    defaults,
    // Playwright resolves addresses in the same way.
    config: ({ baseUrl }) => ({ baseUrl: baseUrl ?? unit.used.use.baseURL ?? project.use.baseURL }),
    ownBrowser: unit.used.browser,
    run: async (_context, userId) => {
      const { tests, given } = await userNow(userId);
      // A user without a test would otherwise do nothing again and again.
      if (!(await runTests(tests, given))) runningIteration().end({ kind: "halted" });
    },
    beforeUser: !isPrepared
      ? undefined
      : async (_context, userId) => {
          const { tests, given } = await userNow(userId);
          await prepareSuites(given(tests[0]), suitesAround(tests));
        },
    afterUser: async (_context, userId) => {
      // One that was never needed has nothing to finish.
      if (!users.has(userId)) return;
      const { tests, given, session } = await userNow(userId);
      await finishSuites(given(tests.at(-1) ?? tests[0]), suitesAround(tests));
      await session.actor.undoLasting();
    },
  });
  return { scenario, states };
}

/** Runs the tests of an iteration in their order. Resolves to whether one was not skipped; rejects with the first failure. */
async function runTests(tests: readonly TestCase[], given: (test: TestCase) => TestToRun): Promise<boolean> {
  const inner = new InnerSuites(suitesAround(tests));
  let isDone = false;
  try {
    for (const test of tests) {
      await inner.enter(given(test));
      if ((await runTest(given(test))) === "done") isDone = true;
    }
  } catch (error) {
    // The hooks of the suites that it was in run all the same, but it is what the iteration fails with.
    await inner.leave().catch(() => {});
    throw error;
  }
  await inner.leave();
  return isDone;
}

function runningIteration(): RunningIteration {
  const place = places.getStore();
  if (place === undefined) throw new LiveLoadError("INTERNAL", "a test was run outside of an iteration");
  return place.iteration as RunningIteration;
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
