import { stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import type { ChosenFiles, FileContent } from "../../ports/files.js";
import type { Parameter } from "../step-call.js";
import type { InputFile } from "./file-step-options.js";

/** What `setInputFiles` takes. */
export type FilesArgument = string | InputFile | readonly (string | InputFile)[];

/** The parameter for the files of an input. */
export const FILES: Parameter<FilesArgument> = {
  name: "files",
  allowed: "a path, a file as { name, mimeType, buffer }, or a list of either",
  accepts: (value): value is FilesArgument => (Array.isArray(value) ? value.every(isFile) : isFile(value)),
};

/** Beyond this, files in memory would be copied too often on their way into the page. Playwright has the same limit. */
const MAX_CONTENT_BYTES = 50 * 1024 * 1024;

/** The files that a scenario names, looked up on this machine. */
export async function chosenFiles(given: FilesArgument): Promise<ChosenFiles> {
  const list = Array.isArray(given) ? (given as readonly (string | InputFile)[]) : [given as string | InputFile];
  const paths = list.filter((file) => typeof file === "string");
  if (paths.length === 0) return { kind: "contents", contents: contentsOf(list as readonly InputFile[]) };
  if (paths.length < list.length) throw new TypeError("its files mix paths and files in memory, which a browser cannot");
  return pathsOf(paths);
}

function contentsOf(files: readonly InputFile[]): readonly FileContent[] {
  const contents = files.map(({ name, mimeType, buffer }) => {
    return { name, mimeType, bytes: typeof buffer === "string" ? Buffer.from(buffer) : buffer };
  });
  const size = contents.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size < MAX_CONTENT_BYTES) return contents;
  throw new TypeError(
    `its files have ${size} bytes in memory, but less than ${MAX_CONTENT_BYTES} are allowed: ship them as files with asset()`,
  );
}

async function pathsOf(given: readonly string[]): Promise<ChosenFiles> {
  const folders: string[] = [];
  const paths: string[] = [];
  for (const path of given) {
    if (!isAbsolute(path))
      throw new TypeError(`its files name ${path}, a relative path: name the file with asset(), at the top level`);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
      throw new TypeError(`there is no file ${path} on this machine: name it with asset(), at the top level`);
    (found.isDirectory() ? folders : paths).push(normalize(path));
  }
  const [folder] = folders;
  if (folder === undefined) return { kind: "paths", paths };
  if (folders.length === 1 && paths.length === 0) return { kind: "folder", path: folder };
  throw new TypeError(`its files name the folder ${folder} and more, but an input takes either files or one folder`);
}

function isFile(value: unknown): value is string | InputFile {
  if (typeof value === "string") return value.trim() !== "";
  if (typeof value !== "object" || value === null) return false;
  const { name, mimeType, buffer, ...rest } = value as Record<string, unknown>;
  const isNamed = typeof name === "string" && name !== "" && typeof mimeType === "string";
  return isNamed && (typeof buffer === "string" || buffer instanceof Uint8Array) && Object.keys(rest).length === 0;
}
