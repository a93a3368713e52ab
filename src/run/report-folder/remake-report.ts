import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { RunHost } from "../../base/host.js";
import { maskSecretsIn } from "../../base/secrets/mask-secrets.js";
import { checkReporterNames } from "../../reporters/reporters.js";
import type { RunResult } from "../../result/model.js";
import { parseResult } from "../../result/read-result.js";
import { resultOfJournal } from "../journal/result-of-journal.js";
import { holdOutputFolder } from "./output-folder.js";
import { foldersInIndex, INDEX_FILE } from "./output-index.js";
import { JOURNAL_FILE, RESULT_FILE, type WrittenReports, writeReports } from "./write-reports.js";

/** Reports to regenerate. */
export interface RemakeRequest {
  /** The output folder of a run, or of several. */
  readonly folder: string;
  readonly reporters: readonly string[];
  /** Build the result from the journal even if there is a `result.json`. */
  readonly fromJournal: boolean;
  readonly host: Pick<RunHost, "pid" | "clock" | "terminal">;
}

/**
 * Regenerates the reports from the result in a folder or, if its controller died, the result from the journal. Resolves
 * to the text for the terminal. Rejects with `RESULT_UNREADABLE` when there is neither, or with `OUTPUT_FOLDER_IN_USE`
 * while the run goes on.
 */
export async function remakeReport(request: RemakeRequest): Promise<string> {
  const { folder, reporters, host } = request;
  checkReporterNames(reporters);
  const folders = await foldersOfRuns(folder);
  const texts: string[] = [];
  for (const path of folders) {
    const held = await holdOutputFolder(path, { runId: "report", host });
    try {
      const { console, unwritten } = await writeReports(maskSecretsIn(await readResult(path, request)), reporters, {
        folder: held,
        ...host.terminal,
      });
      refuseUnwritten(path, unwritten);
      texts.push(console);
    } finally {
      await held.release();
    }
  }
  return texts.join("\n");
}

/** The folder itself, or those of several scenarios as the list in it names them. */
async function foldersOfRuns(folder: string): Promise<readonly string[]> {
  if (hasRun(folder)) return [folder];
  const list = await readText(join(folder, INDEX_FILE));
  if (list === undefined) {
    throw new LiveLoadError("RESULT_UNREADABLE", `${folder} holds neither a ${RESULT_FILE} nor a ${JOURNAL_FILE}`, {
      hint: "name the output folder of a run, as in: live-load report liveload-report",
    });
  }
  return foldersInIndex(list, folder).filter(hasRun);
}

/** A run still has its verdict when files cannot be written, but this command has only the files. */
function refuseUnwritten(folder: string, unwritten: WrittenReports["unwritten"]): void {
  const [first] = unwritten;
  if (first === undefined) return;
  throw new LiveLoadError("RESULT_UNWRITABLE", `${join(folder, first.path)} could not be written: ${first.message}`);
}

function hasRun(folder: string): boolean {
  return existsSync(join(folder, RESULT_FILE)) || existsSync(join(folder, JOURNAL_FILE));
}

async function readResult(folder: string, { fromJournal, host: { clock } }: RemakeRequest): Promise<RunResult> {
  const path = join(folder, RESULT_FILE);
  const text = fromJournal ? undefined : await readText(path);
  if (text !== undefined) return parseResult(text, path);
  const journal = join(folder, JOURNAL_FILE);
  const bytes = await readFile(journal).catch((error: unknown) => {
    throw new LiveLoadError("RESULT_UNREADABLE", `${journal} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  return resultOfJournal(bytes, { origin: journal, generatedAtMs: clock.wallTime() });
}

async function readText(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  return readFile(path, "utf8").catch((error: unknown) => {
    throw new LiveLoadError("RESULT_UNREADABLE", `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  });
}
