import { delay } from "../../base/deadline.js";
import { DURATION_FORMAT, type DurationInput } from "../../base/duration.js";
import { messageOf } from "../../base/errors.js";
import { shownValue } from "../../base/invalid-option.js";
import { shortPlace, stackPlace } from "../../base/wording/stack-place.js";
import type { IterationFailure } from "../iteration/iteration-ports.js";
import { likelyCausesOf, throwIfRefused } from "../iteration/page-judgement.js";
import {
  checkDuration,
  filledTextParameter,
  misfit,
  type Parameter,
  type StepCall,
  type StepDefinition,
  textParameter,
} from "./step-call.js";
import { runGroup, throttleStep } from "./throttle-step.js";

const NAME = filledTextParameter("name");
const REASON = textParameter("reason");
const DURATION: Parameter<DurationInput> = { name: "time", allowed: DURATION_FORMAT, accepts: isDurationInput };
const LONGEST: Parameter<DurationInput | undefined> = {
  name: "max",
  allowed: DURATION_FORMAT,
  accepts: (value): value is DurationInput | undefined => value === undefined || isDurationInput(value),
};

/** Steps that control the iteration. */
export const COURSE_STEPS = {
  halt: {
    perform: (call) => {
      throwIfRefused(call.iteration, "before this step");
      call.iteration.end({ kind: "halted" });
      call.iteration.throwIfEnded();
    },
  },
  fail: {
    perform: async (call) => {
      const reason = await call.resolve(0, REASON);
      call.iteration.end({ kind: "failed", failure: failureOf(call, reason) });
      call.iteration.throwIfEnded();
    },
  },
  abort: {
    perform: async (call) => {
      const reason = await call.resolve(0, REASON);
      call.iteration.end({ kind: "aborted", reason, failure: failureOf(call, reason) });
      call.iteration.throwIfEnded();
    },
  },
  think: { perform: think },
  throttle: throttleStep,
  step: { perform: group },
  expect: { perform: check },
  metric: { perform: addToMetric },
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function think(call: StepCall): Promise<void> {
  const { clock } = call.iteration.ports;
  const least = checkDuration("time", await call.resolve(0, DURATION));
  const longest = await call.resolve(1, LONGEST);
  const most = longest === undefined ? least : checkDuration("max", longest);
  if (most < least) throw new TypeError("its max is shorter than its min");
  const ms = least + call.iteration.random() * (most - least);
  await call.iteration.paused((signal) => delay(ms, { clock, signal }));
}

async function group(call: StepCall): Promise<unknown> {
  const { clock, observer } = call.iteration.ports;
  const name = plainText(call, NAME);
  const run = functionAt(call, 1, "a function of a context");
  call.describe({ target: name, label: name });
  const startedAtMs = clock.now();
  let endedAtMs: number | undefined;
  let failed = true;
  try {
    const value = await call.own(() => runGroup(call, run, () => (endedAtMs = clock.now())));
    failed = false;
    return value;
  } finally {
    if (failed || endedAtMs === undefined) endedAtMs = clock.now();
    if (call.iteration.endSignal === undefined) observer.groupEnded({ name, startedAtMs, endedAtMs, failed });
  }
}

async function check(call: StepCall): Promise<boolean> {
  const { observer } = call.iteration.ports;
  const name = plainText(call, NAME);
  const holds = functionAt(call, 1, "a function of the state that returns true or false");
  const { values } = await call.options(2, ["soft"]);
  const soft = values.soft === true;
  call.describe({ target: name, label: name });
  const wrong = await failureOfCheck(call, holds);
  call.iteration.throwIfEnded();
  const message = wrong === undefined ? {} : { message: messageOf(wrong) };
  observer.checkEnded({ name, passed: wrong === undefined, soft, ...message });
  if (wrong !== undefined && !soft) throw wrong;
  return wrong === undefined;
}

/** Why the check failed; `undefined` when it holds. */
async function failureOfCheck(call: StepCall, holds: (state: unknown) => unknown): Promise<Error | undefined> {
  try {
    const answer = await call.callArgument(holds, call.iteration.state);
    if (answer === true) return undefined;
    if (answer === false) return new Error(`it returned false${forgottenAwait(call)}`);
    return new TypeError(`it returned ${shownValue(answer)}, but it must return true or false${forgottenAwait(call)}`);
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** When the last value read was not awaited, the check most likely compared a pipeline instead of the value. */
function forgottenAwait({ iteration: { lastRead } }: StepCall): string {
  if (lastRead === undefined || lastRead.awaited) return "";
  const place = stackPlace(lastRead.callStack);
  const where = place === undefined ? "" : ` (${shortPlace(place)})`;
  return `; the value of ${lastRead.identity?.shown ?? lastRead.operation}${where} was not awaited: write await before it, or store its value with as`;
}

async function addToMetric(call: StepCall): Promise<void> {
  const { observer } = call.iteration.ports;
  const name = plainText(call, NAME);
  call.describe({ target: name });
  const options = call.args[1];
  const { kind = "histogram" } = (options ?? {}) as { readonly kind?: unknown };
  if (kind !== "histogram" && kind !== "counter") {
    throw new TypeError(misfit({ name: "kind", allowed: '"histogram" or "counter"' }, kind));
  }
  observer.metric(name, kind, await call.resolve(2, AMOUNT));
}

const AMOUNT: Parameter<number> = {
  name: "value",
  allowed: "a number of at least 0",
  accepts: (value): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0,
};

function failureOf(call: StepCall, reason: string): IterationFailure {
  const { number, operation, label, callStack } = call;
  return {
    category: "fail",
    message: reason,
    stack: `${operation}: ${reason}\n${callStack}`,
    step: { number, operation, label },
    url: call.iteration.pageUrl(),
    likelyCauses: likelyCausesOf(call.iteration.ports.page, reason, call.iteration.user.routes),
  };
}

/** The first argument, which cannot be a function. */
function plainText(call: StepCall, parameter: Parameter<string>): string {
  const [value] = call.args;
  if (!parameter.accepts(value)) throw new TypeError(misfit(parameter, value));
  call.resolved.push(value);
  return value;
}

function functionAt(call: StepCall, position: number, allowed: string): (argument: unknown) => unknown {
  const value = call.args[position];
  if (typeof value !== "function") throw new TypeError(misfit({ name: "function", allowed }, value));
  return value as (argument: unknown) => unknown;
}

function isDurationInput(value: unknown): value is DurationInput {
  return typeof value === "string" || typeof value === "number";
}
