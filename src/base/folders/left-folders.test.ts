import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processSpace, startOfProcess } from "../processes.js";
import { leftFolders, markOwner, removeLeftFolders } from "./left-folders.js";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "live-load-left-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function folderOf(name: string, owner?: object): Promise<string> {
  const folder = join(parent, name);
  await mkdir(join(folder, "profile"), { recursive: true });
  if (owner !== undefined) await writeFile(join(folder, ".owner"), JSON.stringify(owner));
  return folder;
}

describe("leftover temporary folders", () => {
  it("are removed once their process is gone, and no sooner", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    const owner = { pid: child.pid, startedAt: startOfProcess(child.pid ?? 0), space: processSpace() };
    const folder = await folderOf("live-load-node-a", owner);
    expect(removeLeftFolders(parent)).toEqual([]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(leftFolders(parent)).toEqual([folder]);
    expect(removeLeftFolders(parent)).toEqual([folder]);
    expect(existsSync(folder)).toBe(false);
  });

  it("count as left while their process is alive when its run is about to end", async () => {
    const folder = await folderOf("live-load-node-c");
    markOwner(folder, "run-1");
    markOwner(await folderOf("live-load-module-d"));
    expect(leftFolders(parent, new Set(["run-1"]))).toEqual([folder]);
    expect(leftFolders(parent, new Set(["run-2"]))).toEqual([]);
    expect(removeLeftFolders(parent)).toEqual([]);
  });

  it("are removed when their process id was reused", async () => {
    const folder = await folderOf("liveload-chromium-b", { pid: process.pid, startedAt: "1", space: processSpace() });
    expect(removeLeftFolders(parent)).toEqual([folder]);
  });

  it("are kept when they belong to this process, name no owner here, or are not LiveLoad's", async () => {
    markOwner(await folderOf("live-load-node-own"));
    await folderOf("live-load-node-silent");
    await folderOf("live-load-node-elsewhere", { pid: 1, startedAt: "1", space: "another container" });
    await folderOf("thesis", { pid: process.pid, startedAt: "1", space: processSpace() });
    const outside = await folderOf("outside", { pid: process.pid, startedAt: "1", space: processSpace() });
    await symlink(outside, join(parent, "live-load-node-link"));
    expect(removeLeftFolders(parent)).toEqual([]);
    expect(existsSync(join(outside, "profile"))).toBe(true);
  });
});
