import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type ErrorCode, LiveLoadError } from "../../base/errors.js";
import { isRecord } from "../../base/invalid-option.js";
import { maskSecretsIn } from "../../base/secrets/mask-secrets.js";
import { buildResult } from "../../result/build-result.js";
import type { RunResult } from "../../result/model.js";
import { factsNote } from "../journal/journal-note.js";
import type { OutputFolder } from "../report-folder/output-folder.js";
import { RESULT_FILE, writeReports } from "../report-folder/write-reports.js";
import type { ScenarioOutcome } from "../run-events.js";
import { factsOf, plansOf } from "./facts-of.js";
import type { RunState } from "./run-state.js";

/** Errors that occur before anything is started. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "INVALID_OPTION",
  "SCENARIO_FILE_NOT_FOUND",
  "OUTPUT_FOLDER_IN_USE",
  "SCENARIO_LOAD_FAILED",
  "CONFIG_FAILED",
  "SETUP_FAILED",
  "CLUSTER_NAME_INVALID",
  "SCENARIO_ALREADY_RUNNING",
  "FOLDER_NOT_WRITABLE",
]);

/** How a run ended. */
export interface FinishRequest {
  /** Why the scenario could not run, or ended. */
  readonly error: LiveLoadError | undefined;
  /** The folder that holds the folders of several scenarios. */
  readonly parent: OutputFolder | undefined;
}

/** What a run leaves behind. */
export type FinishedRun = Pick<ScenarioOutcome, "result" | "error" | "console">;

/**
 * Writes result, reports and summary, whatever happened. A run that was refused before it began leaves the report
 * of an earlier one as it is. Files that cannot be written cause warnings and change neither summary nor verdict; without
 * `result.json` the run has the error `RESULT_UNWRITABLE`.
 */
export async function finishRun(state: RunState, { error, parent }: FinishRequest): Promise<FinishedRun> {
  const { folder, ports } = state;
  const holdsEarlierRun =
    parent?.holdsEarlierRun === true || (folder.holdsEarlierRun && !(await neverBegan(join(folder.path, RESULT_FILE))));
  if (holdsEarlierRun && (error === undefined || REFUSALS.has(error.code))) {
    // A run that was interrupted before the start has nothing to report either.
    const result = error === undefined ? maskedResult(state, error) : undefined;
    ports.emit({ type: "warning", message: `${(parent ?? folder).path} still holds the report of an earlier run` });
    return { result, error, console: "" };
  }
  const result = await resultOf(state, { error, parent });
  const { reporters } = (state.isLoaded ? state.loaded.options : state.given).values;
  const { console, unwritten } = await writeReports(result, reporters, { folder, ...ports.host.terminal });
  const troubles = unwritten.map(({ path, message }) => ({
    path,
    message: `${join(folder.path, path)} could not be written: ${message}`,
  }));
  const missing = troubles.find(({ path }) => path === RESULT_FILE);
  for (const trouble of troubles) {
    if (trouble !== missing || error !== undefined) ports.emit({ type: "warning", message: trouble.message });
  }
  return { result, error: error ?? unwritable(missing?.message), console };
}

/** Whether it is the result of a run without a load: nobody will miss it. */
async function neverBegan(resultFile: string): Promise<boolean> {
  try {
    const result: unknown = JSON.parse(await readFile(resultFile, "utf8"));
    return isRecord(result) && result.startedAt === null;
  } catch {
    return false;
  }
}

/** Removes the report of an earlier run: from here on the folders belong to this run. */
export async function takeFolders(folder: OutputFolder, parent: OutputFolder | undefined): Promise<void> {
  await parent?.clear(basename(folder.path));
  await folder.clear();
}

/** Builds the result, and writes its facts to the journal. */
async function resultOf(state: RunState, { error, parent }: FinishRequest): Promise<RunResult> {
  const { journal, folder, ports } = state;
  // When the folder cannot be written, each file causes an error of its own below.
  await takeFolders(folder, parent).catch(() => {});
  if (await folder.wasDeleted()) {
    journal.lost();
    ports.emit({ type: "warning", message: `${folder.path} was deleted during the run: its journal and screenshots are lost` });
  }
  if (state.isLoaded) {
    const note = factsNote(factsOf(state, error), plansOf(state), { isFinal: true });
    void journal.append({ type: "note", note });
  }
  await journal.close();
  return maskedResult(state, error);
}

/** Masks the result once more: nodes only mask the secrets that they know. */
function maskedResult(state: RunState, error: LiveLoadError | undefined): RunResult {
  return maskSecretsIn(buildResult({ aggregate: state.aggregate, background: state.background, facts: factsOf(state, error) }));
}

function unwritable(message: string | undefined): LiveLoadError | undefined {
  if (message === undefined) return undefined;
  return new LiveLoadError("RESULT_UNWRITABLE", message, {
    hint: "the summary is all there is of this run; where the journal is complete, live-load report makes the rest again",
  });
}
