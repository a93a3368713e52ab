import { messageOf } from "../../../base/errors.js";
import { PageOperationError } from "../../page-port.js";
import { StepError } from "../../steps/step-error.js";

/**
 * Makes the error of a step as specs know it: named `TimeoutError` where its time was over, and with the words of Playwright,
 * by which tests recognize what went wrong. `call` is the method that the test has called, such as `page.goto`.
 */
export function asSpecError(error: Error, call: string): void {
  if (!(error instanceof StepError)) return;
  const { cause } = error;
  const said = messageOf(cause);
  const words = playwrightWords(said, call);
  if (words !== said) {
    const before = error.message;
    error.message = `${before.slice(0, before.length - said.length)}${words}`;
    error.stack = error.stack?.replace(before, () => error.message) ?? "";
  }
  if (cause instanceof PageOperationError && cause.kind === "timeout") Object.defineProperty(error, "name", { value: TIMEOUT });
}

const TIMEOUT = "TimeoutError";

/** `errors.TimeoutError`: every error of that name is one. */
export class TimeoutError extends Error {
  override readonly name = TIMEOUT;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === TIMEOUT;
  }
}

/** Translates a message of LiveLoad into Playwright's words; other messages stay unchanged. */
export function playwrightWords(said: string, call: string): string {
  const [, ms, event] = /^waited (\d+) ms for the event (\w+)$/.exec(said) ?? [];
  if (event !== undefined) return `${call}: Timeout ${ms}ms exceeded while waiting for event "${event}"`;
  const [, limitMs, awaited] = /^waited (\d+) ms for (.*)$/s.exec(said) ?? [];
  if (awaited !== undefined) return `${call}: Timeout ${limitMs}ms exceeded. Waiting for ${withState(awaited)}`;
  for (const [pattern, words] of MESSAGES) if (pattern.test(said)) return said.replace(pattern, words);
  return misfitWords(said) ?? said;
}

/** Adds the state that an element lacked, in Playwright's words. */
function withState(awaited: string): string {
  const [, cover] = /: it is covered by (.*)$/s.exec(awaited) ?? [];
  if (cover !== undefined) return awaited.replace(/: it is covered by .*$/s, () => `: ${cover} intercepts pointer events`);
  const found = STATES.find(([ending]) => awaited.endsWith(ending));
  return found === undefined ? awaited : `${awaited}: ${found[1]}`;
}

const STATES: readonly (readonly [ending: string, words: string])[] = [
  [" to be visible", "element is not visible"],
  [" to be enabled", "element is not enabled"],
  [" to be stable", "element is not stable"],
  [" to be editable", "element is not editable"],
  [" to have those options", "did not find some options"],
  [" to have that option enabled", "option being selected is not enabled"],
];

const MESSAGES: readonly (readonly [said: RegExp, words: string])[] = [
  [/^(.*) was not reached: (?:net::)?(ERR_\w+)$/s, "net::$2 at $1"],
  [/^unknown selector engine "(.*?)" in (.*)$/s, 'Unknown engine "$1" while parsing selector $2'],
  [/^the (?:page|popup|context) was closed$/, "Target page, context or browser has been closed"],
  [/^the page navigated away before it answered$/, "Execution context was destroyed, most likely because of a navigation"],
  [/^Malformed value: input\[type=number\] does not take/, "Cannot type text into input[type=number]: Malformed value"],
];

/** A value that a parameter does not take, as Playwright refuses it. */
function misfitWords(said: string): string | undefined {
  const [, name, given, allowed] = /^its (\w+) is (.*), but it takes (.*)$/s.exec(said) ?? [];
  if (name === undefined || allowed === undefined) return undefined;
  if (allowed === "a text") return `${name}: expected string, got ${typeOf(given ?? "")}`;
  if (!/^\w+(?:, \w+)+$/.test(allowed)) return undefined;
  const values = name === "waitUntil" ? ["load", "domcontentloaded", "networkidle", "commit"] : allowed.split(", ");
  return `${name}: expected one of (${values.join("|")}), got ${given}`;
}

/** The type of a value that a message shows. */
function typeOf(shown: string): string {
  if (/^-?[\d.]+$/.test(shown)) return "number";
  if (/^(?:true|false)$/.test(shown)) return "boolean";
  return ["undefined", "null"].includes(shown) ? shown : "object";
}
