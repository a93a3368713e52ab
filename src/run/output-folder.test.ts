import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.js";
import { reserveOutputFolder } from "./output-folder.js";

const owner = { pid: process.pid, runId: "test", clock: systemClock };
let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "live-load-test-"));
  folder = join(root, "report");
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the output folder", () => {
  it("is made, and emptied for the next run", async () => {
    const first = await reserveOutputFolder(folder, owner);
    await first.write("artifacts/shot.png", "x");
    await first.write("report.html", "x");
    await first.release();
    const second = await reserveOutputFolder(folder, owner);
    await second.release();
    expect(await readdir(folder)).toEqual([".liveload"]);
  });

  it("is not shared by two runs", async () => {
    const first = await reserveOutputFolder(folder, owner);
    await expect(reserveOutputFolder(folder, owner)).rejects.toMatchObject({
      code: "OUTPUT_FOLDER_IN_USE",
      message: expect.stringContaining("another run"),
    });
    await first.release();
    await (await reserveOutputFolder(folder, owner)).release();
  });

  it("is taken over from a run that died", async () => {
    await reserveOutputFolder(folder, { ...owner, pid: 2 ** 22 + 12_345, runId: "dead" });
    const mine = await reserveOutputFolder(folder, owner);
    await mine.release();
    expect(existsSync(join(folder, ".liveload.lock"))).toBe(false);
  });

  it("is left alone when somebody else's files are in it", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "thesis.txt"), "years of work");
    await expect(reserveOutputFolder(folder, owner)).rejects.toMatchObject({
      code: "OUTPUT_FOLDER_IN_USE",
      hint: expect.stringContaining("--out"),
    });
    expect(await readdir(folder)).toEqual(["thesis.txt"]);
  });

  it("cannot be a file", async () => {
    await writeFile(folder, "");
    await expect(reserveOutputFolder(folder, owner)).rejects.toMatchObject({ code: "OUTPUT_FOLDER_IN_USE" });
  });
});
