import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../base/clock.js";
import { delay } from "../../../base/deadline.js";
import { type CgroupLevels, readCgroupTree } from "../../../base/machine/cgroup-tree.js";
import { systemFiles } from "../../../base/machine/system-files.js";
import type { Slice } from "./slice-options.js";

const PERIOD_US = 100_000;
const REMOVE_MS = 5000;
const POLL_MS = 50;

/**
 * Creates control groups that limit a node to its slice, as children of our own groups. `undefined` if that is not possible:
 * without root, without delegation, or on another platform than Linux.
 */
export async function createSliceCgroups(name: string, slice: Slice): Promise<readonly string[] | undefined> {
  const { cpu, memory } = await readCgroupTree(systemFiles());
  const parents = [cpu, memory].map((levels) => parentOf(levels));
  const [cpuParent, memoryParent] = parents;
  if (cpuParent === undefined || memoryParent === undefined) return undefined;
  const folders = [...new Set([cpuParent, memoryParent].map(({ folder }) => join(folder, name)))];
  try {
    for (const folder of folders) await mkdir(folder);
    await limitCpu(join(cpuParent.folder, name), cpuParent.version, slice);
    await limitMemory(join(memoryParent.folder, name), memoryParent.version, slice);
    return folders;
  } catch {
    for (const folder of folders) await rmdir(folder).catch(() => {});
    return undefined;
  }
}

/** Removes the groups once their last process is gone; ignores groups that do not exist. */
export async function removeSliceCgroups(folders: readonly string[], clock: Clock): Promise<void> {
  const deadlineMs = clock.now() + REMOVE_MS;
  for (const folder of folders) {
    while (!(await isRemoved(folder)) && clock.now() < deadlineMs) await delay(POLL_MS, { clock });
  }
}

/** Wraps a command line so that it first enters the groups: no part of the program runs outside of them. */
export function insideCgroups(folders: readonly string[], command: readonly string[]): readonly string[] {
  const enter = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@"';
  return ["/bin/sh", "-c", enter, "sh", ...folders, "--", ...command];
}

function parentOf(levels: CgroupLevels | undefined): { readonly folder: string; readonly version: 1 | 2 } | undefined {
  const folder = levels?.folders[0];
  return levels === undefined || folder === undefined ? undefined : { folder, version: levels.version };
}

async function limitCpu(folder: string, version: 1 | 2, { cpus }: Slice): Promise<void> {
  // The kernel does not accept a quota below a millisecond.
  const quotaUs = Math.max(1000, Math.round(cpus * PERIOD_US));
  if (version === 2) return set(join(folder, "cpu.max"), `${quotaUs} ${PERIOD_US}`);
  await set(join(folder, "cpu.cfs_period_us"), String(PERIOD_US));
  await set(join(folder, "cpu.cfs_quota_us"), String(quotaUs));
}

function limitMemory(folder: string, version: 1 | 2, { memoryBytes }: Slice): Promise<void> {
  return set(join(folder, version === 2 ? "memory.max" : "memory.limit_in_bytes"), String(memoryBytes));
}

/** The file exists only if the controller is enabled; it must not be created. */
function set(file: string, value: string): Promise<void> {
  return writeFile(file, value, { flag: "r+" });
}

async function isRemoved(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
