import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { TransformFailure } from "esbuild";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { suggest } from "../../base/wording/suggest.js";
import type { PoolSpec } from "../../scenario/authoring/data-pool.js";
import type { Row } from "../../scenario/iteration/iteration-ports.js";

/** A pool to read. */
export interface PoolRequest {
  /** The pool's name in the scenario, for messages. */
  readonly name: string;
  readonly spec: PoolSpec;
  /** Folder that the pool's path is relative to. */
  readonly folder: string;
  /** Messages name files relative to this folder. */
  readonly cwd: string;
}

/** The largest file that a pool may have. */
const MAX_BYTES = 256 * 1024 * 1024;
/** The control channel carries a row in one piece. */
const MAX_ROW_BYTES = 1024 * 1024;

/** Reads a pool's rows. Rejects with `SCENARIO_LOAD_FAILED`, naming pool, file and line, when they are malformed. */
export async function readPool(request: PoolRequest): Promise<readonly Row[]> {
  const { spec } = request;
  const text = await textOf(request);
  const rows = spec.format === "csv" ? await csvRows(text, request) : await jsonRows(text, request);
  if (rows.length === 0) throw problem(request, undefined, "it has no rows", "a pool needs at least one row");
  // Rows need no check in files that are smaller than the largest row allowed, as most are.
  const large = text.length < MAX_ROW_BYTES / 6 ? -1 : rows.findIndex((row) => sizeOf(row) > MAX_ROW_BYTES);
  if (large !== -1) throw problem(request, undefined, `row ${large + 1} has more than ${MAX_ROW_BYTES} bytes`);
  return rows;
}

function sizeOf(row: Row): number {
  return Buffer.byteLength(JSON.stringify(row));
}

async function textOf(request: PoolRequest): Promise<string> {
  const file = resolve(request.folder, request.spec.file);
  try {
    const bytes = await readFile(file);
    if (bytes.length <= MAX_BYTES) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (code === "ENOENT")
      throw problem(request, undefined, "there is no such file", "paths are relative to the scenario's file");
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw problem(request, undefined, "it is not UTF-8 text");
    throw problem(request, undefined, `it cannot be read: ${messageOf(error)}`);
  }
  throw problem(request, undefined, `it has more than ${MAX_BYTES} bytes`);
}

async function csvRows(text: string, request: PoolRequest): Promise<readonly Row[]> {
  // Loaded lazily: only runs with a CSV pool need it.
  const { CsvError, parse } = await import("csv-parse/sync");
  const { delimiter } = request.spec;
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, delimiter };
  let records: readonly (readonly string[])[];
  try {
    records = parse(text, options);
  } catch (error) {
    const line = error instanceof CsvError ? (error as { readonly lines?: number }).lines : undefined;
    throw problem(request, line, messageOf(error), 'a value with quotes in it is written "so ""quoted"" it is"');
  }
  // Tracking lines makes the parser several times slower, so it is done only to locate an error.
  const lineOf = (record: number) => {
    const [found] = parse(text, { ...options, info: true, from: record, to: record }) as unknown as readonly CsvRecord[];
    return found?.info.lines;
  };
  const [header, ...rows] = records;
  if (header === undefined) throw problem(request, undefined, "it is empty", "its first line names the columns");
  const columns = checkHeader(header, request, lineOf(1));
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged === -1) return rows.map((row) => rowOf(columns, row));
  throw problem(
    request,
    lineOf(ragged + 2),
    `it has ${rows[ragged]?.length} values, and the first line names ${columns.length} columns: ${columns.join(", ")}`,
    'a value with the delimiter in it stands in "quotes"',
  );
}

/** A record of a CSV file, with the line that it ends on. */
interface CsvRecord {
  readonly info: { readonly lines: number };
}

function rowOf(columns: readonly string[], values: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (const [at, column] of columns.entries()) row[column] = values[at] ?? "";
  return row;
}

function checkHeader(header: readonly string[], request: PoolRequest, line: number | undefined): readonly string[] {
  const columns = header.map((column) => column.trim());
  if (columns.includes("__proto__"))
    throw problem(request, line, 'a column is named "__proto__", which JavaScript reserves', "rename it");
  const wrong = columns.indexOf("");
  if (wrong !== -1) throw problem(request, line, `column ${wrong + 1} has no name`, "the first line names the columns");
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw problem(request, line, `there are two columns ${JSON.stringify(twice)}`);
  const missing = request.spec.columns.find((column) => !columns.includes(column));
  if (missing === undefined) return columns;
  const other = columns.length === 1 ? [";", "\t", "|"].find((mark) => columns[0]?.includes(mark)) : undefined;
  const hint = other === undefined ? suggest(missing, columns) : `is its delimiter ${JSON.stringify(other)}?`;
  throw problem(request, line, `it has no column ${JSON.stringify(missing)}, only ${columns.join(", ")}`, hint);
}

async function jsonRows(text: string, request: PoolRequest): Promise<readonly Row[]> {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    const { line, what } = await jsonTrouble(text, error);
    throw problem(request, line, `it is not JSON: ${what}`);
  }
  if (!Array.isArray(rows)) throw problem(request, undefined, "it is not a list", "write a list of objects: [{ … }, { … }]");
  return rows.map((row: unknown, at) => {
    const isObject = typeof row === "object" && row !== null && !Array.isArray(row);
    if (isObject && Object.hasOwn(row, "__proto__"))
      throw problem(request, undefined, `element ${at + 1} has a key "__proto__", which JavaScript reserves`, "rename it");
    if (isObject) return row as Row;
    const found = JSON.stringify(row).slice(0, 80);
    throw problem(request, undefined, `element ${at + 1} of its list is ${found}, and not an object`);
  });
}

/** Locates an error in JSON: Node's own parser does not always give a position. */
async function jsonTrouble(text: string, thrown: unknown): Promise<{ readonly line: number | undefined; readonly what: string }> {
  const { transform } = await import("esbuild");
  try {
    await transform(text, { loader: "json", logLevel: "silent" });
  } catch (error) {
    const [first] = (error as Partial<TransformFailure>).errors ?? [];
    if (first?.location) return { line: first.location.line, what: first.text };
  }
  return { line: undefined, what: messageOf(thrown) };
}

function problem(request: PoolRequest, line: number | undefined, what: string, hint?: string): LiveLoadError {
  const { name, spec, folder, cwd } = request;
  const path = resolve(folder, spec.file);
  const file = relative(cwd, path) || path;
  const place = line === undefined ? file : `${file}:${line}`;
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `the data pool ${JSON.stringify(name)} cannot be read: ${place}: ${what}`, {
    hint,
    details: { pool: name, file: path, ...(line === undefined ? {} : { line }) },
  });
}
