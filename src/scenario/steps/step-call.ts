import { DURATION_FORMAT, missingUnitHint, parseDuration } from "../../base/duration.js";
import { messageOf } from "../../base/errors.js";
import { readableSelector } from "../../base/frame-selector.js";
import { shownValue } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";
import { templateSelector } from "../../telemetry/page-templates.js";
import { EndSignal } from "../iteration/end-signal.js";
import { likelyCausesOf } from "../iteration/page-judgement.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import { places } from "./place.js";
import { StepError } from "./step-error.js";
import type { QueuedStep, StepQueue } from "./step-queue.js";

/** How a step is performed when its turn has come. */
export interface StepDefinition {
  readonly perform: (call: StepCall) => unknown;
  /** Its value is lost unless it is awaited or stored with `as`. */
  readonly reads?: boolean;
}

/** A parameter of a step: its name, and the values that it takes. */
export interface Parameter<T> {
  readonly name: string;
  readonly allowed: string;
  readonly accepts: (value: unknown) => value is T;
  /** What the step works with, where that is not the argument as it was given. */
  readonly read?: (argument: unknown) => unknown;
}

/** The options of a call, checked. */
export interface GivenOptions {
  readonly timeoutMs: number | undefined;
  readonly name: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The call of a step, while it runs. */
export class StepCall {
  readonly iteration: RunningIteration;
  readonly queue: StepQueue;
  readonly args: readonly unknown[];
  readonly number: number;
  readonly operation: string;
  /** Aborted when the step is given up. */
  readonly signal: AbortSignal;
  /** The arguments so far, after functions among them were called. */
  readonly resolved: unknown[] = [];
  readonly #step: QueuedStep;
  #stepName: string | undefined;
  #target: string | undefined;
  /** The error that the scenario's own code threw inside the step; it is not wrapped in a {@link StepError}. */
  #own: { readonly error: unknown } | undefined;

  constructor(
    step: QueuedStep,
    given: {
      readonly iteration: RunningIteration;
      readonly queue: StepQueue;
      readonly args: readonly unknown[];
      readonly signal?: AbortSignal;
    },
  ) {
    this.#step = step;
    this.iteration = given.iteration;
    this.queue = given.queue;
    this.args = given.args;
    this.signal = given.signal ?? given.iteration.signal;
    this.number = given.iteration.nextStepNumber();
    this.operation = step.operation;
    this.describe({});
  }

  /** The step's name in metrics. */
  get label(): string {
    return this.#step.identity?.label ?? this.operation;
  }

  /** The step as its author knows it: `click "#buy"`, or its label if it has no target. */
  get text(): string {
    return this.#target === undefined ? this.label : (this.#step.identity?.shown ?? this.label);
  }

  /** The stack of the call, as text. */
  get callStack(): string {
    return this.#step.callStack;
  }

  /** Sets what the step is about, as soon as it is known: its element or page, and its custom name. */
  describe(about: { readonly target?: string | undefined; readonly label?: string; readonly name?: string | undefined }): void {
    this.#target = about.target ?? this.#target;
    this.#stepName = about.name ?? this.#stepName;
    const label =
      this.#stepName ?? about.label ?? (about.target === undefined ? this.label : labelOf(this.operation, about.target));
    const shown =
      this.#target === undefined ? this.operation : `${this.operation} ${JSON.stringify(readableSelector(this.#target))}`;
    this.#step.identity = { number: this.number, label, shown };
  }

  /** Calls a function that is an argument. Steps that it calls throw. */
  async callArgument<P extends unknown[], R>(fn: (...args: P) => R, ...args: P): Promise<Awaited<R>> {
    const place = { iteration: this.iteration, queue: this.queue, argumentOf: this.operation };
    return await places.run(place, () => fn(...args));
  }

  /** The argument at a position; a function is called with the state, and only then there is something to wait for. */
  resolve<T>(position: number, parameter: Parameter<T>): T | Promise<T> {
    const given = this.args[position];
    if (typeof given !== "function") return this.#checked(given, parameter);
    const called = this.callArgument(given as (state: unknown) => unknown, this.iteration.state);
    return called.then((argument) => this.#checked(argument, parameter));
  }

  #checked<T>(argument: unknown, parameter: Parameter<T>): T {
    const value = parameter.read === undefined ? argument : parameter.read(argument);
    if (!parameter.accepts(value)) throw new TypeError(misfit(parameter, value));
    this.resolved.push(argument);
    return value;
  }

  /** The options at a position. `known` are the step's keys beside `name` and `timeout`. */
  options(position: number, known: readonly string[] = []): GivenOptions | Promise<GivenOptions> {
    if (this.args[position] === undefined) return NO_OPTIONS;
    const values = this.resolve(position, OPTIONS);
    return values instanceof Promise ? values.then((given) => checkedOptions(given, known)) : checkedOptions(values, known);
  }

  /** Runs the scenario's own code inside the step. Its errors are not wrapped. */
  async own<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#own = { error };
      throw error;
    }
  }

  /** Whether the scenario's own code inside the step failed. */
  get hasOwnFailed(): boolean {
    return this.#own !== undefined;
  }

  /** The error with which the step rejects, given the one thrown in it. */
  failure(cause: unknown): unknown {
    if (cause instanceof EndSignal || cause instanceof StepError || this.#own?.error === cause) return cause;
    this.iteration.pages.failedHere();
    return new StepError({
      step: this.number,
      stepName: this.#stepName,
      operation: this.operation,
      arguments: this.resolved,
      target: this.#target,
      label: this.label,
      page: this.iteration.pageUrl(),
      routes: this.iteration.user.routes,
      cause,
      likelyCauses: likelyCausesOf(this.iteration.ports.page, messageOf(cause), this.iteration.user.routes),
      callStack: this.callStack,
    });
  }
}

/** Runs a step. Rejects with a {@link StepError}, or with the scenario's own error or the end signal as they are. */
export async function performStep(definition: StepDefinition, call: StepCall): Promise<unknown> {
  const ended = call.iteration.ports.observer.stepBegan?.(call);
  try {
    call.iteration.throwIfEnded();
    const value = await definition.perform(call);
    ended?.({ outcome: "done", value });
    return value;
  } catch (error) {
    const failure = call.failure(error);
    ended?.(failure instanceof EndSignal ? { outcome: "cut" } : { outcome: "failed", message: messageOf(failure) });
    throw failure;
  }
}

const NO_OPTIONS: GivenOptions = { timeoutMs: undefined, name: undefined, values: {} };

function checkedOptions(values: Readonly<Record<string, unknown>> = {}, known: readonly string[]): GivenOptions {
  const keys = ["name", "timeout", ...known];
  const unknownKey = Object.keys(values).find((key) => !keys.includes(key));
  if (unknownKey !== undefined)
    throw new TypeError(`there is no option ${JSON.stringify(unknownKey)}; ${suggest(unknownKey, keys)}`);
  const { name, timeout } = values;
  if (name !== undefined && (typeof name !== "string" || name.trim() === "")) throw new TypeError(misfit(NAME, name));
  const timeoutMs = timeout === undefined ? undefined : checkTimeout(timeout);
  return { timeoutMs, name, values };
}

/** A timeout in milliseconds. 0 is refused: in other tools it means no timeout, and every step has one here. */
function checkTimeout(timeout: unknown): number {
  const ms = checkDuration("timeout", timeout);
  if (ms > 0) return ms;
  throw new TypeError(misfit({ name: "timeout", allowed: DURATION_FORMAT.replace("up to", 'from "1ms" to') }, timeout));
}

/** A duration given to a step, in milliseconds. */
export function checkDuration(name: string, value: unknown): number {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  const hint = missingUnitHint(value);
  throw new TypeError(misfit({ name, allowed: DURATION_FORMAT }, value) + (hint === undefined ? "" : `; ${hint}`));
}

/** The message about an argument that a parameter does not take. */
export function misfit({ name, allowed }: { readonly name: string; readonly allowed: string }, value: unknown): string {
  const awaitable = typeof (value as { then?: unknown } | null | undefined)?.then === "function";
  if (awaitable) return `its ${name} is a promise or a step, but it takes ${allowed}: await it first`;
  return `its ${name} is ${shownValue(value)}, but it takes ${allowed}`;
}

/** A parameter that takes any text. */
export function textParameter(name: string): Parameter<string> {
  return { name, allowed: "a text", accepts: (value): value is string => typeof value === "string" };
}

/** A parameter that takes any text but a blank one. */
export function filledTextParameter(name: string): Parameter<string> {
  const accepts = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
  return { name, allowed: "a text that is not empty", accepts };
}

const NAME = filledTextParameter("name");

const OPTIONS: Parameter<Readonly<Record<string, unknown>> | undefined> = {
  name: "options",
  allowed: "an object",
  accepts: (value): value is Readonly<Record<string, unknown>> | undefined =>
    value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value)),
};

function labelOf(operation: string, target: string): string {
  return `${operation} ${templateSelector(target)}`;
}
