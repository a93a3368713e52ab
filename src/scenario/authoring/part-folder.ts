import { posix, sep } from "node:path";

let folder = "";

/** Sets the folder of the part whose code runs now, relative to the file that is run; `""` for the same folder. */
export function enterPartFolder(relativeFolder: string): void {
  folder = relativeFolder;
}

/** A path of the current part, made relative to the file that is run. Only parts of a mix can lie in another folder. */
export function inPartFolder(path: string): string {
  if (folder === "" || path.startsWith("/") || path.startsWith(sep)) return path;
  return posix.join(folder, path);
}
