import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { LiveLoadError } from "./errors.js";
import { makeFolder } from "./folders/make-folder.js";

/** A file by its path in a folder, with forward slashes. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a pack may unfold to: more would be somebody's mistake, or malice. */
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;

/** Files as one piece of bytes, compressed. */
export async function packFiles(files: readonly PackedFile[]): Promise<Buffer> {
  const lines = files.map(({ path, bytes }) => JSON.stringify([path, Buffer.from(bytes).toString("base64")]));
  return promisify(gzip)(lines.join("\n"));
}

/** Every file of a folder as a pack. */
export async function packFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return packFiles(
    await Promise.all(
      files.map(async (file) => ({ path: relative(folder, file).split(sep).join("/"), bytes: await readFile(file) })),
    ),
  );
}

/** Writes what is in a pack below a folder, and nothing outside it. Rejects when the bytes are no pack. */
export async function unpackFiles(pack: Uint8Array, folder: string): Promise<readonly string[]> {
  const text = (await promisify(gunzip)(pack, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8");
  const paths: string[] = [];
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [path, base64] = JSON.parse(line) as readonly unknown[];
    if (typeof path !== "string" || typeof base64 !== "string") throw notAPack("a line is not a file");
    const file = resolve(folder, path);
    if (!file.startsWith(`${resolve(folder)}${sep}`)) throw notAPack(`it wants to write ${JSON.stringify(path)}`);
    makeFolder(dirname(file));
    await writeFile(file, Buffer.from(base64, "base64"));
    paths.push(path);
  }
  return paths;
}

function notAPack(why: string): LiveLoadError {
  return new LiveLoadError("INTERNAL", `what was sent is no pack of files: ${why}`);
}
