import { templatePath, templateSelector } from "../../../telemetry/page-templates.js";
import { throwIfRefused } from "../../iteration/page-judgement.js";
import { absoluteUrl } from "../../steps/arguments/absolute-url.js";
import { measured, operationOptions, pageLabel } from "../../steps/page/page-steps.js";
import type { StepCall, StepDefinition } from "../../steps/step-call.js";
import { NotAsExpected } from "../page/page-steps.js";

/** A call on an object of Playwright's own that is a step. */
export interface NativeCall {
  /** The object's method. */
  readonly method: string;
  readonly selector: string | undefined;
  readonly args: readonly unknown[];
  /** The base address of its context, if it is not the user's. */
  readonly base?: string | undefined;
  /** The object is a keyboard, a mouse or a touch screen. */
  readonly isDevice: boolean;
  /** Calls it with these arguments. */
  readonly act: (args: readonly unknown[]) => Promise<unknown>;
}

/** What Playwright's matchers get from a locator or frame. */
interface Outcome {
  readonly matches: boolean;
}

/** Methods that lead to another document. */
const NAVIGATING = ["goto", "reload", "goBack", "goForward", "setContent"];
/** Time in which Playwright ends a call itself, with its own message. */
const GRACE_MS = 500;

/** The step's name: that of the step of LiveLoad that does the same. */
export function operationOf(method: string): string {
  if (method === "_expect") return "expect";
  return { goto: "navigate", type: "pressSequentially", waitFor: "waitForSelector", dragTo: "dragAndDrop" }[method] ?? method;
}

/** Performs a call on Playwright's own objects. Its argument is a {@link NativeCall}. */
export const NATIVE_CALL: StepDefinition = { perform: (call) => measured(call, prepare), reads: true };

async function prepare(call: StepCall) {
  const native = call.args[0] as NativeCall;
  const { method, selector, act } = native;
  const args = method === "goto" ? addressed(call, native) : native.args;
  describe(call, native, args);
  const { page } = call.iteration.ports;
  const own = limitOf(native);
  const limits = operationOptions(call, own === undefined ? undefined : own + GRACE_MS);
  const subject = selector ?? (typeof args[0] === "string" ? args[0] : method);
  return async () => {
    const options = { ...limits, subject, navigates: NAVIGATING.includes(method), isBlind: native.isDevice };
    const value = await page.runNative(() => act(args), options);
    throwIfRefused(call.iteration, "during this step");
    if (method === "_expect") checkOutcome(value as Outcome, native);
    return { value };
  };
}

/** Playwright knows no base address: contexts are LiveLoad's. */
function addressed(call: StepCall, { args: [given, ...rest], base }: NativeCall): readonly unknown[] {
  const config = base === undefined ? call.iteration.user.config : { baseUrl: base };
  return [typeof given === "string" ? absoluteUrl(given, config) : given, ...rest];
}

function describe(call: StepCall, { method, selector }: NativeCall, args: readonly unknown[]): void {
  const { routes } = call.iteration.user;
  const [first, second] = args;
  if (method === "goto" && typeof first === "string") {
    call.describe({ target: first, label: `navigate ${templatePath(first, routes)}` });
  } else if (method === "_expect") {
    const { title = String(first) } = (second ?? {}) as { readonly title?: string };
    const matcher = /^Expect "(.*)"$/.exec(title)?.[1] ?? title;
    const about = selector === undefined ? "" : ` ${templateSelector(selector)}`;
    call.describe({ target: selector, label: `expect ${matcher}${about}` });
  } else if (selector !== undefined) call.describe({ target: selector });
  else call.describe({ label: pageLabel(call) });
}

/** The call's own time limit, if it has one. */
function limitOf({ args }: NativeCall): number | undefined {
  const last = args.at(-1);
  if (typeof last !== "object" || last === null) return undefined;
  const { timeout } = last as { readonly timeout?: unknown };
  return typeof timeout === "number" && timeout > 0 ? timeout : undefined;
}

function checkOutcome(outcome: Outcome, { args }: NativeCall): void {
  const { isNot = false } = (args[1] ?? {}) as { readonly isNot?: boolean };
  if (outcome.matches === isNot) throw new NotAsExpected(outcome);
}
