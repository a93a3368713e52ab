import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.js";
import { processSpace, startOfProcess } from "../../base/processes.js";
import { LOCK_FILE, lockFolder } from "./folder-lock.js";

const owner = { runId: "mine", host: { pid: process.pid, clock: systemClock } };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function lockedBy(note: object): Promise<void> {
  await writeFile(join(folder, LOCK_FILE), JSON.stringify(note));
}

const here = { space: processSpace(), host: "here", runId: "theirs" };

describe("the lock of a folder", () => {
  it("names the process, its start, the host and the run", async () => {
    const lock = await lockFolder(folder, owner);
    expect(JSON.parse(await readFile(join(folder, LOCK_FILE), "utf8"))).toMatchObject({
      pid: process.pid,
      startedAt: startOfProcess(process.pid),
      space: processSpace(),
      host: expect.any(String),
      runId: "mine",
    });
    await lock.release();
    expect(await lock.isThere()).toBe(false);
  });

  it("is respected while its process is alive, and taken over afterwards", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child, "spawn");
    await lockedBy({ ...here, pid: child.pid, startedAt: startOfProcess(child.pid ?? 0) });
    await expect(lockFolder(folder, owner)).rejects.toMatchObject({ code: "OUTPUT_FOLDER_IN_USE", details: { pid: child.pid } });
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await lockFolder(folder, owner)).release();
  });

  it.each([
    ["names only a pid", { pid: 1 }],
    ["names a pid that another process has by now", { ...here, pid: process.ppid, startedAt: "1" }],
    ["names this process, which does not hold it", { ...here, pid: process.pid, startedAt: startOfProcess(process.pid) }],
  ])("is taken over when it %s", async (_what, note) => {
    await lockedBy(note);
    await (await lockFolder(folder, owner)).release();
  });

  it("of another machine or container is respected while it is refreshed", async () => {
    const elsewhere = { pid: 1, startedAt: "7", space: "other boot pid:[1]", host: "other", runId: "theirs" };
    await lockedBy(elsewhere);
    await expect(lockFolder(folder, owner)).rejects.toMatchObject({ message: expect.stringContaining("process 1 on other") });
    const minuteAgo = new Date(systemClock.wallTime() - 60_000);
    await utimes(join(folder, LOCK_FILE), minuteAgo, minuteAgo);
    await (await lockFolder(folder, owner)).release();
  });
});
