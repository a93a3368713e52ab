import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";

/** A file to write. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** For the error: `the scenario`. */
  readonly what: string;
  /** A hint for the error when it cannot be written. */
  readonly hint: string;
}

/** Writes a file, and the folders around it. Rejects with `FOLDER_NOT_WRITABLE`. */
export async function writeText({ path, text, what, hint }: TextFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw notWritable(error, { what, hint });
  }
}

/** The error for a file that could not be written, or not be read to be changed; one of LiveLoad's own stays as it is. */
export function notWritable(error: unknown, { what, hint }: Pick<TextFile, "what" | "hint">): LiveLoadError {
  if (error instanceof LiveLoadError) return error;
  const message = `${what} could not be written: ${messageOf(error)}`;
  return new LiveLoadError("FOLDER_NOT_WRITABLE", message, { hint, cause: error });
}
