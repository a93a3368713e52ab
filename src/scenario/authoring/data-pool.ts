import { LiveLoadError } from "../../base/errors.js";
import { invalidOption, isRecord } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";
import { inPartFolder } from "./part-folder.js";

/**
 * How a data pool hands out its rows: `unique`, each row at most once in the whole cluster; `recycle`, one after another,
 * starting over after the last; `random`, at random, by the run's seed.
 */
export type PoolMode = "unique" | "recycle" | "random";

/** Options of a data pool, whatever its format. */
export interface PoolOptions {
  /** How rows are handed out. Default `"recycle"`. */
  readonly mode?: PoolMode | undefined;
  /** Who keeps a row: an iteration, or a user for its whole life. Default `"iteration"`. */
  readonly per?: "iteration" | "user" | undefined;
}

/** Options of a data pool in a CSV file. */
export interface CsvOptions<K extends string = string> extends PoolOptions {
  /** Columns that the file must have; they become the keys in the type of a row. Default: any columns, of any name. */
  readonly columns?: readonly K[] | undefined;
  /** Separator between values. Default `","`. */
  readonly delimiter?: string | undefined;
}

/** A data pool as plain JSON. */
export interface PoolSpec {
  readonly format: "csv" | "json";
  /** Relative to the scenario's file; for a part of a mix, to the mix's file. */
  readonly file: string;
  readonly mode: PoolMode;
  readonly per: "iteration" | "user";
  readonly columns: readonly string[];
  readonly delimiter: string;
}

declare const rowType: unique symbol;

/** A pool of data rows for users, made by `csv` or `json`. R is the type of a row. */
export interface DataPool<R> {
  readonly spec: PoolSpec;
  readonly [rowType]?: R;
}

const BRAND = Symbol.for("live-load.data-pool");
const MODES = ["unique", "recycle", "random"] as const satisfies readonly PoolMode[];
const PER = ["iteration", "user"] as const;

/**
 * A data pool from a CSV file whose first line names the columns. Every value is a string. The file stays on the controller;
 * nodes receive only the rows that their users take.
 * @param file path relative to the scenario's file
 * @throws LiveLoadError `INVALID_OPTION` for an option that is unknown or has a wrong value
 * @example
 * ```ts
 * data: { people: csv("people.csv", { mode: "unique", per: "user", columns: ["name", "email"] }) }
 * ```
 */
export function csv<const K extends string = string>(
  file: string,
  options: CsvOptions<K> = {},
): DataPool<Readonly<Record<K, string>>> {
  return poolOf("csv", file, options);
}

/**
 * A data pool from a JSON file that holds an array of objects. The file stays on the controller; nodes receive only the rows
 * that their users take.
 * @param file path relative to the scenario's file
 * @throws LiveLoadError `INVALID_OPTION` for an option that is unknown or has a wrong value
 */
export function json<R extends object = Readonly<Record<string, unknown>>>(
  file: string,
  options: PoolOptions = {},
): DataPool<Readonly<R>> {
  return poolOf("json", file, options);
}

/** Whether `value` was made by `csv` or `json` of any instance of this package. */
export function isDataPool(value: unknown): value is DataPool<unknown> {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

function poolOf<R>(format: "csv" | "json", file: string, options: unknown): DataPool<R> {
  const where = `${format}(${JSON.stringify(file) ?? String(file)})`;
  if (typeof file !== "string" || file.trim() === "") throw invalid(`file of ${format}()`, file, "the path of a file");
  if (!isRecord(options)) throw invalid(`second argument of ${where}`, options, "an object of options");
  const known = ["mode", "per", ...(format === "csv" ? ["columns", "delimiter"] : [])];
  const unknownKey = Object.keys(options).find((key) => !known.includes(key));
  if (unknownKey !== undefined) {
    const message = `${where} has an unknown option ${JSON.stringify(unknownKey)}`;
    throw new LiveLoadError("INVALID_OPTION", message, {
      hint: suggest(unknownKey, known),
      details: { option: unknownKey, value: options[unknownKey], allowed: known },
    });
  }
  const { mode = "recycle", per = "iteration", columns = [], delimiter = "," } = options;
  const spec: PoolSpec = {
    format,
    file: inPartFolder(file),
    mode: oneOf(`mode of ${where}`, mode, MODES),
    per: oneOf(`per of ${where}`, per, PER),
    columns: checkColumns(`columns of ${where}`, columns),
    delimiter: checkDelimiter(`delimiter of ${where}`, delimiter),
  };
  return Object.freeze(Object.defineProperty({ spec: Object.freeze(spec) }, BRAND, { value: true }));
}

function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw invalid(option, value, allowed.map((one) => `"${one}"`).join(" or "));
}

function checkColumns(option: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((column) => typeof column === "string" && column !== "")) return [...value];
  throw invalid(option, value, "a list of names");
}

function checkDelimiter(option: string, value: unknown): string {
  if (typeof value === "string" && value.length > 0 && !/["\r\n]/.test(value)) return value;
  throw invalid(option, value, 'a text such as "," or ";" or "\\t"');
}

function invalid(option: string, value: unknown, allowed: string): LiveLoadError {
  return invalidOption({ option, label: `the ${option}`, value, allowed });
}
