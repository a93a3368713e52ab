import { formatDuration } from "../../base/duration.js";
import { isLiveLoadError } from "../../base/errors.js";
import { callUserCode } from "../../base/user-code.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import type { StorageState } from "../page-port.js";
import { places } from "../steps/place.js";
import type { SpecFiles } from "./spec-files.js";
import type { SpecInstance, SpecInstances } from "./spec-instances.js";
import type { SpecProject } from "./spec-project.js";
import type { FixturePool } from "./test/fixture-pool.js";
import { poolOf } from "./test/run-test.js";
import type { TestCase } from "./test/suite.js";
import { UserSession } from "./test/user-session.js";

type Use = Readonly<Record<string, unknown>>;

/** The project as it runs. */
export interface RunProject extends SpecProject {
  readonly files: SpecFiles;
}

/** The tests, project and module instances of {@link SpecUsers}. */
interface SpecUsersParts {
  /** The tests of the plan that each of them runs. */
  readonly tests: readonly TestCase[];
  readonly project: RunProject;
  readonly instances: SpecInstances;
  /** Keeps a state of storage under the path to which a test saves it. */
  readonly keepState: (path: string, state: StorageState) => void;
}

/** A user, and the tests of its own instance of the spec. */
interface SpecUser {
  readonly session: UserSession;
  readonly tests: readonly [TestCase, ...TestCase[]];
}

/** The users of some tests, each with an instance of the spec's own modules that begins with it. */
export class SpecUsers {
  readonly #parts: SpecUsersParts;
  readonly #users = new Map<number, SpecUser>();

  constructor(parts: SpecUsersParts) {
    this.#parts = parts;
  }

  /** Whether the user was there before. */
  has(userId: number): boolean {
    return this.#users.has(userId);
  }

  /**
   * The user for an iteration or hook. One whose context was replaced, as after a failure, is like a worker that was restarted: it
   * gets a new instance.
   */
  async at(userId: number, given: { readonly running: RunningIteration; readonly use: Use }): Promise<SpecUser> {
    const { running, use } = given;
    const { tests, instances } = this.#parts;
    const known = this.#users.get(userId);
    const isReplaced = known?.session.isReplacedFor(running) === true;
    if (known !== undefined && !isReplaced) return known;
    const instance = (isReplaced ? undefined : instances.of(userId)) ?? (await freshInstance(instances, running));
    const own = tests.map(instance.testOf) as [TestCase, ...TestCase[]];
    const pool = poolOf(own[0], use);
    known?.session.renew(pool);
    const user = { session: known?.session ?? this.#sessionOf(userId, pool, use), tests: own };
    instances.give(userId, instance);
    this.#users.set(userId, user);
    return user;
  }

  #sessionOf(userId: number, pool: FixturePool, use: Use): UserSession {
    const { project, keepState } = this.#parts;
    return new UserSession({
      userId,
      pool,
      defaults: { ...pageDefaults(use), files: project.files },
      keepState,
      info: { workerIndex: userId - 1, parallelIndex: userId - 1, project: { name: project.projectName, use } },
    });
  }
}

/**
 * Evaluates the spec's own modules for a user, outside of its iteration: what they begin lasts as long as the user. Counts in no
 * duration, but may take no longer than an iteration.
 */
async function freshInstance(instances: SpecInstances, running: RunningIteration): Promise<SpecInstance> {
  const { timeoutMs } = running;
  const limits = { clock: running.ports.clock, timeoutMs };
  try {
    return await running.uncounted((signal) => callUserCode(() => places.exit(() => instances.fresh()), { ...limits, signal }));
  } catch (error) {
    if (!isLiveLoadError(error, "DEADLINE_EXCEEDED")) throw error;
    throw new Error(`loading the spec for this user took longer than ${formatDuration(timeoutMs)}`);
  } finally {
    running.throwIfEnded();
  }
}

function pageDefaults(use: Use) {
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
