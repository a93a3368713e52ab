import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packFiles, packFolder, unpackFiles } from "./file-pack.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-pack-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a pack of files", () => {
  it("holds a folder and everything below it, byte for byte", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    await mkdir(join(folder, "from", "deep"), { recursive: true });
    await writeFile(join(folder, "from", "deep", "all.bin"), bytes);
    await writeFile(join(folder, "from", "empty"), "");
    const paths = await unpackFiles(await packFolder(join(folder, "from")), join(folder, "to"));
    expect([...paths].sort()).toEqual(["deep/all.bin", "empty"]);
    expect(new Uint8Array(await readFile(join(folder, "to", "deep", "all.bin")))).toEqual(bytes);
    expect(await readFile(join(folder, "to", "empty"), "utf8")).toBe("");
  });

  it("writes nothing outside its folder", async () => {
    for (const path of ["../out", "/etc/out", "a/../../out"]) {
      const pack = await packFiles([{ path, bytes: Buffer.from("x") }]);
      await expect(unpackFiles(pack, join(folder, "to"))).rejects.toThrow("is outside the folder");
    }
  });

  it("is refused when the bytes are something else", async () => {
    await expect(unpackFiles(Buffer.from("hello"), folder)).rejects.toThrow();
  });
});
