import { posix, sep } from "node:path";

let folder = "";

/** Says in which folder the code that runs now lies, relative to that of the file that is run: `""` for the same. */
export function enterPartFolder(relativeFolder: string): void {
  folder = relativeFolder;
}

/** A path as seen from the file that is run. Only a part of a mix can lie elsewhere; scenarios are loaded one after another. */
export function inPartFolder(path: string): string {
  if (folder === "" || path.startsWith("/") || path.startsWith(sep)) return path;
  return posix.join(folder, path);
}
