import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { TransformFailure } from "esbuild";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { suggest } from "../../base/suggest.js";
import type { PoolSpec } from "../../scenario/data-pool.js";
import type { Row } from "../../scenario/iteration.js";

/** A pool that is to be read. */
export interface PoolRequest {
  /** As the scenario's part calls it; for messages. */
  readonly name: string;
  readonly spec: PoolSpec;
  /** Folder that its path is relative to. */
  readonly folder: string;
  /** Folder that messages name files relative to. */
  readonly cwd: string;
}

/** The largest file that is read. */
const MAX_BYTES = 256 * 1024 * 1024;
/** A row goes through the control channel as a whole. */
const MAX_ROW_BYTES = 1024 * 1024;

/** Reads a pool's rows. Rejects with `SCENARIO_LOAD_FAILED`, which names pool, file and line, when anything is wrong with them. */
export async function readPool(request: PoolRequest): Promise<readonly Row[]> {
  const { spec } = request;
  const text = await textOf(request);
  const rows = spec.format === "csv" ? await csvRows(text, request) : await jsonRows(text, request);
  if (rows.length === 0) throw problem(request, undefined, "it has no rows", "a pool needs at least one row");
  for (const [at, row] of rows.entries()) {
    if (Buffer.byteLength(JSON.stringify(row)) > MAX_ROW_BYTES)
      throw problem(request, undefined, `row ${at + 1} has more than ${MAX_ROW_BYTES} bytes`);
  }
  return rows;
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

/** A record of a CSV file, with the line that it ends on. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function csvRows(text: string, request: PoolRequest): Promise<readonly Row[]> {
  const { delimiter } = request.spec;
  // Only the controller of a run with such a pool needs it.
  const { CsvError, parse } = await import("csv-parse/sync");
  let records: readonly CsvRecord[];
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, delimiter };
    records = parse(text, options) as unknown as readonly CsvRecord[];
  } catch (error) {
    const line = error instanceof CsvError ? (error as { readonly lines?: number }).lines : undefined;
    throw problem(request, line, messageOf(error), 'a value with quotes in it is written "so ""quoted"" it is"');
  }
  const [header, ...rest] = records;
  if (header === undefined) throw problem(request, undefined, "it is empty", "its first line names the columns");
  const columns = checkHeader(header, request);
  return rest.map(({ record, info }) => {
    if (record.length !== columns.length)
      throw problem(
        request,
        info.lines,
        `it has ${record.length} values, and the first line names ${columns.length} columns: ${columns.join(", ")}`,
        'a value with the delimiter in it stands in "quotes"',
      );
    return Object.fromEntries(columns.map((column, at) => [column, record[at]]));
  });
}

function checkHeader({ record, info }: CsvRecord, request: PoolRequest): readonly string[] {
  const columns = record.map((column) => column.trim());
  const empty = columns.indexOf("");
  if (empty !== -1) throw problem(request, info.lines, `column ${empty + 1} has no name`, "the first line names the columns");
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw problem(request, info.lines, `there are two columns ${JSON.stringify(twice)}`);
  const missing = request.spec.columns.find((column) => !columns.includes(column));
  if (missing === undefined) return columns;
  const other = columns.length === 1 ? [";", "\t", "|"].find((mark) => columns[0]?.includes(mark)) : undefined;
  const hint = other === undefined ? suggest(missing, columns) : `is its delimiter ${JSON.stringify(other)}?`;
  throw problem(request, info.lines, `it has no column ${JSON.stringify(missing)}, only ${columns.join(", ")}`, hint);
}

async function jsonRows(text: string, request: PoolRequest): Promise<readonly Row[]> {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    const { line, what } = await jsonTrouble(text, error);
    throw problem(request, line, `it is no JSON: ${what}`);
  }
  if (!Array.isArray(rows)) throw problem(request, undefined, "it holds no list", "it holds a list of objects: [{ … }, { … }]");
  return rows.map((row: unknown, at) => {
    if (typeof row === "object" && row !== null && !Array.isArray(row)) return row as Row;
    const found = JSON.stringify(row).slice(0, 80);
    throw problem(request, undefined, `element ${at + 1} of its list is ${found}, and not an object`);
  });
}

/** Where JSON is wrong: Node's own parser does not always say. */
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
