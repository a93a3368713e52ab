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
import { finishSuites, prepareSuites, runTest, type SpecSettings } from "./test/run-test.js";
import type { TestCase } from "./test/suite.js";

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

/** What a unit is run with. */
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
  const each = async (userId: number, act: (given: Parameters<typeof runTest>[0]) => Promise<unknown>) => {
    const running = runningIteration();
    const { session, tests } = await users.at(userId, { running, use: useOf(running) });
    for (const test of tests) await act({ test, session, running, settings: settingsOf(running) });
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
      const user = users.known(userId);
      // One that was never needed has nothing to finish.
      if (user === undefined) return;
      await each(userId, finishSuites);
      await user.session.actor.undoLasting();
    },
  });
  return { scenario, states };
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

