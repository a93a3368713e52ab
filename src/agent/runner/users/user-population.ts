import { setMaxListeners } from "node:events";
import type { Clock, Timer } from "../../../base/clock.js";
import { planDurationMs } from "../../../load/load-plan.js";
import type { Assignment } from "../../../protocol/messages.js";
import type { ScenarioUser } from "../../../scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../../../telemetry/telemetry-sink.js";
import { ArrivalTurns } from "./turns/arrival-turns.js";
import { LoopingTurns } from "./turns/looping-turns.js";
import type { UserTurns } from "./turns/user-turns.js";
import type { UserContext } from "./user-contexts.js";
import { type UserEnd, UserLoop, type UserLoopPorts } from "./user-loop.js";

/** A user with an open context. */
export interface ReadyUser {
  readonly user: ScenarioUser;
  readonly context: UserContext;
}

/** How a node's users ended. */
export interface UserTally {
  readonly succeeded: number;
  readonly failed: number;
  readonly neverStarted: number;
}

/** What running the users of a node takes. */
export interface PopulationOptions
  extends Pick<UserLoopPorts, "contexts" | "sink" | "throttle" | "observe" | "describeFailure" | "onAbort"> {
  readonly clock: Clock;
  readonly assignment: Assignment;
  readonly users: readonly ReadyUser[];
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
  readonly #endOfLoad = new AbortController();
  readonly #interrupt = new AbortController();
  readonly #timers: Timer[] = [];
  #active = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    for (const { signal } of [this.#endOfLoad, this.#interrupt]) setMaxListeners(0, signal);
  }

  /** Runs all users from T0 on; resolves when all have ended. */
  async run(t0Ms: number): Promise<UserTally> {
    const { clock, assignment, users, sinkOf } = this.#options;
    await this.#until(t0Ms);
    const endMs = t0Ms + planDurationMs(assignment.plan);
    this.#at(endMs, () => this.#endOfLoad.abort());
    this.#at(endMs + assignment.iterationTimeoutMs + LAST_INTERRUPT_MS, () => this.interrupt());
    this.#options.onActiveUsers(0);
    const ports = this.#loopPorts(t0Ms);
    const { offset, stride } = assignment.ordinals;
    const loops = users.map(({ user, context }, at) => {
      const sink = sinkOf(user.userId);
      return new UserLoop({ ...ports, clock, sink }, { user, context, ordinal: offset + at * stride + 1 });
    });
    const ends = await Promise.all(loops.map((loop) => loop.run()));
    for (const timer of this.#timers) timer.cancel();
    return tally(ends);
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
    const { plan, ordinals } = assignment;
    const shared = { clock, t0Ms, stop, endOfLoad: this.#endOfLoad.signal };
    if (plan.kind === "closed") return new LoopingTurns({ ...shared, plan });
    const isOurs = (place: number) => {
      const at = (place - 1 - ordinals.offset) / ordinals.stride;
      return Number.isInteger(at) && at >= 0 && at < users.length;
    };
    return new ArrivalTurns({ ...shared, plan, sink, isOurs });
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

  #at(instantMs: number, act: () => void): void {
    const { clock } = this.#options;
    this.#timers.push(clock.setTimer(act, instantMs - clock.now()));
  }
}

function tally(ends: readonly UserEnd[]): UserTally {
  const neverStarted = ends.filter((end) => end === "never-started").length;
  const failed = ends.filter((end) => end === "failed" || end === "aborted").length;
  return { succeeded: ends.length - neverStarted - failed, failed, neverStarted };
}
