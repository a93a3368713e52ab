import { LiveLoadError } from "./errors.js";
import { suggest } from "./wording/suggest.js";

/** A value that an option does not take, and how to say so. */
export interface InvalidOption {
  /** The option's name, for programs. */
  readonly option: string;
  readonly value: unknown;
  /** What is allowed, as the end of "it takes …". */
  readonly allowed: string;
  /** The option's name in the message. Default: `option`. */
  readonly label?: string;
  readonly hint?: string | undefined;
}

/** The error `INVALID_OPTION`, whose message names the option, the value and what is allowed. */
export function invalidOption({ option, value, allowed, label = option, hint }: InvalidOption): LiveLoadError {
  const shown = shownValue(value);
  const isPlain = ["string", "number", "boolean"].includes(typeof value);
  return new LiveLoadError("INVALID_OPTION", `${label} is ${shown}, but it takes ${allowed}`, {
    hint,
    details: { option, value: isPlain ? value : shown, allowed },
  });
}

/** Throws `INVALID_OPTION` for the first unknown key. `where` names the owner of the keys in the message. */
export function refuseUnknownKeys(values: object, known: readonly string[], where: string): void {
  for (const [key, value] of Object.entries(values)) {
    if (known.includes(key)) continue;
    throw new LiveLoadError("INVALID_OPTION", `${where} has an unknown option ${JSON.stringify(key)}`, {
      hint: suggest(key, known),
      details: { option: key, value: shownValue(value), allowed: known },
    });
  }
}

/** Whether the value is an object with keys, and neither an array nor a function. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const LONGEST = 200;

/** Formats a value for an error message: on one line, and cut when it is long. */
export function shownValue(value: unknown): string {
  const text = textOf(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function textOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  // JSON would turn NaN and Infinity into null.
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "an object that is not JSON";
  }
}
