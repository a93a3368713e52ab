import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LiveLoadError, messageOf } from "../base/errors.js";
import { processExists } from "../base/host.js";

/** Says that LiveLoad made the folder. */
const MARKER = ".liveload";
/** Says which process is writing into the folder. */
const LOCK = ".liveload.lock";

/** The folder that a run writes its reports into; nobody else writes there meanwhile. */
export interface OutputFolder {
  readonly path: string;
  /** Writes a file below the folder; readers see the old content or the new, never half of it. */
  write(file: string, content: string | Uint8Array): Promise<void>;
  /** Lets others in again. Idempotent. */
  release(): Promise<void>;
}

/**
 * Makes the folder, or empties it when an earlier run made it. Throws `OUTPUT_FOLDER_IN_USE` when another run is writing
 * there or the folder holds something that is not LiveLoad's.
 */
export async function reserveOutputFolder(
  path: string,
  owner: { readonly pid: number; readonly runId: string },
): Promise<OutputFolder> {
  refuseForeign(path);
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new LiveLoadError("OUTPUT_FOLDER_IN_USE", `the output folder ${path} cannot be made: ${messageOf(error)}`, {
      hint: "choose another one with --out",
      cause: error,
    });
  });
  const folder = await holdOutputFolder(path, owner);
  await empty(path);
  await writeFile(join(path, MARKER), "This folder is made by live-load, which empties it before the next run.\n");
  return folder;
}

/** Takes a folder that exists, with what is in it. Throws `OUTPUT_FOLDER_IN_USE` when a run is writing there. */
export async function holdOutputFolder(
  path: string,
  owner: { readonly pid: number; readonly runId: string },
): Promise<OutputFolder> {
  await lock(path, owner);
  return {
    path,
    write: (file, content) => writeWhole(join(path, file), content),
    release: () => rm(join(path, LOCK), { force: true }),
  };
}

/** Replaces a file in one step. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  await writeFile(draft, content);
  await rename(draft, file);
}

function refuseForeign(path: string): void {
  if (!existsSync(path)) return;
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    throw new LiveLoadError("OUTPUT_FOLDER_IN_USE", `the output folder ${path} cannot be used: ${messageOf(error)}`, {
      hint: "choose another one with --out",
      cause: error,
    });
  }
  if (names.length === 0 || names.includes(MARKER) || names.includes(LOCK)) return;
  throw new LiveLoadError("OUTPUT_FOLDER_IN_USE", `the output folder ${path} holds files that LiveLoad did not make`, {
    hint: "choose another folder with --out, or empty this one",
  });
}

async function lock(path: string, owner: { readonly pid: number; readonly runId: string }): Promise<void> {
  const file = join(path, LOCK);
  // A lock whose process has gone is taken over; when two do so at once, the exclusive write lets one of them win.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(owner), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === 3) throw error;
      const pid = await ownerOf(file);
      if (pid !== undefined && processExists(pid)) throw inUse(path, pid);
      await rm(file, { force: true });
    }
  }
}

function inUse(path: string, pid: number): LiveLoadError {
  return new LiveLoadError("OUTPUT_FOLDER_IN_USE", `another run (process ${pid}) is writing into ${path}`, {
    hint: "wait for it, or choose another folder with --out",
    details: { pid },
  });
}

async function ownerOf(file: string): Promise<number | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(file, "utf8")) as { pid?: unknown };
    return typeof pid === "number" ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function empty(path: string): Promise<void> {
  for (const name of readdirSync(path)) {
    if (name !== LOCK && name !== MARKER) await rm(join(path, name), { recursive: true, force: true });
  }
}
