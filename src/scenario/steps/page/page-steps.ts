import { debugLog } from "../../../base/debug-log.js";
import { selectorOf } from "../../../base/locators/locator.js";
import { templatePath } from "../../../telemetry/page-templates.js";
import { throwIfRefused } from "../../iteration/page-judgement.js";
import type { OperationOptions, PagePort } from "../../page-port.js";
import { keepAs } from "../arguments/as-option.js";
import { filledTextParameter, misfit, type Parameter, type StepCall, type StepDefinition } from "../step-call.js";

const log = debugLog("page");

/** What an operation on the page receives beside the step's arguments. */
export interface PageOperation {
  /** Timeout, signal and accepted statuses. */
  readonly options: OperationOptions;
  /** The step's options. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly held: Held;
  readonly call: StepCall;
}

/** Properties of a step on the page. */
export interface PageStepTraits {
  /** Its value can be stored with `as`. */
  readonly reads?: boolean;
  /** It is about all matches of its selector, so it cannot be strict. */
  readonly many?: boolean;
  /** It acts as a person does, and can wait for what that causes. */
  readonly acts?: boolean;
  /** Keys of its options beside `name`, `timeout` and `as`. */
  readonly options?: readonly string[];
}

/** The parameter for an element's selector. */
export const SELECTOR = elementParameter("selector");

/** A parameter for an element's selector, or a locator, under another name. */
export function elementParameter(name: string): Parameter<string> {
  return { ...filledTextParameter(name), allowed: "a selector or a locator", read: selectorOf };
}

/**
 * Defines a step on the page by its parameters, which its options follow, and its operation. In the report the step is named
 * after its first selector, or after the page when it has none.
 */
export function pageStep<V extends readonly unknown[]>(
  parameters: { readonly [I in keyof V]: Parameter<V[I]> },
  operate: (page: PagePort, values: V, operation: PageOperation) => Promise<unknown>,
  traits: PageStepTraits = {},
): StepDefinition {
  const list: readonly Parameter<unknown>[] = parameters;
  const target = list.findIndex((parameter) => parameter.allowed === SELECTOR.allowed);
  const acts = traits.acts === true;
  const isStrictable = target !== -1 && traits.many !== true;
  const known = [
    ...(traits.options ?? []),
    ...(traits.reads === true ? ["as"] : []),
    ...(isStrictable ? ["strict"] : []),
    ...(acts ? ["settle"] : []),
  ];
  const perform = async (call: StepCall) => {
    const values: unknown[] = [];
    call.describe({ label: target === -1 ? pageLabel(call) : call.operation });
    for (const [position, parameter] of list.entries()) {
      const resolved = call.resolve(position, parameter);
      const value = resolved instanceof Promise ? await resolved : resolved;
      if (position === target) call.describe({ target: String(value) });
      values.push(value);
    }
    const asked = call.options(list.length, known);
    const { name, timeoutMs, values: given } = asked instanceof Promise ? await asked : asked;
    call.describe({ name });
    const options = { ...operationOptions(call, timeoutMs), ...strictness(given.strict) };
    const settles = acts && (checkSettle(given.settle) ?? call.iteration.user.settles);
    const { page, clock } = call.iteration.ports;
    return async (held: Held) => {
      const endsAtMs = clock.now() + options.timeoutMs;
      const value = await operate(page, values as unknown as V, { options, given, held, call });
      const settleMs = Math.max(1, endsAtMs - clock.now());
      const idleAtMs = settles ? await page.interactions.over({ ...options, timeoutMs: settleMs, mayBeLocal: true }) : undefined;
      return { value, as: given.as, idleAtMs };
    };
  };
  return { perform: (call) => measured(call, perform), reads: traits.reads === true };
}

function checkSettle(settle: unknown): boolean | undefined {
  if (settle === undefined || typeof settle === "boolean") return settle;
  throw new TypeError(misfit({ name: "settle", allowed: "true or false" }, settle));
}

/** Called when LiveView's lock on the element held a click back. */
type Held = () => void;

type Operate = (held: Held) => Promise<{
  readonly value: unknown;
  readonly as?: unknown;
  /** From then on it waited for nothing: the time after it is not the step's. */
  readonly idleAtMs?: number | undefined;
}>;

/** Prepares a step, performs its operation and reports the duration, of failures too but not of interruptions. */
export async function measured(call: StepCall, prepare: (call: StepCall) => Promise<Operate>): Promise<unknown> {
  const { iteration } = call;
  const { clock, observer } = iteration.ports;
  let startedAtMs = clock.now();
  let endedAtMs: number | undefined;
  let failed = true;
  let wasHeld = false;
  const held = () => {
    wasHeld = true;
  };
  try {
    const operate = await prepare(call);
    iteration.throwIfEnded();
    throwIfRefused(iteration, "before this step");
    startedAtMs = clock.now();
    if (log.isOn) log.write(`${stepText(call)} begins`);
    const { value, as, idleAtMs } = await operate(held);
    iteration.throwIfEnded();
    endedAtMs = idleAtMs ?? clock.now();
    if (idleAtMs !== undefined && log.isOn) log.write(`${stepText(call)} sent nothing: the wait for it is not part of the step`);
    if (as !== undefined) await keepAs(call, as, value);
    failed = false;
    return value;
  } finally {
    // Steps of the scenario's own code inside this step have reported themselves.
    if (iteration.endSignal === undefined && !call.signal.aborted && !call.hasOwnFailed) {
      endedAtMs ??= clock.now();
      const { number, operation, label } = call;
      if (log.isOn)
        log.write(`${stepText(call)} ${failed ? "failed" : "ended"} after ${(endedAtMs - startedAtMs).toFixed(1)} ms`);
      observer.stepEnded({ number, operation, label, startedAtMs, endedAtMs, failed, wasHeld });
    }
  }
}

function stepText({ iteration, number, label }: StepCall): string {
  return `user ${iteration.user.userId} iteration ${iteration.iteration} step ${number} ${label}`;
}

/** The label of a step without a selector: operation and page. */
export function pageLabel(call: StepCall, url = call.iteration.pageUrl()): string {
  return url === undefined ? call.operation : `${call.operation} ${templatePath(url, call.iteration.user.routes)}`;
}

/** A step's own strictness, if it has one. */
export function strictness(strict: unknown): { readonly strict?: boolean } {
  if (strict === undefined) return {};
  if (typeof strict === "boolean") return { strict };
  throw new TypeError(misfit({ name: "strict", allowed: "true or false" }, strict));
}

/** Steps that give no inputs. */
const LOOKS =
  /^(?:waitFor\w*|expect|is[A-Z]\w*|inner\w+|all\w+|content|textContent|inputValue|getAttribute|boundingBox|count|title|url|ensureLiveView|ariaSnapshot|screenshot|\w*[sS]torageState|navigate|reload|go[A-Z]\w+)$/;

/** Timeout, signal, name, accepted statuses and the scenario's strictness, for an operation. */
export function operationOptions({ iteration, operation, label, signal }: StepCall, timeoutMs?: number): OperationOptions {
  const { ports, user } = iteration;
  const { acceptsStatus: acceptStatus, strict } = user;
  const looks = LOOKS.test(operation) ? { looks: true } : {};
  return { timeoutMs: timeoutMs ?? ports.commandTimeoutMs, signal, step: label, ...looks, acceptStatus, strict };
}
