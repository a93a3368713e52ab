import { missingUnitHint, parseDuration } from "../base/duration.js";
import { missingTimeHint, parseRate } from "../base/rate.js";

/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Converts a raw value, or returns `undefined` when it is not allowed. */
export interface OptionParser<T> {
  (raw: unknown): T | undefined;
  /** Schema for config files in editors. Narrower than the parser, which also accepts text from flags. */
  readonly schema?: JsonSchema;
  /** A suggestion for a value that is not allowed, if there is one. */
  readonly hint?: (raw: unknown) => string | undefined;
}

/** One option, declared once: flag, environment name, help, documentation and type follow from it. */
export interface OptionSpec<T> {
  /** Long flag with its value's placeholder, e.g. `--users <n>`; absent for options that only files can set. */
  readonly flag?: string;
  /** One-letter flag. */
  readonly short?: string;
  /** May be given several times; the values come as a list. */
  readonly repeatable?: boolean;
  /** One sentence, without the default. */
  readonly help: string;
  /** What is allowed, as the end of "it takes …". */
  readonly allowed: string;
  readonly default: T;
  /** The default as shown to people; absent: the value itself. */
  readonly defaultText?: string;
  /** Its value is never shown, not even in errors. */
  readonly secret?: boolean;
  /** Whether a scenario may set it. */
  readonly inScenario?: boolean;
  /** Whether a scenario may give it as a function of the user. */
  readonly perUser?: boolean;
  /** The value, or `undefined` when `raw` is not allowed. `raw` is text from flags and the environment, anything from files. */
  readonly parse: OptionParser<T>;
}

const TEXT: JsonSchema = { type: "string", pattern: "\\S" };
const TEXTS: JsonSchema = { anyOf: [TEXT, { type: "array", items: TEXT }] };
const NAME: JsonSchema = { type: "string", pattern: "^\\s*[A-Za-z_]\\w*(\\s*,\\s*[A-Za-z_]\\w*)*\\s*$" };
const NAMES: JsonSchema = { anyOf: [NAME, { type: "array", items: NAME }] };
const OBJECT: JsonSchema = { type: "object" };
const SCALARS: JsonSchema = { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } };
const SHARE: JsonSchema = {
  anyOf: [
    { type: "number", minimum: 0, maximum: 1 },
    { type: "string", pattern: "^\\s*(100(\\.0+)?|\\d{1,2}(\\.\\d+)?)\\s*%\\s*$" },
  ],
};

/** Regular expressions of a duration and a rate. */
export const WRITTEN = {
  duration: "(\\d+(\\.\\d+)?(ms|s|min|m|h|d)\\s*)+",
  rate: "\\d+(\\.\\d+)?\\s*/\\s*(s|min|m|h)",
} as const;

/** A rate in a config file. */
export const RATE_SCHEMA: JsonSchema = { type: "string", pattern: `^\\s*(?=.*[1-9])${WRITTEN.rate}\\s*$` };

function described<F extends (raw: unknown) => unknown>(schema: JsonSchema, parse: F): F & { readonly schema: JsonSchema } {
  return Object.assign(parse, { schema });
}

/** A duration in a JSON config file, where a number would lack a unit. */
export function durationSchema(leastMs: number): JsonSchema {
  return { type: "string", pattern: `^\\s*${leastMs > 0 ? "(?=.*[1-9])" : ""}${WRITTEN.duration}\\s*$` };
}

/** Declares an option; its type follows from `parse`. */
export function option<T>(spec: OptionSpec<T>): OptionSpec<T> {
  return spec;
}

/** Parsers to declare options with. */
export const parsers = {
  text: described(TEXT, (raw: unknown): string | undefined => (typeof raw === "string" && raw.trim() !== "" ? raw : undefined)),

  boolean: described({ type: "boolean" }, (raw: unknown): boolean | undefined => {
    if (typeof raw === "boolean") return raw;
    if (raw === "1" || raw === "true") return true;
    return raw === "0" || raw === "false" ? false : undefined;
  }),

  integerFrom: (least: number, most = Number.MAX_SAFE_INTEGER) =>
    described({ type: "integer", minimum: least, maximum: most }, (raw: unknown): number | undefined => {
      const value = typeof raw === "string" && /^\d+$/.test(raw.trim()) ? Number(raw) : raw;
      return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most ? value : undefined;
    }),

  /** Per second. Only text, as a number would lack the unit of time. */
  rate: Object.assign(
    described(RATE_SCHEMA, (raw: unknown): number | undefined => {
      const perSecond = parseRate(raw);
      return perSecond !== undefined && perSecond >= (1 - 1e-9) / 3600 && perSecond <= 1000 ? perSecond : undefined;
    }),
    { hint: missingTimeHint },
  ),

  share: described(SHARE, (raw: unknown): number | undefined => {
    const text = typeof raw === "string" ? /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(raw.trim()) : undefined;
    const value = text === undefined ? raw : text === null ? undefined : Number(text[1]) / (text[2] === "%" ? 100 : 1);
    return typeof value === "number" && value >= 0 && value <= 1 ? value : undefined;
  }),

  durationFrom: (leastMs: number) =>
    Object.assign(
      described(durationSchema(leastMs), (raw: unknown): number | undefined => {
        const value = parseDuration(raw);
        return value !== undefined && value >= leastMs ? value : undefined;
      }),
      { hint: missingUnitHint },
    ),

  oneOf: <const Names extends readonly string[]>(...names: Names) =>
    described({ enum: names }, (raw: unknown): Names[number] | undefined => names.find((name) => name === raw)),

  textList: described(TEXTS, (raw: unknown): readonly string[] | undefined => {
    const items = typeof raw === "string" ? raw.split(",") : raw;
    if (!Array.isArray(items)) return undefined;
    const texts = items.flatMap((item) => (typeof item === "string" ? item.split(",") : [item]));
    return texts.every((item) => typeof item === "string" && item.trim() !== "")
      ? texts.map((item: string) => item.trim())
      : undefined;
  }),

  /** Like `textList`, for names of environment variables. */
  namesList: described(NAMES, (raw: unknown): readonly string[] | undefined => {
    const names = Array.isArray(raw) && raw.length === 0 ? [] : parsers.textList(raw);
    return names?.every((name) => /^[A-Za-z_]\w*$/.test(name)) === true ? names : undefined;
  }),

  /** `["a=1", "b.c=2"]`, or an object of texts, as an object of texts. */
  textMap: described(SCALARS, (raw: unknown): Readonly<Record<string, string>> | undefined => {
    if (typeof raw === "string" || Array.isArray(raw)) return pairs(Array.isArray(raw) ? raw : [raw]);
    if (typeof raw !== "object" || raw === null) return undefined;
    const entries = Object.entries(raw).filter(([, value]) => value !== undefined);
    if (!entries.every(([, value]) => ["string", "number", "boolean"].includes(typeof value))) return undefined;
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
  }),

  plainObject: described(OBJECT, (raw: unknown): Readonly<Record<string, unknown>> | undefined =>
    typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : undefined,
  ),

  /** `["nodes.cpus=1"]`, or an object, as a nested object. */
  nestedMap: described(OBJECT, (raw: unknown): Readonly<Record<string, unknown>> | undefined => {
    if (typeof raw !== "string" && !Array.isArray(raw)) return parsers.plainObject(raw);
    const flat = pairs(Array.isArray(raw) ? raw : [raw]);
    return flat === undefined ? undefined : nest(flat);
  }),
} as const;

const DURATION_EXAMPLES = 'such as "500ms", "30s", "10m" or "1h30m"; in code also a number of milliseconds';
/** Values that duration options accept. */
export const DURATION_ALLOWED = `a duration up to "24d" ${DURATION_EXAMPLES}`;
/** Values that duration options above zero accept. */
export const DURATION_ABOVE_ZERO = `a duration from "1ms" to "24d" ${DURATION_EXAMPLES}`;

function pairs(items: readonly unknown[]): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  for (const item of items) {
    const match = typeof item === "string" ? /^([^=\s]+)=(.*)$/s.exec(item) : null;
    if (match === null) return undefined;
    entries.push([match[1] ?? "", match[2] ?? ""]);
  }
  return Object.fromEntries(entries);
}

/** Keys of nested options that hold a duration. Their values stay text, so that a missing unit is noticed. */
export const NESTED_DURATIONS: readonly string[] = [
  "duration",
  "delayAbortEval",
  "bootTimeout",
  "shutdownTimeout",
  "idleShutdownAfter",
  "waitForRoom",
];

function nest(flat: Readonly<Record<string, string>>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(flat)) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    let place = root;
    for (const key of keys) {
      const next = Object.hasOwn(place, key) ? place[key] : undefined;
      const child: Record<string, unknown> = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
      Object.defineProperty(place, key, { value: child, enumerable: true, writable: true, configurable: true });
      place = child;
    }
    const value = NESTED_DURATIONS.includes(last) ? text : scalar(text);
    Object.defineProperty(place, last, { value, enumerable: true, writable: true, configurable: true });
  }
  return root;
}

function scalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
