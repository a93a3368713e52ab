import type { ReporterOptions } from "../reporters/reporter.js";
import { makeReports } from "../reporters/reporters.js";
import type { RunResult } from "../result/model.js";
import type { OutputFolder } from "./output-folder.js";

/** Name of the journal in the output folder. */
export const JOURNAL_FILE = "journal";
/** Name of the result in the output folder. */
export const RESULT_FILE = "result.json";

/** Writes the result and the reports into the folder; gives what is for the terminal. */
export async function writeReports(
  result: RunResult,
  reporters: readonly string[],
  { folder, color, columns }: { readonly folder: OutputFolder } & Pick<ReporterOptions, "color" | "columns">,
): Promise<string> {
  await folder.write(RESULT_FILE, `${JSON.stringify(result)}\n`);
  const reports = makeReports(result, reporters, { color, columns, outputFolder: folder.path });
  for (const { path, content } of reports.files) await folder.write(path, content);
  return reports.console;
}
