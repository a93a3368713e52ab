import type { Clock } from "../../../base/clock.js";
import { delay, withAnySignal } from "../../../base/deadline.js";
import { messageOf } from "../../../base/errors.js";
import type {
  IterationObserver,
  IterationPorts,
  IterationResult,
  ScenarioUser,
  ThrottlePort,
} from "../../../scenario/iteration/iteration-ports.js";
import type { PagePort } from "../../../scenario/page-port.js";
import type { FailureSample, TelemetrySink } from "../../../telemetry/telemetry-sink.js";
import { ContextRecycling } from "./context-recycling.js";
import type { TurnWait, UserTurn, UserTurns } from "./turns/user-turns.js";
import { isOptionsFault } from "./user-browser-options.js";
import type { UserContext, UserContexts } from "./user-contexts.js";
import type { UserEnd } from "./user-end.js";

/** What {@link UserLoop} acts through. */
export interface UserLoopPorts {
  readonly clock: Clock;
  readonly turns: UserTurns;
  readonly onFailure: "replace" | "continue" | "stop";
  readonly iterationTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** Iterations after which a user gets a fresh context; 0 for never. */
  readonly recycleAfter: number;
  /** Iterations after which the user ends; `undefined` for no limit. */
  readonly iterations?: number | undefined;
  readonly contexts: UserContexts;
  readonly throttle?: ThrottlePort | undefined;
  readonly sink: TelemetrySink;
  readonly observe: (userId: number, page: PagePort) => IterationObserver;
  /** Describes a failed iteration for the report. */
  readonly describeFailure: (result: IterationResult, userId: number) => FailureSample;
  /** Aborts when all users have to end at once. */
  readonly interrupt: AbortSignal;
  /** Aborts when all users have to end at once, or the load is over. */
  readonly stop: AbortSignal;
  readonly onAbort: (reason: string, userId: number) => void;
  /** Called when a user becomes active (1) or inactive (-1). */
  readonly onActive: (change: 1 | -1) => void;
}

/** The user itself. */
export interface LoopingUser {
  readonly user: ScenarioUser;
  /** Its position in a ramp, from 1. */
  readonly ordinal: number;
  /** The context that was opened while the run was prepared. */
  readonly context: UserContext | undefined;
}

/** `afterUser` runs after the load, whose end must not cut its waits. */
const NEVER = new AbortController().signal;
const BACK_OFF_MS = { first: 100, most: 5000 };

/**
 * One user, from T0 until it ends.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | waiting | active, ended | it is the user's turn; there are no more turns |
 * | active | waiting | the iteration is over and the next turn is not due |
 * | active | resting | an iteration failed, or no context could be opened |
 * | active | ended | it has run all its iterations, halted, aborted, was interrupted, or failed with `onFailure: "stop"` |
 * | resting | waiting | the pause after a failure is over |
 *
 * A waiting user without further turns leaves: its context is closed. If a changed plan wants it again, it comes back as a new one.
 */
export class UserLoop {
  readonly #ports: UserLoopPorts;
  readonly #self: LoopingUser;
  #state: "waiting" | "active" | "resting" | "ended" = "waiting";
  readonly #recycling: ContextRecycling;
  #context: UserContext | undefined;
  /** The context in which `beforeUser` has completed. */
  #begun: UserContext | undefined;
  #started = false;
  /** It has left, and would come back with a new context. */
  #hasLeft = false;
  /** Why the user needs another context. */
  #replacing: "failure" | "browser-crash" | undefined;
  #failuresInARow = 0;
  /** Iterations that came to an end; `beforeUser` counts when it failed. */
  #iterations = 0;
  readonly #wait: TurnWait = { onWait: () => this.#become("waiting"), onLeave: () => this.#leave() };

  constructor(ports: UserLoopPorts, self: LoopingUser) {
    this.#ports = ports;
    this.#self = self;
    this.#context = self.context;
    this.#recycling = new ContextRecycling({ ...ports, userId: self.user.userId });
  }

  /** Runs until the user has ended; never rejects. */
  async run(): Promise<UserEnd> {
    const end = await this.#loop();
    await this.#finish(end);
    this.#become("ended");
    await this.#closeContext();
    if (!this.#started) return "never-started";
    this.#ports.sink.count("users_ended", end, 1, this.#ports.clock.now());
    return end;
  }

  async #loop(): Promise<UserEnd> {
    const { stop, interrupt } = this.#ports;
    for (let turn = await this.#nextTurn(); turn !== undefined; turn = await this.#nextTurn()) {
      const context = await this.#readyContext(turn.cut);
      if (context === undefined || stop.aborted || turn.cut.aborted) {
        // Another user may take it while this one rests.
        turn.giveBack();
        if (context === undefined && !turn.cut.aborted) await this.#backOff();
        continue;
      }
      // A user has started once it has a context to act in.
      if (!this.#started) this.#ports.sink.count("users_started", undefined, 1, this.#ports.clock.now());
      this.#started = true;
      const end = await this.#take(turn, context);
      if (end !== undefined) return end;
    }
    return interrupt.aborted && !this.#hasLeft ? "interrupted" : "end";
  }

  async #leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#finish("end");
    await this.#closeContext();
    this.#begun = undefined;
    this.#self.user.resetAssigns();
  }

  /** Waits for the user's next turn; `undefined` when there are no more. */
  async #nextTurn(): Promise<UserTurn | undefined> {
    const turn = await this.#ports.turns.next(this.#self.ordinal, this.#wait);
    if (turn === undefined) return undefined;
    this.#hasLeft = false;
    this.#become("active");
    return turn;
  }

  /** The user's context, opened or recycled if necessary; `undefined` when that failed, or the turn was over before. */
  async #readyContext(cut: AbortSignal): Promise<UserContext | undefined> {
    const { contexts, sink, clock, stop } = this.#ports;
    if (this.#context !== undefined && !contexts.isCurrent(this.#context)) this.#forgetContext();
    if (this.#context !== undefined && !this.#recycling.isDue) return this.#context;
    const [{ user }, old] = [this.#self, this.#context];
    this.#context = undefined;
    try {
      const open = () => withAnySignal([stop, cut], (signal) => contexts.open(user.userId, signal));
      this.#context = await (old === undefined ? open() : this.#recycling.renew(old));
      if (old !== undefined && this.#begun === old && this.#recycling.isOnlySpent) this.#begun = this.#context;
      this.#recycling.begin();
    } catch (error) {
      const category = isOptionsFault(error) ? "scenario" : "browser";
      if (!stop.aborted && !cut.aborted) sink.failure({ category, message: messageOf(error), userId: user.userId }, clock.now());
      return undefined;
    }
    if (this.#replacing !== undefined) sink.count("users_replaced", this.#replacing, 1, clock.now());
    this.#replacing = undefined;
    return this.#context;
  }

  /** Uses a turn: runs `beforeUser` in a new context, then an iteration. */
  async #take(turn: UserTurn, context: UserContext): Promise<UserEnd | undefined> {
    if (this.#begun !== context) {
      const end = await this.#begin(context, turn);
      if (this.#begun !== context) return end;
      if (end !== undefined || this.#ports.stop.aborted) {
        turn.giveBack();
        return end;
      }
    }
    return this.#iterate(context, turn);
  }

  /** Runs `beforeUser`. Its failure counts as a failed iteration without a duration. */
  async #begin(context: UserContext, turn: UserTurn): Promise<UserEnd | undefined> {
    const result = await this.#self.user.runHook("beforeUser", this.#portsOf(context, turn.cut));
    if (result?.outcome === "failed" || result?.outcome === "interrupted") turn.giveBack();
    if (result?.outcome === "failed") return this.#failed(result, context);
    if (result?.outcome !== "interrupted") this.#begun = context;
    return result?.halted === false ? undefined : result?.halted;
  }

  /** Runs `afterUser`, unless all users have to end at once or the browser has crashed. */
  async #finish(end: UserEnd): Promise<void> {
    const context = this.#context;
    const { contexts, interrupt, sink, describeFailure, onAbort } = this.#ports;
    const { user } = this.#self;
    if (context === undefined || this.#begun !== context || end === "aborted" || interrupt.aborted) return;
    const result = await user.runHook("afterUser", this.#portsOf(context, NEVER));
    if (result?.outcome !== "failed" || !(await contexts.isAlive(context))) return;
    this.#count(result, "failed");
    sink.failure(describeFailure(result, user.userId), result.endedAtMs);
    if (result.abortReason !== undefined) onAbort(result.abortReason, user.userId);
  }

  /** Runs one iteration; resolves to how the user ended, if it did. */
  async #iterate(context: UserContext, turn: UserTurn): Promise<UserEnd | undefined> {
    const result = await this.#self.user.runIteration(this.#portsOf(context, turn.cut));
    turn.end();
    this.#recycling.iterationEnded(result.contextAfter);
    if (result.outcome === "failed") return this.#failed(result, context, () => this.#time(result, turn));
    this.#count(result, result.outcome);
    this.#time(result, turn);
    if (result.outcome === "succeeded") this.#failuresInARow = 0;
    if (result.halted !== false) return result.halted;
    return result.outcome !== "interrupted" && this.#isDone() ? "iterations-done" : undefined;
  }

  /** Handles a failure. `onCounted` is called if it is the iteration's own, and not a crash of the browser. */
  async #failed(result: IterationResult, context: UserContext, onCounted = () => {}): Promise<UserEnd | undefined> {
    const { contexts, onFailure, onAbort, sink, describeFailure } = this.#ports;
    const { user } = this.#self;
    const { abortReason } = result;
    if (abortReason === undefined && !(await contexts.isAlive(context))) {
      this.#count(result, "abortedInfra");
      this.#forgetContext();
      return undefined;
    }
    this.#count(result, "failed");
    onCounted();
    sink.failure(describeFailure(result, user.userId), result.endedAtMs);
    if (abortReason !== undefined) {
      onAbort(abortReason, user.userId);
      return "aborted";
    }
    if (onFailure === "stop") return "failed";
    if (this.#isDone()) return "iterations-done";
    if (onFailure === "replace") {
      await this.#closeContext();
      this.#replace("failure");
    }
    await this.#backOff();
    return undefined;
  }

  /** Counts an iteration that came to an end; returns whether it was the user's last. */
  #isDone(): boolean {
    this.#iterations += 1;
    return this.#iterations === this.#ports.iterations;
  }

  #portsOf({ page, openContext }: UserContext, endOfLoad: AbortSignal): IterationPorts {
    const { clock, observe, throttle, commandTimeoutMs, iterationTimeoutMs, interrupt } = this.#ports;
    const observer = observe(this.#self.user.userId, page);
    return { page, openContext, clock, observer, throttle, commandTimeoutMs, iterationTimeoutMs, endOfLoad, interrupt };
  }

  #count(result: IterationResult, outcome: IterationResult["outcome"] | "abortedInfra"): void {
    this.#ports.sink.count("iterations", outcome, 1, result.endedAtMs);
  }

  #time({ outcome, startedAtMs, endedAtMs, pausedMs }: IterationResult, { intendedAtMs }: UserTurn): void {
    if (outcome === "interrupted") return;
    const { sink } = this.#ports;
    const since = (fromMs: number) => Math.max(0, endedAtMs - fromMs - pausedMs);
    sink.sample("iteration_duration", outcome, since(startedAtMs), endedAtMs, startedAtMs);
    if (intendedAtMs === undefined) return;
    sink.sample("iteration_duration_from_intended", outcome, since(intendedAtMs), endedAtMs, intendedAtMs);
  }

  /** The browser has crashed, and the context is gone with it. */
  #forgetContext(): void {
    this.#context = undefined;
    this.#replace("browser-crash");
  }

  #replace(reason: "failure" | "browser-crash"): void {
    this.#replacing = reason;
    this.#self.user.resetAssigns();
  }

  async #closeContext(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (context !== undefined) await this.#ports.contexts.close(context);
  }

  async #backOff(): Promise<void> {
    this.#failuresInARow += 1;
    this.#become("resting");
    await this.#pause(Math.min(BACK_OFF_MS.most, BACK_OFF_MS.first * 2 ** Math.min(16, this.#failuresInARow - 1)));
  }

  async #pause(ms: number): Promise<void> {
    const { clock, stop } = this.#ports;
    await delay(ms, { clock, signal: stop }).catch(() => {});
  }

  /** The only place that changes the state. A user that rests after a failure counts as active. */
  #become(state: "waiting" | "active" | "resting" | "ended"): void {
    const counts = (of: typeof state) => of === "active" || of === "resting";
    const change = Number(counts(state)) - Number(counts(this.#state));
    this.#state = state;
    if (change !== 0) this.#ports.onActive(change > 0 ? 1 : -1);
  }
}
