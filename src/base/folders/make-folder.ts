import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and the ones above it. Returns the topmost one that had to be created; `undefined` when all existed.
 * Node's own `recursive: true` never returns below a folder that hides its entries, such as `/proc/x/out`: `mkdir` says
 * ENOENT there although the parent exists, and Node tries the parent again for ever.
 */
export function makeFolder(path: string, mode?: number): string | undefined {
  const missing: string[] = [];
  for (let folder = path; !isThere(folder); folder = dirname(folder)) missing.push(folder);
  let topmost: string | undefined;
  for (const folder of missing.reverse()) {
    if (make(folder, mode)) topmost ??= folder;
  }
  return topmost;
}

function isThere(path: string): boolean {
  if (dirname(path) === path) return true;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isDirectory()) return true;
  throw Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${path}'`), { code: "ENOTDIR" });
}

/** Whether it was created here, and not by somebody else in the meantime. */
function make(folder: string, mode: number | undefined): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}
