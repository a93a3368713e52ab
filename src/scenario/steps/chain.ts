import type { Context, StepName } from "../authoring/context-types.js";
import { EndSignal } from "../iteration/end-signal.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import { ASSIGN_STEPS } from "./assign-steps.js";
import { COURSE_STEPS } from "./course-steps.js";
import { DATA_STEPS } from "./data-steps.js";
import { DIALOG_STEPS } from "./page/dialog-steps.js";
import { ELEMENT_STEPS } from "./page/element-steps.js";
import { FILE_STEPS } from "./page/file-steps.js";
import { HISTORY_STEPS } from "./page/history-steps.js";
import { INTERACTION_STEPS } from "./page/interaction-steps.js";
import { KEYBOARD_STEPS } from "./page/keyboard-steps.js";
import { MOUSE_STEPS } from "./page/mouse-steps.js";
import { NETWORK_STEPS } from "./page/network-steps.js";
import { POINTER_STEPS } from "./page/pointer-steps.js";
import { READ_STEPS } from "./page/read-steps.js";
import { TEXT_WAIT_STEPS } from "./page/text-wait-steps.js";
import { TRAFFIC_STEPS } from "./page/traffic-steps.js";
import { WAIT_STEPS } from "./page/wait-steps.js";
import { WHOLE_PAGE_STEPS } from "./page/whole-page-steps.js";
import { WINDOW_STEPS } from "./page/window-steps.js";
import { places } from "./place.js";
import { performStep, StepCall, type StepDefinition } from "./step-call.js";
import { QueuedStep, type StepQueue } from "./step-queue.js";

/** Every step. A step that the types declare and this table lacks does not compile. */
export const STEPS: Readonly<Record<string, StepDefinition>> = {
  ...ELEMENT_STEPS,
  ...POINTER_STEPS,
  ...KEYBOARD_STEPS,
  ...MOUSE_STEPS,
  ...FILE_STEPS,
  ...HISTORY_STEPS,
  ...READ_STEPS,
  ...WAIT_STEPS,
  ...TEXT_WAIT_STEPS,
  ...TRAFFIC_STEPS,
  ...NETWORK_STEPS,
  ...DIALOG_STEPS,
  ...WINDOW_STEPS,
  ...INTERACTION_STEPS,
  ...WHOLE_PAGE_STEPS,
  ...ASSIGN_STEPS,
  ...DATA_STEPS,
  ...COURSE_STEPS,
} satisfies Record<StepName, StepDefinition>;

/** The names of all steps. */
export const STEP_NAMES: readonly string[] = Object.keys(STEPS);

/** Creates the context for one scope of an iteration: the iteration itself, or a group. */
export function createContext(iteration: RunningIteration, queue: StepQueue): Context {
  return new IterationContext(iteration, queue) as unknown as Context;
}

/** Base of everything that has the steps; their methods are added to its prototype below. */
class Chain {
  readonly #iteration: RunningIteration;
  readonly #queue: StepQueue;
  readonly #step: QueuedStep | undefined;

  constructor(iteration: RunningIteration, queue: StepQueue, step?: QueuedStep) {
    this.#iteration = iteration;
    this.#queue = queue;
    this.#step = step;
  }

  get halted(): boolean {
    return this.#iteration.halted;
  }

  get failed(): boolean {
    return this.#iteration.failed;
  }

  /** Queues a step in the scope whose code calls it. The call's stack is cut off at `method`. */
  static call(
    chain: Chain,
    operation: string,
    call: { readonly args: readonly unknown[]; readonly method: (...args: never[]) => unknown },
  ): StepPipeline {
    const iteration = chain.#iteration;
    const queue = queueFor(operation, { iteration, own: chain.#queue });
    const definition = STEPS[operation] as StepDefinition;
    const callSite: { readonly stack?: string } = {};
    Error.captureStackTrace(callSite, call.method);
    const step = new QueuedStep({
      operation,
      callSite,
      previous: chain.#step,
      run: (turned) => performStep(definition, new StepCall(turned, { iteration, queue, args: call.args })),
    });
    const refusal = refusalOf(operation, iteration);
    if (refusal === undefined) queue.add(step);
    else step.reject(refusal);
    if (definition.reads === true && !call.args.some(keepsValue)) iteration.lastRead = step;
    return new StepPipeline(iteration, queue, step);
  }
}

class IterationContext extends Chain {
  readonly #run: RunningIteration;

  constructor(iteration: RunningIteration, queue: StepQueue) {
    super(iteration, queue);
    this.#run = iteration;
  }

  get assigns(): unknown {
    return this.#run.assigns;
  }

  get userId(): number {
    return this.#run.user.userId;
  }

  get iteration(): number {
    return this.#run.iteration;
  }

  get setup(): unknown {
    return this.#run.user.setup;
  }

  random(): number {
    return this.#run.random();
  }
}

class StepPipeline extends Chain implements PromiseLike<unknown> {
  readonly #awaited: QueuedStep;

  constructor(iteration: RunningIteration, queue: StepQueue, step: QueuedStep) {
    super(iteration, queue, step);
    this.#awaited = step;
  }

  then<T = unknown, R = never>(
    onFulfilled?: ((value: unknown) => T | PromiseLike<T>) | null,
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    this.#awaited.markAwaited();
    return this.#awaited.promise.then(onFulfilled, onRejected);
  }

  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<unknown> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    this.#awaited.markAwaited();
    return this.#awaited.promise.finally(onFinally);
  }
}

/** The queue of the scope whose code calls the step, whatever context the step is called on. */
function queueFor(operation: string, chain: { readonly iteration: RunningIteration; readonly own: StepQueue }): StepQueue {
  const place = places.getStore();
  if (place === undefined || place.iteration !== chain.iteration) {
    // A callback from outside the iteration: queued behind a running group that waits for it, it would wait forever.
    return chain.own.open.innermost;
  }
  if (place.argumentOf === undefined) return place.queue.open;
  throw new Error(
    `${operation} was called in a function that is an argument of ${place.argumentOf}, for which the queue is waiting. ` +
      "Such a function can only compute a value from the state; read what it needs in an earlier step, with `as`",
  );
}

function keepsValue(argument: unknown): boolean {
  return typeof argument === "function" || (typeof argument === "object" && argument !== null && "as" in argument);
}

/** Why a step cannot be queued; `undefined` when it can. */
function refusalOf(operation: string, iteration: RunningIteration): EndSignal | undefined {
  if (!iteration.over) return iteration.endSignal;
  iteration.ports.observer.lateStep(operation);
  return new EndSignal(`${operation} was called after its iteration had ended: await the step before it, or return it from run`);
}

for (const operation of Object.keys(STEPS)) {
  if (operation === "metric" || operation.includes(".")) continue;
  defineMethod(operation, function method(this: Chain, ...args: readonly unknown[]) {
    return Chain.call(this, operation, { args, method });
  });
}

defineMethod("metric", function metric(this: Chain, name: unknown, options?: unknown) {
  const add = (value: unknown) => Chain.call(this, "metric", { args: [name, options, value], method: add });
  return { add };
});

for (const device of ["keyboard", "mouse"]) {
  const operations = Object.keys(STEPS).filter((operation) => operation.startsWith(`${device}.`));
  const get = function get(this: Chain) {
    const methodOf = (operation: string) => {
      const method = (...args: readonly unknown[]) => Chain.call(this, operation, { args, method });
      return [operation.slice(device.length + 1), method];
    };
    return Object.fromEntries(operations.map(methodOf));
  };
  Object.defineProperty(Chain.prototype, device, { get, configurable: true });
}

function defineMethod(name: string, value: (this: Chain, ...args: never[]) => unknown): void {
  Object.defineProperty(Chain.prototype, name, { value, writable: true, configurable: true });
}
