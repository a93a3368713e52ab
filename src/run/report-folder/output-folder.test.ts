import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.js";
import { reserveOutputFolder } from "./output-folder.js";

const owner = { runId: "test", host: { pid: process.pid, clock: systemClock } };
let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "live-load-test-"));
  folder = join(root, "report");
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the output folder", () => {
  it("is created, and emptied for the next run", async () => {
    const first = await reserveOutputFolder(folder, owner);
    await first.write("artifacts/shot.png", "x");
    await first.write("report.html", "x");
    await first.release();
    const second = await reserveOutputFolder(folder, owner);
    expect(second.holdsEarlierRun).toBe(true);
    await second.clear();
    expect(second.holdsEarlierRun).toBe(false);
    await second.release();
    expect(await readdir(folder)).toEqual([".liveload"]);
  });

  it("keeps what an earlier run left until it is cleared", async () => {
    const first = await reserveOutputFolder(folder, owner);
    await first.write("report.html", "x");
    await first.release();
    await (await reserveOutputFolder(folder, owner)).release();
    expect(await readdir(folder)).toEqual([".liveload", "report.html"]);
  });

  it("is removed again, with the folders above it, when it was new and nothing was written", async () => {
    await (await reserveOutputFolder(join(folder, "a", "b"), owner)).release();
    expect(existsSync(folder)).toBe(false);
  });

  it("is created again when somebody deletes it, and can be used by the next run", async () => {
    const first = await reserveOutputFolder(folder, owner);
    await first.clear();
    expect(await first.wasDeleted()).toBe(false);
    await rm(folder, { recursive: true });
    expect(await first.wasDeleted()).toBe(true);
    await first.write("result.json", "{}");
    await first.release();
    expect((await readdir(folder)).sort()).toEqual([".liveload", "result.json"]);
    await (await reserveOutputFolder(folder, owner)).release();
  });

  it.skipIf(process.platform !== "linux")("is refused at once where folders cannot be created", async () => {
    await expect(reserveOutputFolder("/proc/x/out", owner)).rejects.toMatchObject({
      code: "FOLDER_NOT_WRITABLE",
      message: expect.stringMatching(/\/proc\/x\/out cannot be written: ENOENT/),
      hint: expect.stringContaining("--out"),
    });
  });

  it("is refused, with its path, when it can no longer be written at the start of the load", async () => {
    const held = await reserveOutputFolder(folder, owner);
    await rm(folder, { recursive: true });
    // A file in its place keeps root out as well.
    await writeFile(folder, "");
    await expect(held.clear()).rejects.toMatchObject({
      code: "FOLDER_NOT_WRITABLE",
      message: expect.stringContaining(`the output folder ${folder} cannot be written: E`),
    });
    await held.release();
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

  it("is taken over from a dead run", async () => {
    await reserveOutputFolder(folder, { runId: "dead", host: { ...owner.host, pid: 2 ** 22 + 12_345 } });
    const mine = await reserveOutputFolder(folder, owner);
    await mine.release();
    expect(existsSync(join(folder, ".liveload.lock"))).toBe(false);
  });

  it("is refused when it holds files of somebody else", async () => {
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
    await expect(reserveOutputFolder(folder, owner)).rejects.toMatchObject({ code: "FOLDER_NOT_WRITABLE" });
  });
});
