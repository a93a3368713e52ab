/** A step that was called: it waits for its turn, runs, or has settled. */
export class QueuedStep {
  readonly operation: string;
  readonly promise: Promise<unknown>;
  /** Identifies the step once its turn has come, for messages about where an iteration is. */
  identity: { readonly number: number; readonly label: string; readonly shown: string } | undefined;

  readonly #callSite: { readonly stack?: string };
  readonly #run: (step: QueuedStep) => Promise<unknown>;
  #resolve!: (value: unknown) => void;
  #reject!: (reason: unknown) => void;
  /** The step that this one was chained on. Awaiting a chain awaits every link of it. */
  #previous: QueuedStep | undefined;
  #settled = false;
  #awaited = false;
  #onAwaited: (() => void) | undefined;

  constructor(call: {
    readonly operation: string;
    /** Captures the stack of the call, which V8 formats only when it is read. */
    readonly callSite: { readonly stack?: string };
    readonly previous: QueuedStep | undefined;
    readonly run: (step: QueuedStep) => Promise<unknown>;
  }) {
    this.operation = call.operation;
    this.#callSite = call.callSite;
    this.#previous = call.previous;
    this.#run = call.run;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A failed step that is never awaited fails its iteration; it must not raise an unhandled rejection.
    this.promise.catch(() => {});
  }

  /** The stack of the call, without its first line. */
  get callStack(): string {
    return (this.#callSite.stack ?? "").split("\n").slice(1).join("\n");
  }

  /** Whether this step, or one chained on it, was awaited. */
  get awaited(): boolean {
    return this.#awaited;
  }

  /** Records that the step is awaited: whoever awaits it handles its failure. */
  markAwaited(): void {
    if (this.#awaited) return;
    this.#awaited = true;
    this.#onAwaited?.();
    // A loop instead of recursion: long chains would overflow the stack.
    for (let step = this.#previous; step !== undefined && !step.#awaited; step = step.#previous) {
      step.#awaited = true;
      step.#onAwaited?.();
    }
  }

  /** Calls `listener` when the step is awaited later. */
  onAwaited(listener: () => void): void {
    this.#onAwaited = listener;
  }

  /** Runs the step; resolves when it has settled, either way. `onFailure` is called before the step's promise rejects. */
  async start(onFailure: (error: unknown) => void): Promise<void> {
    this.#run(this).then(
      (value) => {
        this.#settle(() => this.#resolve(value));
        this.#previous = undefined;
      },
      (error: unknown) => {
        if (!this.#settled) onFailure(error);
        this.reject(error);
      },
    );
    await this.promise.catch(() => {});
  }

  /** Rejects the step from outside; the outcome of its run is then ignored. */
  reject(reason: unknown): void {
    this.#settle(() => this.#reject(reason));
  }

  #settle(act: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    act();
  }
}

/** A failure that nobody has awaited so far. */
interface UnhandledFailure {
  readonly step: QueuedStep;
  readonly error: unknown;
}

/**
 * Runs the steps of one scope (an iteration, or a group in it) strictly in order. It starts by itself, a microtask after the
 * first step was added. When a step fails, the steps behind it are skipped with the same error. Unless the failed step (or one
 * chained on it) is awaited, all later steps are skipped, too.
 */
export class StepQueue {
  readonly #parent: StepQueue | undefined;
  readonly #waiting: QueuedStep[] = [];
  /** Steps that run beside those of the queue. */
  readonly #beside = new Set<QueuedStep>();
  #current: QueuedStep | undefined;
  #working: Promise<void> | undefined;
  #child: StepQueue | undefined;
  #failure: UnhandledFailure | undefined;
  #accepted = 0;
  #closed = false;

  constructor(parent?: StepQueue) {
    this.#parent = parent;
  }

  /** The unhandled failure in this scope or in its running group. */
  get failure(): UnhandledFailure | undefined {
    return this.#failure ?? this.#child?.failure;
  }

  /** This scope or, when it is closed, the nearest open scope around it. */
  get open(): StepQueue {
    return this.#closed && this.#parent !== undefined ? this.#parent.open : this;
  }

  /** The innermost running group, or this scope when no group runs. */
  get innermost(): StepQueue {
    return this.#child?.innermost ?? this;
  }

  /** The step that runs, in the innermost running group; the group itself when none of its steps runs. */
  get running(): QueuedStep | undefined {
    return this.#child?.running ?? this.#current ?? [...this.#beside].at(-1);
  }

  add(step: QueuedStep): void {
    if (this.#failure !== undefined) {
      step.reject(this.#failure.error);
      return;
    }
    this.#waiting.push(step);
    this.#accepted += 1;
    this.#working ??= this.#work();
  }

  /** Runs a step now, whatever else runs: whoever called it handles its failure. */
  async runBeside(step: QueuedStep): Promise<void> {
    this.#beside.add(step);
    await step.start(() => {});
    this.#beside.delete(step);
  }

  /** Rejects the steps that still run beside those of the queue; returns whether there were any. */
  giveUpBeside(reasonOf: (step: QueuedStep) => Error): boolean {
    const steps = [...this.#beside];
    for (const step of steps) step.reject(reasonOf(step));
    return steps.length > 0;
  }

  /** Rejects every running and waiting step, those of the innermost group first. */
  drop(reason: unknown): void {
    for (const step of this.#beside) step.reject(reason);
    this.#child?.drop(reason);
    this.#current?.reject(reason);
    this.skipWaiting(reason);
  }

  skipWaiting(reason: unknown): void {
    for (const step of this.#waiting.splice(0)) step.reject(reason);
  }

  /** Resolves when no step runs or waits. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /**
   * Resolves when the queue is empty and stays empty for one turn of the event loop, in which floating code can add steps.
   * Calls `onIdle` each time the queue is empty.
   */
  async drained(onIdle: () => void): Promise<void> {
    for (;;) {
      await this.idle();
      onIdle();
      const accepted = this.#accepted;
      await new Promise((done) => setImmediate(done));
      if (this.#accepted === accepted) return;
    }
  }

  /** Opens a group for the current step, so there is one at a time. */
  openGroup(): StepQueue {
    this.#child = new StepQueue(this);
    return this.#child;
  }

  /** Closes the group: later steps go to the scope around it. */
  close(): void {
    this.#closed = true;
    if (this.#parent !== undefined && this.#parent.#child === this) this.#parent.#child = undefined;
  }

  async #work(): Promise<void> {
    // The caller goes on first, so that an `await` of the step is known before the step can fail.
    await Promise.resolve();
    for (let step = this.#waiting.shift(); step !== undefined; step = this.#waiting.shift()) {
      const started = step;
      this.#current = started;
      await started.start((error) => this.#failed(started, error));
    }
    this.#current = undefined;
    this.#working = undefined;
  }

  #failed(step: QueuedStep, error: unknown): void {
    if (!step.awaited) {
      this.#failure = { step, error };
      step.onAwaited(() => {
        if (this.#failure?.step === step) this.#failure = undefined;
      });
    }
    this.skipWaiting(error);
  }
}
