import type { Clock } from "../base/clock.js";
import { delay } from "../base/deadline.js";
import { messageOf } from "../base/errors.js";
import { isUserWanted, type LoadPlan, nextChange } from "../load/load-plan.js";
import type { IterationObserver, IterationResult, ScenarioUser } from "../scenario/iteration.js";
import type { PagePort } from "../scenario/page-port.js";
import type { FailureSample, TelemetrySink } from "../telemetry/telemetry-sink.js";
import { ContextRecycling } from "./context-recycling.js";
import type { UserContext, UserContexts } from "./user-contexts.js";

/** How a user ended. */
export type UserEnd = "end" | "halted" | "failed" | "aborted" | "interrupted" | "never-started";

/** What a user's loop acts through. */
export interface UserLoopPorts {
  readonly clock: Clock;
  readonly plan: LoadPlan;
  /** The instant at which the plan begins. */
  readonly t0Ms: number;
  readonly onFailure: "replace" | "continue" | "stop";
  readonly iterationTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** Iterations after which a user gets a fresh context; 0 for never. */
  readonly recycleAfter: number;
  readonly contexts: UserContexts;
  readonly sink: TelemetrySink;
  readonly observe: (userId: number, page: PagePort) => IterationObserver;
  /** Makes of a failed iteration what the report shows. */
  readonly describeFailure: (result: IterationResult, userId: number) => FailureSample;
  /** The load is over. */
  readonly endOfLoad: AbortSignal;
  /** End at once. */
  readonly interrupt: AbortSignal;
  /** Either of the two. */
  readonly stop: AbortSignal;
  readonly onAbort: (reason: string, userId: number) => void;
  /** A user became active (1), or is not any more (-1). */
  readonly onActive: (change: 1 | -1) => void;
}

/** The user itself. */
export interface LoopingUser {
  readonly user: ScenarioUser;
  /** Its place in a ramp, from 1. */
  readonly ordinal: number;
  readonly random: () => number;
  /** The context that was opened for it while the run was prepared. */
  readonly context: UserContext | undefined;
}

const BACK_OFF_MS = { first: 100, most: 5000 };

/**
 * One user of the closed model, from T0 until it ends.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | waiting | active, ended | the plan wants the user; will not want it any more |
 * | active | waiting | an iteration is over and the plan does not want the user for now |
 * | active | resting | an iteration failed, or no context could be opened |
 * | active | ended | it halted, aborted, was interrupted, or failed with `onFailure: "stop"` |
 * | resting | waiting | the pause after a failure is over |
 */
export class UserLoop {
  readonly #ports: UserLoopPorts;
  readonly #self: LoopingUser;
  #state: "waiting" | "active" | "resting" | "ended" = "waiting";
  readonly #recycling: ContextRecycling;
  #context: UserContext | undefined;
  #started = false;
  /** Why the next context is not the first one. */
  #replacing: "failure" | "browser-crash" | undefined;
  #failuresInARow = 0;

  constructor(ports: UserLoopPorts, self: LoopingUser) {
    this.#ports = ports;
    this.#self = self;
    this.#context = self.context;
    this.#recycling = new ContextRecycling({ ...ports, userId: self.user.userId });
  }

  /** Runs until the user has ended; never rejects. */
  async run(): Promise<UserEnd> {
    const end = await this.#loop();
    this.#become("ended");
    await this.#closeContext();
    if (!this.#started) return "never-started";
    this.#ports.sink.count("users_ended", end, 1, this.#ports.clock.now());
    return end;
  }

  async #loop(): Promise<UserEnd> {
    const { stop, interrupt } = this.#ports;
    while (await this.#untilWanted()) {
      const context = await this.#readyContext();
      if (context === undefined || stop.aborted) continue;
      const end = await this.#iterate(context);
      if (end !== undefined) return end;
    }
    return interrupt.aborted ? "interrupted" : "end";
  }

  /** Whether the plan wants the user, waiting for that; `false` when it will not. */
  async #untilWanted(): Promise<boolean> {
    const { clock, plan, t0Ms, stop, sink } = this.#ports;
    const { ordinal } = this.#self;
    while (!stop.aborted) {
      const atMs = clock.now() - t0Ms;
      if (isUserWanted(plan, ordinal, atMs)) {
        if (!this.#started) sink.count("users_started", undefined, 1, clock.now());
        this.#started = true;
        this.#become("active");
        return true;
      }
      this.#become("waiting");
      const next = nextChange(plan, ordinal, { fromMs: atMs, wanted: true });
      if (next === undefined) return false;
      // At the instant itself rounding may still say no: time must go on in any case.
      await this.#pause(Math.max(1, next - atMs));
    }
    return false;
  }

  /** The user's context, a new one where it has none; after a failure to open one, `undefined` and a pause. */
  async #readyContext(): Promise<UserContext | undefined> {
    const { contexts, sink, clock, stop } = this.#ports;
    if (this.#context !== undefined && !contexts.isCurrent(this.#context)) this.#forgetContext();
    if (this.#context !== undefined && !this.#recycling.isDue) return this.#context;
    const { user } = this.#self;
    const old = this.#context;
    this.#context = undefined;
    try {
      this.#context = await (old === undefined ? contexts.open(user.userId, stop) : this.#recycling.renew(old));
      this.#recycling.begin();
    } catch (error) {
      if (stop.aborted) return undefined;
      sink.failure({ category: "browser", message: messageOf(error), userId: user.userId }, clock.now());
      await this.#backOff();
      return undefined;
    }
    if (this.#replacing !== undefined) sink.count("users_replaced", this.#replacing, 1, clock.now());
    this.#replacing = undefined;
    return this.#context;
  }

  /** One iteration; resolves to how the user ended when it did. */
  async #iterate(context: UserContext): Promise<UserEnd | undefined> {
    const result = await this.#runIteration(context);
    this.#recycling.iterationEnded();
    if (result.outcome === "failed") return this.#failed(result, context);
    this.#count(result, result.outcome);
    if (result.outcome === "succeeded") this.#failuresInARow = 0;
    return result.halted ? "halted" : undefined;
  }

  async #failed(result: IterationResult, context: UserContext): Promise<UserEnd | undefined> {
    const { contexts, onFailure, onAbort, sink, describeFailure } = this.#ports;
    const { user } = this.#self;
    const { abortReason } = result;
    if (abortReason === undefined && !(await contexts.isAlive(context))) {
      this.#count(result, "abortedInfra");
      this.#forgetContext();
      return undefined;
    }
    this.#count(result, "failed");
    sink.failure(describeFailure(result, user.userId), result.endedAtMs);
    if (abortReason !== undefined) {
      onAbort(abortReason, user.userId);
      return "aborted";
    }
    if (onFailure === "stop") return "failed";
    if (onFailure === "replace") {
      await this.#closeContext();
      this.#replace("failure");
    }
    await this.#backOff();
    return undefined;
  }

  #runIteration({ page }: UserContext): Promise<IterationResult> {
    const { clock, observe, commandTimeoutMs, iterationTimeoutMs, endOfLoad, interrupt } = this.#ports;
    const { user, random } = this.#self;
    const observer = observe(user.userId, page);
    return user.runIteration({ page, clock, observer, random, commandTimeoutMs, iterationTimeoutMs, endOfLoad, interrupt });
  }

  #count(result: IterationResult, outcome: IterationResult["outcome"] | "abortedInfra"): void {
    const { sink } = this.#ports;
    const { startedAtMs, endedAtMs, pausedMs } = result;
    sink.count("iterations", outcome, 1, endedAtMs);
    if (outcome !== "succeeded" && outcome !== "failed") return;
    sink.sample("iteration_duration", outcome, Math.max(0, endedAtMs - startedAtMs - pausedMs), endedAtMs, startedAtMs);
  }

  /** The browser is gone, and the context with it. */
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

  /** The one place that changes the state. A user that rests after a failure still is one of the active users. */
  #become(state: "waiting" | "active" | "resting" | "ended"): void {
    const counts = (of: typeof state) => of === "active" || of === "resting";
    const change = Number(counts(state)) - Number(counts(this.#state));
    this.#state = state;
    if (change !== 0) this.#ports.onActive(change > 0 ? 1 : -1);
  }
}
