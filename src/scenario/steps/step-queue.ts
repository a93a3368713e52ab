/** A step that is called and waits for its turn, runs, or has settled. */
export class QueuedStep {
  readonly operation: string;
  readonly promise: Promise<unknown>;
  /** What the step is once its turn has come; for those who ask where an iteration stands. */
  identity: { readonly number: number; readonly label: string; readonly shown: string } | undefined;

  readonly #callSite: { readonly stack?: string };
  readonly #run: (step: QueuedStep) => Promise<unknown>;
  #resolve!: (value: unknown) => void;
  #reject!: (reason: unknown) => void;
  /** The step that this one was chained on; who awaits a chain awaits every link of it. */
  #previous: QueuedStep | undefined;
  #settled = false;
  #awaited = false;
  #onAwaited: (() => void) | undefined;

  constructor(call: {
    readonly operation: string;
    /** Holds the stack of the call, which is formatted only when somebody reads it. */
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
    // A step that nobody awaits fails its iteration, and raises no unhandled rejection.
    this.promise.catch(() => {});
  }

  /** The stack of the call, without its first line. */
  get callStack(): string {
    return (this.#callSite.stack ?? "").split("\n").slice(1).join("\n");
  }

  /** Whether somebody has asked for the outcome of this step or of one that is chained on it. */
  get awaited(): boolean {
    return this.#awaited;
  }

  /** Somebody asks for the outcome: a failure is theirs to handle. */
  markAwaited(): void {
    if (this.#awaited) return;
    this.#awaited = true;
    this.#onAwaited?.();
    // A loop, as chains can be longer than the stack is deep.
    for (let step = this.#previous; step !== undefined && !step.#awaited; step = step.#previous) {
      step.#awaited = true;
      step.#onAwaited?.();
    }
  }

  /** Calls `listener` when somebody asks for the outcome later. */
  onAwaited(listener: () => void): void {
    this.#onAwaited = listener;
  }

  /** Runs the step; resolves when it has settled, whichever way. `onFailure` is called before anybody else learns of a failure. */
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

  /** Settles the step from outside; whatever its run still brings is ignored. */
  reject(reason: unknown): void {
    this.#settle(() => this.#reject(reason));
  }

  #settle(act: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    act();
  }
}

/** A step whose failure nobody has awaited, so far. */
interface UnhandledFailure {
  readonly step: QueuedStep;
  readonly error: unknown;
}

/**
 * The steps of one scope (an iteration, or one group of it), strictly in order. It starts by itself, a microtask after
 * the first step has come. When a step fails, what waits behind it is skipped with the same error; unless somebody awaits
 * the failed step (or one chained on it), everything that comes later is skipped, too.
 */
export class StepQueue {
  readonly #parent: StepQueue | undefined;
  readonly #waiting: QueuedStep[] = [];
  #current: QueuedStep | undefined;
  #working: Promise<void> | undefined;
  #child: StepQueue | undefined;
  #failure: UnhandledFailure | undefined;
  #accepted = 0;
  #closed = false;

  constructor(parent?: StepQueue) {
    this.#parent = parent;
  }

  /** The failure that nobody has handled, in this scope or in a group of it that is under way. */
  get failure(): UnhandledFailure | undefined {
    return this.#failure ?? this.#child?.failure;
  }

  /** This scope or, once it is closed, the nearest around it that is open. */
  get open(): StepQueue {
    return this.#closed && this.#parent !== undefined ? this.#parent.open : this;
  }

  /** The group in a group … that is under way, else this scope. */
  get innermost(): StepQueue {
    return this.#child?.innermost ?? this;
  }

  /** The step that runs: in a group that is under way, else in this scope, where it may be the group itself. */
  get running(): QueuedStep | undefined {
    return this.#child?.running ?? this.#current;
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

  /** Skips everything that runs or waits, innermost groups first. */
  drop(reason: unknown): void {
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
   * Resolves when the queue is empty and stays so for one turn of the event loop: code that floats has then had its
   * chance to go on. `onIdle` is called each time that the queue is empty.
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

  /** A group of this scope; its step is the current one, so there is one at a time. */
  openGroup(): StepQueue {
    this.#child = new StepQueue(this);
    return this.#child;
  }

  /** Later steps of this group go to the scope around it. */
  close(): void {
    this.#closed = true;
    if (this.#parent !== undefined && this.#parent.#child === this) this.#parent.#child = undefined;
  }

  async #work(): Promise<void> {
    // Whoever called the step goes on first: an `await` of it should be known before it can fail.
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
