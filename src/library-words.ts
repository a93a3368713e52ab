import { LiveLoadError } from "./base/errors.js";
import type { OptionSpec } from "./config/option-spec.js";
import { OPTION_NAMES, OPTIONS } from "./config/options.js";

/** Rewrites an error for users of the library: it names options (`maxAllowedNodes: 500`) instead of flags (`--max-nodes 500`). */
export function inOptionWords(error: unknown): unknown {
  return error instanceof LiveLoadError ? errorInOptionWords(error) : error;
}

/** Like {@link inOptionWords}, for an error that is known to be LiveLoad's own. */
export function errorInOptionWords(error: LiveLoadError): LiveLoadError {
  const message = optionWords(error.message);
  const hint = error.hint === undefined ? undefined : optionWords(error.hint);
  if (message === error.message && hint === error.hint) return error;
  return new LiveLoadError(error.code, message, { hint, details: error.details, cause: error.cause ?? error });
}

/** Like {@link inOptionWords}, for a text such as a warning. */
export function optionWords(text: string): string {
  return text.replace(FLAG, (match, flag: string, value: string | undefined) => {
    const option = OPTION_OF_FLAG.get(flag);
    if (option === undefined) return match;
    return value === undefined ? option : `${option}: ${valueText(value, option)}`;
  });
}

/** A flag and its value, if what follows can only be a value: a number, a placeholder, `key=value`, or a known name. */
const FLAG =
  /--([a-z][a-z-]*)(?:[ =]((?:\d[\w:/.%]*[\w%]|[A-Z]{3,}(?::[A-Z]+)?|(?:kubernetes|docker|local|chromium|playwright)\b|[\w.]+=[\w:/.]*\w)))?/g;

const OPTION_OF_FLAG = new Map(
  OPTION_NAMES.flatMap((name) => {
    const flag = (OPTIONS[name] as OptionSpec<unknown>).flag?.split(" ")[0]?.slice(2);
    return flag === undefined ? [] : [[flag, name] as const];
  }),
);

function valueText(value: string, option: string): string {
  const [, path, text = ""] = /^([\w.]+)=(.*)$/.exec(value) ?? [];
  if (path !== undefined && option !== "outputs")
    return path.split(".").reduceRight((inner, key) => `{ ${key}: ${inner} }`, literal(text));
  return literal(value);
}

function literal(value: string): string {
  return /^\d+(\.\d+)?$|^(true|false)$|^[A-Z]{3,}/.test(value) ? value : JSON.stringify(value);
}
