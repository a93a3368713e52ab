import { setMaxListeners } from "node:events";
import type { Clock, Timer } from "../../../base/clock.js";
import type { ClosedLoadPlan } from "../../../load/closed-plan.js";
import { planDurationMs } from "../../../load/load-plan.js";
import type { OpenLoadPlan } from "../../../load/open-plan.js";
import type { Assignment, ChangedLoad } from "../../../protocol/messages.js";
import type { ScenarioUser } from "../../../scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../../../telemetry/telemetry-sink.js";
import { ArrivalTurns } from "./turns/arrival-turns.js";
import { FollowedPlan } from "./turns/followed-plan.js";
import { LoopingTurns } from "./turns/looping-turns.js";
import type { UserTurns } from "./turns/user-turns.js";
import type { UserContext } from "./user-contexts.js";
import { tallyOf, type UserEnd, type UserTally } from "./user-end.js";
import { type LoopingUser as PlacedUser, UserLoop, type UserLoopPorts } from "./user-loop.js";

/** A user with an open context. */
export interface ReadyUser {
  readonly user: ScenarioUser;
  readonly context: UserContext;
}

/** A node's users, and what makes more of them when the cluster grows to `totalUsers`. */
export interface MadeUsers<User> {
  readonly users: readonly User[];
  readonly grow: (totalUsers: number, users: Assignment["users"]) => readonly ScenarioUser[];
}

/** What running the users of a node takes. */
export interface PopulationOptions
  extends MadeUsers<ReadyUser>,
    Pick<UserLoopPorts, "contexts" | "sink" | "throttle" | "observe" | "describeFailure" | "onAbort"> {
  readonly clock: Clock;
  readonly assignment: Assignment;
  /** The sink for one user's measurements. */
  readonly sinkOf: (userId: number) => TelemetrySink;
  readonly onActiveUsers: (count: number) => void;
}

/**
 * A run ends at most 10 s after the timeout of its last iterations. Those that are still running are interrupted after this
 * time, which leaves enough for the rest.
 */
const LAST_INTERRUPT_MS = 5000;

/** All users of a node, from T0 until the last one has ended. */
export class UserPopulation {
  readonly #options: PopulationOptions;
  readonly #followed: FollowedPlan;
  readonly #endOfLoad = new AbortController();
  readonly #interrupt = new AbortController();
  #timers: readonly Timer[] = [];
  #active = 0;
  /** How many of the load's growths have been followed. */
  #grown = 0;
  /** Users that were added before T0. */
  readonly #early: PlacedUser[] = [];
  /** Present from T0 on. */
  #start: ((placed: PlacedUser) => void) | undefined;

  constructor(options: PopulationOptions) {
    this.#options = options;
    this.#followed = new FollowedPlan(options.assignment.plan);
    for (const { signal } of [this.#endOfLoad, this.#interrupt]) setMaxListeners(0, signal);
  }

  /** Runs all users from T0 on; resolves when all have ended. */
  async run(t0Ms: number): Promise<UserTally> {
    const { clock, assignment, users, sinkOf } = this.#options;
    await this.#until(t0Ms);
    this.#endWithPlan(t0Ms);
    this.#followed.onChange(() => this.#endWithPlan(t0Ms));
    this.#options.onActiveUsers(0);
    const ports = this.#loopPorts(t0Ms);
    const running: Promise<UserEnd>[] = [];
    const start = ({ user, context, ordinal }: PlacedUser) =>
      running.push(new UserLoop({ ...ports, clock, sink: sinkOf(user.userId) }, { user, context, ordinal }).run());
    this.#start = start;
    for (const [at, ready] of users.entries()) start({ ...ready, ordinal: ordinalOf(assignment.ordinals, at) });
    for (const early of this.#early.splice(0)) start(early);
    let ends: readonly UserEnd[] = [];
    while (ends.length < running.length) ends = await Promise.all(running);
    // With a number of iterations, the load is over when all users have run theirs.
    if (assignment.iterations === undefined) ports.turns.abandon?.();
    for (const timer of this.#timers) timer.cancel();
    return tallyOf(ends);
  }

  /**
   * Follows a changed plan; each user that it adds opens its context when its first turn comes. Returns how many were added. Not to
   * be called when all have ended.
   */
  change({ plan, grown }: ChangedLoad): number {
    const added = grown
      .slice(this.#grown)
      .flatMap(({ totalUsers, users, ordinals }) =>
        this.#options.grow(totalUsers, users).map((user, at) => ({ user, context: undefined, ordinal: ordinalOf(ordinals, at) })),
      );
    this.#grown = Math.max(this.#grown, grown.length);
    for (const placed of added) {
      if (this.#start === undefined) this.#early.push(placed);
      else this.#start(placed);
    }
    this.#followed.change(plan);
    return added.length;
  }

  /** Ends all users at once. Idempotent. */
  interrupt(): void {
    this.#interrupt.abort();
  }

  #loopPorts(t0Ms: number): UserLoopPorts {
    const { clock, assignment, contexts, sink, throttle, observe, describeFailure, onAbort } = this.#options;
    const { onFailure, iterationTimeoutMs, commandTimeoutMs, recycleAfter, iterations } = assignment;
    const interrupt = this.#interrupt.signal;
    const stop = AbortSignal.any([this.#endOfLoad.signal, interrupt]);
    setMaxListeners(0, stop);
    return {
      clock,
      turns: this.#turns(t0Ms, stop),
      onFailure,
      iterationTimeoutMs,
      commandTimeoutMs,
      recycleAfter,
      iterations,
      contexts,
      sink,
      throttle,
      observe,
      describeFailure,
      onAbort,
      interrupt,
      stop,
      onActive: (change) => {
        this.#active += change;
        this.#options.onActiveUsers(this.#active);
      },
    };
  }

  #turns(t0Ms: number, stop: AbortSignal): UserTurns {
    const { clock, assignment, users, sink } = this.#options;
    const { ordinals } = assignment;
    const shared = { clock, t0Ms, stop, endOfLoad: this.#endOfLoad.signal };
    const followed = this.#followed;
    if (isClosed(followed)) return new LoopingTurns({ ...shared, followed });
    const isOurs = (place: number) => {
      const at = (place - 1 - ordinals.offset) / ordinals.stride;
      return Number.isInteger(at) && at >= 0 && at < users.length;
    };
    return new ArrivalTurns({ ...shared, followed: followed as FollowedPlan<OpenLoadPlan>, sink, isOurs });
  }

  /** Waits for an instant or the interruption. Loops because a timer may fire early, and nothing before T0 is measured. */
  async #until(instantMs: number): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#interrupt;
    while (clock.now() < instantMs && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const onAbort = () => {
          timer.cancel();
          resolve();
        };
        const timer = clock.setTimer(
          () => {
            signal.removeEventListener("abort", onAbort);
            resolve();
          },
          Math.max(1, instantMs - clock.now()),
        );
        signal.addEventListener("abort", onAbort, { once: true });
      });
    }
  }

  /** Ends the load with the plan, and the last iterations a while after it. */
  #endWithPlan(t0Ms: number): void {
    const { clock, assignment } = this.#options;
    for (const timer of this.#timers) timer.cancel();
    const endMs = t0Ms + planDurationMs(this.#followed.plan);
    const at = (instantMs: number, act: () => void) => clock.setTimer(act, instantMs - clock.now());
    this.#timers = [
      at(endMs, () => this.#endOfLoad.abort()),
      at(endMs + assignment.iterationTimeoutMs + LAST_INTERRUPT_MS, () => this.interrupt()),
    ];
  }
}

function ordinalOf({ offset, stride }: Assignment["ordinals"], at: number): number {
  return offset + at * stride + 1;
}

function isClosed(followed: FollowedPlan): followed is FollowedPlan<ClosedLoadPlan> {
  return followed.plan.kind === "closed";
}
