import { LiveLoadError } from "../../base/errors.js";
import { declaredBy } from "./test/declaring.js";
import { type Suite, type TestCase, testsIn } from "./test/suite.js";

/** A spec's own modules, evaluated once: their variables are those of one user. */
export interface SpecInstance {
  /** The suites of the set-up files, and of the spec, which is the last. */
  readonly suites: readonly Suite[];
  /** Its own test for one of the plan. Throws if it has none of this title. */
  readonly testOf: (planned: TestCase) => TestCase;
}

/**
 * The instances of a spec's own modules: one for each user, as each worker of Playwright Test has one, evaluated when the user
 * begins. The first one is what the run is planned by, and then the first user's.
 */
export class SpecInstances {
  /** By which the run is planned. */
  readonly plan: SpecInstance;
  readonly #evaluate: () => unknown;
  readonly #keys: ReadonlyMap<TestCase, string>;
  readonly #ofUsers = new Map<number, SpecInstance>();
  #isPlanFree = true;

  private constructor(suites: readonly Suite[], evaluate: () => unknown) {
    this.#evaluate = evaluate;
    this.#keys = new Map([...byTitle(suites)].map(([key, test]) => [test, key]));
    this.plan = { suites, testOf: (test) => test };
  }

  /** Evaluates the modules for the first time. Rejects with what they throw. */
  static async first(evaluate: () => unknown): Promise<SpecInstances> {
    return new SpecInstances(await declaredBy(evaluate), evaluate);
  }

  /** The instance that a user has. */
  of(userId: number): SpecInstance | undefined {
    return this.#ofUsers.get(userId);
  }

  /** The user has this one from now on. */
  give(userId: number, instance: SpecInstance): void {
    this.#ofUsers.set(userId, instance);
  }

  /** An instance that nobody has had. Rejects with what the modules throw. */
  async fresh(): Promise<SpecInstance> {
    if (this.#isPlanFree) {
      this.#isPlanFree = false;
      return this.plan;
    }
    const suites = await declaredBy(this.#evaluate);
    const tests = byTitle(suites);
    return { suites, testOf: (planned) => tests.get(this.#keys.get(planned) ?? "") ?? missing(planned) };
  }
}

/** The tests by file and titles; those with the same titles are numbered. */
function byTitle(suites: readonly Suite[]): ReadonlyMap<string, TestCase> {
  const tests = new Map<string, TestCase>();
  for (const test of suites.flatMap(testsIn)) {
    const titles = JSON.stringify([test.suite.path[0]?.title, ...test.titlePath]);
    let number = 1;
    while (tests.has(`${titles} ${number}`)) number += 1;
    tests.set(`${titles} ${number}`, test);
  }
  return tests;
}

function missing({ titlePath }: TestCase): never {
  const title = JSON.stringify(titlePath.join(" › "));
  throw new LiveLoadError(
    "SCENARIO_LOAD_FAILED",
    `the test ${title} was not found when the spec was loaded for a user: its title must be the same each time`,
  );
}
