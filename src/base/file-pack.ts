import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { LiveLoadError } from "./errors.js";
import { makeFolder } from "./folders/make-folder.js";

/** A file and its path relative to a folder, with forward slashes. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The maximum size of an unpacked pack, as a defence against mistakes and malice. */
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;

/** Packs files into one compressed buffer. */
export async function packFiles(files: readonly PackedFile[]): Promise<Buffer> {
  const lines = files.map(({ path, bytes }) => JSON.stringify([path, Buffer.from(bytes).toString("base64")]));
  return promisify(gzip)(lines.join("\n"));
}

/** Packs every file of a folder. */
export async function packFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return packFiles(
    await Promise.all(
      files.map(async (file) => ({ path: relative(folder, file).split(sep).join("/"), bytes: await readFile(file) })),
    ),
  );
}

/** Unpacks files into a folder, never outside it, and returns their paths. Rejects when the bytes are not a pack. */
export async function unpackFiles(pack: Uint8Array, folder: string): Promise<readonly string[]> {
  const text = (await promisify(gunzip)(pack, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8");
  const paths: string[] = [];
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [path, base64] = JSON.parse(line) as readonly unknown[];
    if (typeof path !== "string" || typeof base64 !== "string") throw notAPack("a line is not a file");
    const file = resolve(folder, path);
    if (!file.startsWith(`${resolve(folder)}${sep}`)) throw notAPack(`the path ${JSON.stringify(path)} is outside the folder`);
    makeFolder(dirname(file));
    await writeFile(file, Buffer.from(base64, "base64"));
    paths.push(path);
  }
  return paths;
}

function notAPack(why: string): LiveLoadError {
  return new LiveLoadError("INTERNAL", `the bytes received are not a pack of files: ${why}`);
}
