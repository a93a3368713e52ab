import { setMaxListeners } from "node:events";
import { deferred } from "../../base/deadline.js";
import type { Context } from "../authoring/context-types.js";
import type { UserFunction } from "../authoring/scenario-types.js";
import type { Assigns, State } from "../steps/arguments/step-options.js";
import { type PlacedIteration, places } from "../steps/place.js";
import { type QueuedStep, StepQueue } from "../steps/step-queue.js";
import { argumentState } from "./argument-state.js";
import { replyInIteration } from "./dialog-answers.js";
import { DrawnRows } from "./drawn-rows.js";
import { type Ending, type EndSignal, endSignal } from "./end-signal.js";
import { failureByError, failureByTimeout } from "./iteration-failure.js";
import { IterationPages } from "./iteration-pages.js";
import type { IterationFailure, IterationPorts, IterationResult, IterationScope, ThrottleLease } from "./iteration-ports.js";
import { throwIfRefused } from "./page-judgement.js";
import { TimeBudget } from "./time-budget.js";
import { UnawaitedSteps } from "./unawaited-steps.js";
import type { UserEnvironment } from "./user-environment.js";

/** Which iteration or hook it is, and its code. */
export interface IterationIdentity {
  readonly iteration: number;
  readonly scope: IterationScope;
  readonly run: UserFunction;
}

/**
 * One iteration while it runs. It ends when `run` has returned and the queue is empty, or with the first {@link Ending}: then
 * every step rejects with the end signal, the operation under way is aborted, and `run` unwinds; a timeout and an interrupt
 * do not wait for that. After its end the iteration is over: later steps reject and are counted.
 */
export class RunningIteration implements PlacedIteration {
  readonly user: UserEnvironment;
  /** Its `page` is the one that steps act on now. */
  readonly ports: IterationPorts;
  readonly pages: IterationPages;
  readonly iteration: number;
  readonly scope: IterationScope;
  readonly random: () => number;
  readonly rows: DrawnRows;
  readonly queue = new StepQueue();
  readonly unawaited = new UnawaitedSteps();
  /** The last step whose value was read without `as`. */
  lastRead: QueuedStep | undefined;
  readonly budget: TimeBudget;
  readonly #createContext: (iteration: RunningIteration, queue: StepQueue) => Context;
  readonly #explain: (error: unknown) => string;
  readonly #abort = new AbortController();
  readonly #forced = deferred<void>();
  readonly #leases = new Set<() => void>();
  readonly #run: UserFunction;
  readonly #startedAtMs: number;
  #endedAtMs: number;
  #steps = 0;
  #timeoutMs: number;
  #ending: Ending | undefined;
  #endSignal: EndSignal | undefined;
  #over = false;
  /** State of the context for the user's next iteration. */
  contextAfter: NonNullable<IterationResult["contextAfter"]> = "kept";

  constructor(
    user: UserEnvironment,
    ports: IterationPorts,
    given: IterationIdentity & {
      readonly createContext: (iteration: RunningIteration, queue: StepQueue) => Context;
      /** The message for an error that the scenario's own code threw. */
      readonly explain: (error: unknown) => string;
    },
  ) {
    this.user = user;
    const pages = new IterationPages(ports);
    this.pages = pages;
    this.ports = {
      ...ports,
      get page() {
        return pages.current;
      },
    };
    this.iteration = given.iteration;
    this.scope = given.scope;
    this.random = user.randomOf(given.iteration, given.scope);
    this.rows = new DrawnRows(user.rows, { userId: user.userId, iteration: given.iteration, scope: given.scope });
    this.#run = given.run;
    this.#createContext = given.createContext;
    this.#explain = given.explain;
    this.#startedAtMs = ports.clock.now();
    this.#endedAtMs = this.#startedAtMs;
    this.#timeoutMs = ports.iterationTimeoutMs;
    this.budget = new TimeBudget(ports.clock, ports.iterationTimeoutMs, () => this.#timedOut());
  }

  /** The state that functions among the arguments of steps receive. */
  readonly state: State = argumentState(this);

  get assigns(): Readonly<Assigns> {
    return this.user.assigns.current;
  }

  /** Aborted when the iteration ends before its steps do. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The error with which steps reject after an ending. */
  get endSignal(): EndSignal | undefined {
    return this.#endSignal;
  }

  get halted(): boolean {
    return this.#ending?.kind === "halted" || this.#ending?.kind === "usedUp";
  }

  get failed(): boolean {
    const kind = this.#ending?.kind;
    return kind === "failed" || kind === "aborted" || (kind === undefined && this.queue.failure !== undefined);
  }

  /** No step may run any more: the page belongs to the next iteration. */
  get over(): boolean {
    return this.#over;
  }

  nextStepNumber(): number {
    this.#steps += 1;
    return this.#steps;
  }

  contextFor(queue: StepQueue): Context {
    return this.#createContext(this, queue);
  }

  /** Runs the iteration to its end; its popups stay open. Never rejects. */
  async perform(): Promise<IterationResult> {
    const { interrupt } = this.ports;
    const onInterrupt = () => this.#endNow({ kind: "interrupted" });
    // All users of a node listen to the same signals; Node.js would warn of a leak.
    setMaxListeners(0, interrupt, this.ports.endOfLoad, this.signal);
    interrupt.addEventListener("abort", onInterrupt, { once: true });
    this.user.current.iteration = this;
    if (interrupt.aborted) onInterrupt();
    else await Promise.race([this.#runToItsEnd(), this.#forced.promise.then(turn)]);
    interrupt.removeEventListener("abort", onInterrupt);
    this.#seal();
    return this.#result();
  }

  /** Closes its popups and contexts, which must not go on into the next iteration. After an interrupt, the user's end closes them. */
  async closeOpened(): Promise<void> {
    if (!this.ports.interrupt.aborted) await this.pages.closeOpened(CLOSING_MS);
  }

  /** Ends the iteration early. Only the first ending counts. */
  end(ending: Ending): void {
    if (this.#ending !== undefined || this.#over) return;
    this.#ending = ending;
    this.#endSignal = endSignal(ending);
    this.#endedAtMs = this.ports.clock.now();
    this.budget.endPauses();
    this.queue.drop(this.#endSignal);
    this.#abort.abort(this.#endSignal);
    this.unawaited.end(this.#endSignal);
  }

  /** Handles an unhandled rejection or exception of this iteration's code. */
  strayed(error: unknown): void {
    if (this.#over) this.ports.observer.lateStep("unhandled rejection");
    else this.end({ kind: "failed", failure: this.failureOf(error, "stray") });
  }

  throwIfEnded(): void {
    if (this.#endSignal !== undefined) throw this.#endSignal;
  }

  /** The time that it may take. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /** Changes the time that it may take; what it has taken so far counts. */
  limitTo(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.budget.limitTo(timeoutMs);
  }

  /** Waits without counting the time; the end of the load interrupts the wait. */
  async paused<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { endOfLoad } = this.ports;
    const onEndOfLoad = () => this.end({ kind: "interrupted" });
    if (endOfLoad.aborted) onEndOfLoad();
    this.throwIfEnded();
    const resume = this.budget.pause();
    endOfLoad.addEventListener("abort", onEndOfLoad, { once: true });
    try {
      return await wait(this.signal);
    } finally {
      endOfLoad.removeEventListener("abort", onEndOfLoad);
      resume();
    }
  }

  /** Waits without counting the time; the end of the load does not interrupt the wait. */
  async uncounted<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const resume = this.budget.pause();
    try {
      return await wait(this.signal);
    } finally {
      resume();
    }
  }

  /** Holds a lease until the returned function is called or the iteration is over. */
  hold(lease: ThrottleLease): () => void {
    const release = () => {
      if (this.#leases.delete(release)) lease.release();
    };
    this.#leases.add(release);
    if (this.#over) release();
    return release;
  }

  failureOf(error: unknown, category: "scenario" | "stray"): IterationFailure {
    return failureByError(this, error, { category, explain: this.#explain });
  }

  /** The page's URL; `undefined` when the page is gone. */
  pageUrl(): string | undefined {
    try {
      return this.ports.page.url();
    } catch {
      return undefined;
    }
  }

  async #runToItsEnd(): Promise<void> {
    const { userId, config } = this.user;
    const place = { iteration: this, queue: this.queue, argumentOf: undefined };
    const touch = () => {
      this.#endedAtMs = this.ports.clock.now();
    };
    const { own } = this.pages;
    // A document that the previous iteration requested must not fail this one.
    own.takeRefusedDocument(() => true);
    own.dialogs.answerWith((dialog) => replyInIteration(this, dialog));
    try {
      await places.run(place, async () => this.#run(this.contextFor(this.queue), userId, config));
      await this.queue.drained(touch);
      if (this.queue.failure !== undefined) throw this.queue.failure.error;
      if (this.#endSignal === undefined) throwIfRefused(this, "after the last step");
    } catch (error) {
      touch();
      this.end({ kind: "failed", failure: this.failureOf(error, "scenario") });
    }
  }

  #timedOut(): void {
    const { running, failure } = this.queue;
    if (failure !== undefined) {
      this.#endNow({ kind: "failed", failure: this.failureOf(failure.error, "scenario") });
      return;
    }
    this.#endNow({ kind: "failed", failure: failureByTimeout(this, running) });
  }

  /** Ends the iteration without waiting for its code to unwind. */
  #endNow(ending: Ending): void {
    this.end(ending);
    this.#endedAtMs = this.ports.clock.now();
    this.#forced.resolve();
  }

  #seal(): void {
    this.#over = true;
    this.budget.stop();
    for (const release of [...this.#leases]) release();
  }

  #result(): IterationResult {
    const ending = this.#ending;
    const failed = ending?.kind === "failed" || ending?.kind === "aborted";
    return {
      outcome: failed ? "failed" : ending?.kind === "interrupted" || ending?.kind === "usedUp" ? "interrupted" : "succeeded",
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      pausedMs: this.budget.pausedMs,
      halted: ending?.kind === "halted" ? "halted" : ending?.kind === "usedUp" && "data-used-up",
      abortReason: ending?.kind === "aborted" ? ending.reason : undefined,
      contextAfter: this.contextAfter,
      failure: failed ? ending.failure : undefined,
    };
  }
}

/** Ample for the last measurements of popups, and for closing them. */
const CLOSING_MS = 2000;

/** One turn of the event loop, so that `finally` blocks of the scenario can run. */
function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
