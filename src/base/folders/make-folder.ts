import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and its parents. Returns the topmost folder that it created; `undefined` when all existed. Node's own
 * `recursive: true` never returns for a path such as `/proc/x/out`: there `mkdir` fails with ENOENT although the parent exists,
 * and Node retries the parent forever.
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

/** Creates a folder; `false` when another process has created it meanwhile. */
function make(folder: string, mode: number | undefined): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}
