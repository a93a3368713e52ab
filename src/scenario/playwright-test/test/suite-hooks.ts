import { runs } from "./current-run.js";
import { FixtureScope } from "./fixture-scope.js";
import { callHook, inRun, poolOf, type TestToRun, testRunOf } from "./run-test.js";
import type { Hook, Suite, TestCase } from "./suite.js";
import type { TestInfo } from "./test-info.js";
import type { TestRun } from "./test-run.js";

/** The suites around all of these tests, from the outermost: their hooks run once for each user. */
export function suitesAround(tests: readonly TestCase[]): readonly Suite[] {
  const [first = [], ...others] = tests.map(({ suite }) => suite.path);
  const depth = first.findIndex((suite, at) => others.some((path) => path[at] !== suite));
  return depth === -1 ? first : first.slice(0, depth);
}

/** Runs the hooks `beforeAll` of suites, from the outermost, that have not run for this user yet. */
export async function prepareSuites(given: TestToRun, suites: readonly Suite[]): Promise<void> {
  const { session } = given;
  const run = testRunOf(given);
  // The tests may read what the hooks have written.
  session.suiteInfos.push(run.info);
  await runs.run(run, async () => {
    await session.leaveReplaced();
    await begin(suites, { ...given, run });
    given.running.pages.contexts.keep();
    session.hooksEnded();
  });
}

/** Runs the hooks `afterAll` of suites, the innermost first, and tears down what lasted as long as the user. */
export async function finishSuites(given: TestToRun, suites: readonly Suite[]): Promise<void> {
  const { session } = given;
  const run = testRunOf(given);
  await inRun(run, async () => {
    await end(suites, { ...given, run });
    await session.worker.tearDown();
  });
  session.removeSuiteFiles();
}

/**
 * The suites within a serial one while an iteration runs its tests: the hooks of each run when its first test comes, and after its
 * last.
 */
export class InnerSuites {
  readonly #lasting: readonly Suite[];
  #given: TestToRun | undefined;
  #inside: readonly Suite[] = [];
  /** Their files last until all suites are left. */
  #infos: readonly TestInfo[] = [];

  /** `lasting` are those around all tests, whose hooks run at other times. */
  constructor(lasting: readonly Suite[]) {
    this.#lasting = lasting;
  }

  /** A test comes: leaves the suites that are over, and enters those around it. */
  async enter(given: TestToRun): Promise<void> {
    const path = given.test.suite.path.slice(this.#lasting.length);
    await this.#leaveTo(path);
    this.#given = given;
    const added = path.slice(this.#inside.length);
    if (added.length === 0) return;
    this.#inside = path;
    const run = testRunOf(given);
    this.#infos = [...this.#infos, run.info];
    await runs.run(run, async () => {
      await begin(added, { ...given, run });
      given.running.pages.contexts.hold();
      given.session.innerHooksEnded();
    });
  }

  /** The last test is over. */
  async leave(): Promise<void> {
    try {
      await this.#leaveTo([]);
    } finally {
      for (const info of this.#infos) info.removeFiles();
    }
  }

  async #leaveTo(path: readonly Suite[]): Promise<void> {
    const given = this.#given;
    const left = this.#inside.filter((suite) => !path.includes(suite));
    this.#inside = this.#inside.filter((suite) => path.includes(suite));
    if (given === undefined || left.length === 0) return;
    const run = testRunOf(given);
    await inRun(run, () => end(left, { ...given, run }));
  }
}

type HooksToRun = TestToRun & { readonly run: TestRun };

async function begin(suites: readonly Suite[], given: HooksToRun): Promise<void> {
  const { session, running } = given;
  for (const suite of suites) {
    if (session.begun.has(suite)) continue;
    await runHooks(suite, "beforeAll", given);
    session.begun.add(suite);
  }
  await running.unawaited.giveUp(running.queue);
}

async function end(suites: readonly Suite[], given: HooksToRun): Promise<void> {
  for (const suite of suites.toReversed()) if (given.session.begun.delete(suite)) await runHooks(suite, "afterAll", given);
}

async function runHooks(suite: Suite, kind: Hook["kind"], given: HooksToRun): Promise<void> {
  const { run, session, settings } = given;
  for (const hook of suite.hooks.filter((one) => one.kind === kind)) {
    const pool = poolOf({ pool: hook.pool, suite }, settings.use);
    const scope = new FixtureScope({ pool, outer: session.worker, info: run.info });
    try {
      await callHook(hook, { run, scope });
    } finally {
      await scope.tearDown();
    }
  }
}
