import { templateSelector } from "../../../telemetry/page-templates.js";
import { PageOperationError } from "../../page-port.js";
import type { Expectation, ExpectationOutcome } from "../../ports/expectations.js";
import { functionSource } from "../../steps/arguments/function-source.js";
import { measured, operationOptions } from "../../steps/page/page-steps.js";
import type { StepCall, StepDefinition } from "../../steps/step-call.js";
import { ariaOutcome } from "./parts/aria-snapshot.js";

/** The error of an expectation that did not hold in time: the step has failed, and the matcher says why. */
export class NotAsExpected extends Error {
  readonly outcome: ExpectationOutcome;

  constructor(outcome: ExpectationOutcome) {
    super("it was not as expected");
    this.outcome = outcome;
  }
}

/** The arguments of {@link EXPECTATION}. */
export interface ExpectationArguments {
  /** Absent: it is about the page. */
  readonly selector: string | undefined;
  readonly expectation: Expectation;
  /** `toHaveText`, `not toBeVisible`, or the message that the test gives. */
  readonly matcher: string;
  readonly timeoutMs: number;
}

/** Waits for what a matcher expects. Its arguments are {@link ExpectationArguments}. */
export const EXPECTATION: StepDefinition = { perform: (call) => measured(call, prepareExpectation), reads: true };

async function prepareExpectation(call: StepCall) {
  const { selector, expectation, matcher, timeoutMs } = call.args[0] as ExpectationArguments;
  const about = selector === undefined ? "" : ` ${templateSelector(selector)}`;
  call.describe({ target: selector, label: `expect ${matcher}${about}` });
  const options = operationOptions(call, timeoutMs);
  return async () => {
    const outcome = await outcomeOf(call, { selector: selector ?? ":root", expectation, options });
    if (outcome.matches === expectation.isNot) throw new NotAsExpected(outcome);
    return { value: outcome };
  };
}

interface Asked {
  readonly selector: string;
  readonly expectation: Expectation;
  readonly options: ReturnType<typeof operationOptions>;
}

async function outcomeOf(call: StepCall, { selector, expectation, options }: Asked): Promise<ExpectationOutcome> {
  const { page } = call.iteration.ports;
  if (expectation.expression === "to.have.url") return addressOutcome(call, expectation, options);
  if (expectation.expression === "to.match.aria") return ariaOutcome(page, { selector, expectation, options });
  if (expectation.expression !== "to.have.property") return page.waits.expected(selector, expectation, options);
  // Properties that a page's own code has set are seen by its own code only.
  const { isNot, expressionArg: path = "", expectedValue: expected } = expectation;
  const asked = { isNot, path, expected, isUndefined: expected === undefined, limitMs: options.timeoutMs };
  const reading = { source: PROPERTY_OUTCOME, args: [asked], ofAll: false };
  const limits = { ...options, timeoutMs: options.timeoutMs + PROPERTY_GRACE_MS };
  return (await page.reads.evaluateOn(selector, reading, limits)) as ExpectationOutcome;
}

/** Time for the page to say what it sees at the end. */
const PROPERTY_GRACE_MS = 1000;

/** Waits in the page until the property of an element is as expected. */
const PROPERTY_OUTCOME = `async (element, { isNot, path, expected, isUndefined, limitMs }) => {
  const isEqual = (a, b) => {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && isEqual(a[key], b[key]));
  };
  const ends = performance.now() + limitMs;
  for (;;) {
    const received = path.split(".").reduce((value, name) => (value === undefined || value === null ? undefined : value[name]), element);
    const matches = isUndefined ? received === undefined : isEqual(received, expected);
    if (matches !== isNot || performance.now() > ends) return { matches, received: typeof received === "function" ? "function" : received };
    await new Promise((done) => requestAnimationFrame(done));
  }
}`;

async function addressOutcome(
  call: StepCall,
  { isNot, expectedText = [] }: Expectation,
  options: ReturnType<typeof operationOptions>,
): Promise<ExpectationOutcome> {
  const { page } = call.iteration.ports;
  const [expected] = expectedText;
  const fits = (url: string) => isAddress(url, expected ?? {}) !== isNot;
  try {
    await page.waits.forURL({ shown: "as expected", fits }, { ...options, waitUntil: "commit" });
    return { matches: !isNot, received: page.url() };
  } catch (error) {
    if (error instanceof PageOperationError && error.kind === "timeout") return { matches: isNot, received: page.url() };
    throw error;
  }
}

function isAddress(
  url: string,
  { string, regexSource, regexFlags = "", ignoreCase }: NonNullable<Expectation["expectedText"]>[0],
) {
  if (string === undefined) return new RegExp(regexSource ?? "", regexFlags.replace(/[gy]/g, "")).test(url);
  return ignoreCase === true ? url.toLowerCase() === string.toLowerCase() : url === string;
}

/** Calls a function of the test with an element, or with all matches: selector, function, argument, options. */
export const ELEMENT_FUNCTION: StepDefinition = { perform: (call) => measured(call, prepareFunction), reads: true };

async function prepareFunction(call: StepCall) {
  const [selector, fn, arg, given] = call.args as readonly [string, unknown, unknown, { readonly [key: string]: unknown }];
  const source = functionSource(fn);
  call.describe({ target: selector });
  call.resolved.push(selector, source, arg);
  const { ofAll = false, timeout, strict } = given;
  const timeoutMs = typeof timeout === "number" ? timeout : undefined;
  const options = { ...operationOptions(call, timeoutMs), ...(typeof strict === "boolean" ? { strict } : {}) };
  const args = arg === undefined ? [] : [arg];
  return async () => ({
    value: await call.iteration.ports.page.reads.evaluateOn(selector, { source, args, ofAll: ofAll === true }, options),
  });
}
