import type { RunningIteration } from "../../iteration/running-iteration.js";
import type { StorageState } from "../../page-port.js";
import { runs } from "./current-run.js";
import { fixtureNames } from "./fixture-names.js";
import type { FixturePool } from "./fixture-pool.js";
import { FixtureScope } from "./fixture-scope.js";
import type { Hook, SpecFunction, Suite, TestCase } from "./suite.js";
import { TestRun, TestSkipped } from "./test-run.js";
import type { UserSession } from "./user-session.js";

/** What the tests of a spec have in common. */
export interface SpecSettings {
  readonly file: string;
  readonly projectName: string;
  /** Options under `use` of the configuration. */
  readonly use: Readonly<Record<string, unknown>>;
  readonly expectTimeoutMs: number;
  /** The state of storage that an option names by a path or gives itself. */
  readonly stateOf: (storageState: unknown) => StorageState | undefined;
}

/** A test of a user's iteration. */
export interface TestToRun {
  readonly test: TestCase;
  readonly session: UserSession;
  readonly running: RunningIteration;
  readonly settings: SpecSettings;
}

/** The fixtures of a test: those of its `test`, changed by the configuration and by `use` of the suites around it. */
export function poolOf({ pool, suite }: Pick<TestCase, "pool" | "suite">, use: Readonly<Record<string, unknown>>): FixturePool {
  return suite.path.flatMap(({ layers }) => layers).reduce((known, { layer }) => known.with(layer), pool.with(use));
}

/** Runs a test once. Resolves to whether it was skipped; rejects with its first failure. */
export async function runTest(given: TestToRun): Promise<"done" | "skipped"> {
  const { test, session, running, settings } = given;
  const run = testRunOf(given);
  return inRun(run, async () => {
    await session.leaveReplaced();
    const pool = poolOf(test, settings.use);
    const scope = new FixtureScope({ pool, outer: session.worker, info: run.info });
    const storageState = await scope.value(pool.get("storageState", "the test"));
    await session.isolate(running, settings.stateOf(storageState));
    if (settings.use.offline === true) await session.goOffline(running);
    const errors: unknown[] = [];
    const attempt = async (act: () => Promise<void>) => {
      try {
        await act();
      } catch (error) {
        errors.push(error);
      }
    };
    await attempt(() => bodyOf({ run, test, scope, pool }));
    noteOutcome(run, errors);
    for (const hook of hooksOf(test.suite.path.toReversed(), "afterEach")) await attempt(() => callHook(hook, { run, scope }));
    await attempt(() => scope.tearDown());
    await running.unawaited.giveUp(running.queue);
    await session.testEnded(running);
    return outcomeOf(run, errors);
  });
}

/** Runs the code of a test or its hooks, and removes the files that it has written into its folder. */
export async function inRun<T>(run: TestRun, act: () => Promise<T>): Promise<T> {
  try {
    return await runs.run(run, act);
  } finally {
    run.info.removeFiles();
  }
}

export function testRunOf({ test, session, running, settings }: TestToRun): TestRun {
  session.begin(running);
  const timeouts = test.suite.path.map(({ timeoutMs }) => timeoutMs).filter((ms) => ms !== undefined);
  const own = timeouts.at(-1);
  if (own !== undefined && own > 0) running.limitTo(own);
  return new TestRun({
    test,
    session,
    running,
    actor: session.actor,
    userId: session.userId,
    iteration: running.iteration,
    timeoutMs: running.timeoutMs,
    ...settings,
  });
}

/** Where a function of the test is called. */
interface Place {
  readonly run: TestRun;
  readonly scope: FixtureScope;
}

async function bodyOf({
  run,
  test,
  scope,
  pool,
}: Place & { readonly test: TestCase; readonly pool: FixturePool }): Promise<void> {
  for (const modifier of test.suite.path.flatMap(({ modifiers }) => modifiers)) {
    const { condition, type, description } = modifier;
    if (await callWith(condition, `a condition of test.${type}`, { run, scope })) run.mark(type, description);
  }
  for (const fixture of pool.automatic) await scope.value(fixture);
  for (const hook of hooksOf(test.suite.path, "beforeEach")) await callHook(hook, { run, scope });
  await callWith(test.run, `the test ${JSON.stringify(test.title)}`, { run, scope });
}

/** The hooks of suites in their order, those of one suite as they were declared. */
function hooksOf(suites: readonly Suite[], kind: Hook["kind"]): Hook[] {
  return suites.flatMap(({ hooks }) => hooks.filter((hook) => hook.kind === kind));
}

export async function callHook({ run: hook, kind }: Hook, place: Place): Promise<void> {
  await callWith(hook, `a hook ${kind}`, place);
}

async function callWith(fn: SpecFunction, by: string, { run, scope }: Place): Promise<unknown> {
  return fn((await scope.values(fixtureNames(fn, by), by)) as never, run.info as never);
}

/** What hooks and fixtures learn of the test's outcome. */
function noteOutcome(run: TestRun, errors: readonly unknown[]): void {
  const failures = [...errors, ...run.softErrors].filter((error) => !(error instanceof TestSkipped));
  if (failures.length === 0) return;
  run.info.status = "failed";
  for (const error of failures) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    run.info.errors.push({ message, stack });
  }
}

function outcomeOf(run: TestRun, errors: readonly unknown[]): "done" | "skipped" {
  const failures = [...errors, ...run.softErrors].filter((error) => !(error instanceof TestSkipped));
  if (run.isExpectedToFail) {
    if (failures.length === 0) throw new Error("the test was expected to fail, but passed");
    return "done";
  }
  const [first] = failures;
  if (first !== undefined) throw run.failureOf(first);
  return errors.length > 0 ? "skipped" : "done";
}
