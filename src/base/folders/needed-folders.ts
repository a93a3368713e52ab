import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiveLoadError, messageOf } from "../errors.js";
import { markOwner } from "./left-folders.js";
import { makeFolder } from "./make-folder.js";
import { stateFolder } from "./state-folder.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** A few kilobytes, because a full disk may still accept a few bytes. */
const PROBE = "-".repeat(8192);

/**
 * Checks that a run can write to the folder for temporary files and to the state folder, where it keeps notes for
 * `live-load gc`.
 * @throws LiveLoadError `FOLDER_NOT_WRITABLE`, which names the environment variable that moves the folder
 */
export function checkNeededFolders(env: Environment): void {
  try {
    probe(tmpdir());
  } catch (error) {
    throw temporaryFolderError(error);
  }
  try {
    const folder = stateFolder(env);
    makeFolder(folder, 0o700);
    probe(folder);
  } catch (error) {
    throw stateFolderError(env, error);
  }
}

/** The error `FOLDER_NOT_WRITABLE` for the state folder. */
export function stateFolderError(env: Environment, error: unknown): LiveLoadError {
  return notWritable(`the state folder ${stateFolder(env)}`, "XDG_STATE_HOME", error);
}

/**
 * Creates a new folder for temporary files. If this process cannot remove it, a later run does.
 * @param runId the run that it belongs to, on a node
 * @throws LiveLoadError `FOLDER_NOT_WRITABLE`
 */
export function makeTemporaryFolder(prefix: string, runId?: string): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), prefix));
    markOwner(folder, runId);
    return folder;
  } catch (error) {
    throw temporaryFolderError(error);
  }
}

function temporaryFolderError(error: unknown): LiveLoadError {
  return notWritable(`the folder for temporary files ${tmpdir()}`, "TMPDIR", error);
}

function probe(folder: string): void {
  const own = mkdtempSync(join(folder, "live-load-probe-"));
  try {
    writeFileSync(join(own, "probe"), PROBE);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function notWritable(what: string, variable: string, error: unknown): LiveLoadError {
  return new LiveLoadError("FOLDER_NOT_WRITABLE", `${what} cannot be written: ${messageOf(error)}`, {
    hint: `free up space or allow writing there, or set ${variable} to use another folder`,
    details: { variable },
    cause: error,
  });
}
