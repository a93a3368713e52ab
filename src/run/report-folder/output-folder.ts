import { readdirSync, rmdirSync } from "node:fs";
import { rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { makeFolder } from "../../base/folders/make-folder.js";
import { type FolderLock, type FolderOwner, LOCK_FILE, lockFolder } from "./folder-lock.js";

/** Name of the file that marks the folder as LiveLoad's. */
const MARKER = ".liveload";
const MARKER_TEXT = "This folder is made by live-load, which empties it before the next run.\n";

/** The folder of a run's reports, locked for this run. */
export interface OutputFolder {
  readonly path: string;
  /** Whether it still holds the report of an earlier run. `clear` removes it once nothing can be refused any more. */
  readonly holdsEarlierRun: boolean;
  /** Empties it except for the entry `except`. Idempotent. Rejects with `FOLDER_NOT_WRITABLE`. */
  clear(except?: string): Promise<void>;
  /** Whether somebody has deleted it since it was locked. */
  wasDeleted(): Promise<boolean>;
  /** Writes a file below the folder atomically. */
  write(file: string, content: string | Uint8Array): Promise<void>;
  /** Removes a file below the folder, and the folder that held only this file. */
  remove(file: string): Promise<void>;
  /** Unlocks the folder, and removes it if it is new and nothing was written. Idempotent. */
  release(): Promise<void>;
}

/**
 * Locks the folder for a run, and creates it if needed; the report of an earlier run stays until `clear`.
 * Throws `OUTPUT_FOLDER_IN_USE` when another run is writing there or the folder holds foreign files,
 * `FOLDER_NOT_WRITABLE` when nothing can be written there.
 */
export async function reserveOutputFolder(path: string, owner: FolderOwner): Promise<OutputFolder> {
  try {
    const names = namesIn(path);
    refuseForeign(path, names);
    const created = makeFolder(path);
    const lock = await lockFolder(path, owner);
    return heldFolder({ path, lock, created, holdsEarlierRun: names.some((name) => name !== MARKER && name !== LOCK_FILE) });
  } catch (error) {
    throw refusal(path, error);
  }
}

/**
 * Locks an existing folder and keeps its content. Throws `OUTPUT_FOLDER_IN_USE` when a run is writing there,
 * `FOLDER_NOT_WRITABLE` when nothing can be written.
 */
export async function holdOutputFolder(path: string, owner: FolderOwner): Promise<OutputFolder> {
  try {
    return heldFolder({ path, lock: await lockFolder(path, owner), created: undefined, holdsEarlierRun: true });
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Replaces a file in one step. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  makeFolder(dirname(file));
  const draft = `${file}.draft`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

interface Held {
  readonly path: string;
  readonly lock: FolderLock;
  /** The topmost folder that had to be created. */
  readonly created: string | undefined;
  readonly holdsEarlierRun: boolean;
}

function heldFolder({ path, lock, created, holdsEarlierRun }: Held): OutputFolder {
  let [holdsEarlier, isMarked] = [holdsEarlierRun, holdsEarlierRun];
  // Also marks a folder that was deleted meanwhile and created again.
  const mark = async (): Promise<void> => {
    if (isMarked && (await lock.isThere())) return;
    await writeWhole(join(path, MARKER), MARKER_TEXT);
    isMarked = true;
  };
  return {
    path,
    get holdsEarlierRun() {
      return holdsEarlier;
    },
    clear: async (except) => {
      try {
        if (holdsEarlier) await empty(path, except);
        holdsEarlier = false;
        await mark();
      } catch (error) {
        throw refusal(path, error);
      }
    },
    wasDeleted: async () => !(await lock.isThere()),
    write: async (file, content) => {
      await mark();
      await writeWhole(join(path, file), content);
    },
    remove: async (file) => {
      await rm(join(path, file), { force: true });
      await rmdir(dirname(join(path, file))).catch(() => {});
    },
    release: async () => {
      await lock.release();
      if (created !== undefined && !isMarked) removeEmpty(path, created);
    },
  };
}

function refusal(path: string, error: unknown): LiveLoadError {
  if (isLiveLoadError(error)) return error;
  return new LiveLoadError("FOLDER_NOT_WRITABLE", `the output folder ${path} cannot be written: ${messageOf(error)}`, {
    hint: "choose another one with --out",
    details: { option: "out", value: path },
    cause: error,
  });
}

/** `[]` when there is no such folder. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function refuseForeign(path: string, names: readonly string[]): void {
  if (names.length === 0 || names.includes(MARKER) || names.includes(LOCK_FILE)) return;
  throw new LiveLoadError("OUTPUT_FOLDER_IN_USE", `the output folder ${path} holds files that LiveLoad did not make`, {
    hint: "choose another folder with --out, or empty this one",
  });
}

async function empty(path: string, except: string | undefined): Promise<void> {
  for (const name of readdirSync(path)) {
    if (name !== LOCK_FILE && name !== MARKER && name !== except) await rm(join(path, name), { recursive: true, force: true });
  }
}

/** Removes the folders from the lowest to the topmost, as far as they are empty. */
function removeEmpty(path: string, topmost: string): void {
  try {
    for (let folder = path; folder.length >= topmost.length; folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // Somebody has put a file there meanwhile.
  }
}
