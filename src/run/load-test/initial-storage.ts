import { isAbsolute, resolve } from "node:path";
import { invalidOption } from "../../base/invalid-option.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";
import { PerUser } from "../../scenario/browser-options/per-user.js";
import { readStorageState, rememberStorageState } from "../../scenario/browser-options/storage-state.js";
import type { StorageState } from "../../scenario/page-port.js";

/**
 * What every user has stored at first, read from its file if necessary. Its secrets are masked from now on. Paths are relative
 * to the current folder; a scenario names its file with `asset`. Rejects with `INVALID_OPTION`.
 */
export async function initialStorage(options: ResolvedOptions, cwd: string): Promise<StorageState | undefined> {
  const given = options.values.storageState;
  if (given === undefined || given instanceof PerUser) return undefined;
  const state = typeof given === "string" ? await readNamed(given, options, cwd) : given;
  rememberStorageState(state);
  return state;
}

async function readNamed(file: string, { origins }: ResolvedOptions, cwd: string): Promise<StorageState> {
  const label = spelling("storageState", origins.storageState);
  if (origins.storageState === "scenario" && !isAbsolute(file))
    throw invalidOption({ option: "storageState", label, value: file, allowed: `asset(${JSON.stringify(file)})` });
  return readStorageState({ file: resolve(cwd, file), label, value: file });
}
