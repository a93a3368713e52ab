import { messageOf } from "../../base/errors.js";
import type { ReporterOptions, ReportFile } from "../../reporters/reporter.js";
import { makeReports } from "../../reporters/reporters.js";
import type { RunResult } from "../../result/model.js";
import type { OutputFolder } from "./output-folder.js";
import { readEvidence } from "./read-evidence.js";

/** Name of the journal in the output folder. */
export const JOURNAL_FILE = "journal";
/** Name of the result in the output folder. */
export const RESULT_FILE = "result.json";

/** The outcome of writing the reports. */
export interface WrittenReports {
  /** Text for the terminal. */
  readonly console: string;
  /** Files that could not be written, below the output folder, and why. */
  readonly unwritten: readonly { readonly path: string; readonly message: string }[];
}

/** Writes the result and all reports into the folder; a file that cannot be written does not keep the others from being written. */
export async function writeReports(
  result: RunResult,
  reporters: readonly string[],
  { folder, color, columns, rows }: { readonly folder: OutputFolder } & Pick<ReporterOptions, "color" | "columns" | "rows">,
): Promise<WrittenReports> {
  const evidence = reporters.includes("html") ? await readEvidence(result, folder.path) : undefined;
  const options = { color, columns, rows, outputFolder: folder.path, ...(evidence === undefined ? {} : { evidence }) };
  const { files, console } = makeReports(result, reporters, options);
  const unwritten: { path: string; message: string }[] = [];
  const write = ({ path, content }: ReportFile): Promise<void> =>
    folder.write(path, content).catch((error: unknown) => {
      unwritten.push({ path, message: messageOf(error) });
    });
  for (const file of [{ path: RESULT_FILE, content: `${JSON.stringify(result)}\n` }, ...files]) await write(file);
  if (unwritten.length === 0) return { console, unwritten };
  // The summary must not point to a missing file.
  const missing = unwritten.map(({ path }) => path);
  return { console: makeReports(result, reporters, { ...options, unwritten: missing }).console, unwritten };
}
