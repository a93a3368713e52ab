import { Secret } from "../base/secret.js";
import { OPTION_NAMES, type OptionValues } from "../config/options.js";

/** Names of values that are not for a report. */
const SECRET_NAME = /pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|auth/i;

/** The options as a result shows them: resolved, and what a name calls secret as `***`. */
export function shownOptions(values: OptionValues): Readonly<Record<string, unknown>> {
  const given = OPTION_NAMES.filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, withoutSecrets(values[name])]));
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === "string") return withoutUrlSecrets(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Secret) return value.toJSON();
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_NAME.test(key) ? "***" : withoutSecrets(inner)]),
  );
}

/** Passwords in addresses, and what their queries call secret. */
function withoutUrlSecrets(text: string): string {
  const withoutPasswords = text.replace(/(\w+:\/\/[^/\s:@]*):[^/\s@]*@/g, "$1:***@");
  return withoutPasswords.replace(/([?&]([^=&\s]+)=)[^&#\s]*/g, (pair, head: string, name: string) =>
    SECRET_NAME.test(name) ? `${head}***` : pair,
  );
}
