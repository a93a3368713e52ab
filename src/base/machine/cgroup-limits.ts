import type { CgroupLevels, CgroupTree } from "./cgroup-tree.js";
import { parseCpuList, type ReadSystemFile, statValue } from "./system-files.js";

/** Kernels write "no limit" as a number just below 2^63, so numbers this large mean no limit. */
const NO_LIMIT = 2 ** 60;

/** A limit on CPU time, and the folder of the group that sets it. */
export interface CpuQuota {
  /** CPUs, possibly a fraction. */
  readonly cpus: number;
  readonly folder: string;
}

/** A limit on memory, and the memory in use. */
export interface MemoryLimit {
  readonly limitBytes: number;
  /** In use, without page cache that the kernel can reclaim at once. */
  readonly usedBytes: number;
}

/** The tightest CPU quota from the process's group up to the root; `undefined` when there is none. */
export async function readCpuQuota({ cpu }: CgroupTree, read: ReadSystemFile): Promise<CpuQuota | undefined> {
  if (cpu === undefined) return undefined;
  const quotas = await Promise.all(cpu.folders.map((folder) => quotaOf(folder, cpu, read)));
  return quotas.filter((quota) => quota !== undefined).sort((a, b) => a.cpus - b.cpus)[0];
}

/** The CPUs on which this process may run; `undefined` when the system does not tell. */
export async function readAllowedCpus({ cpuset }: CgroupTree, read: ReadSystemFile): Promise<readonly number[] | undefined> {
  const status = /^Cpus_allowed_list:\s*(\S+)/m.exec((await read("/proc/self/status")) ?? "")?.[1];
  const lists = [parseCpuList(status)];
  const names = cpuset?.version === 1 ? ["cpuset.effective_cpus", "cpuset.cpus"] : ["cpuset.cpus.effective"];
  for (const folder of cpuset?.folders ?? []) {
    for (const name of names) lists.push(parseCpuList(await read(`${folder}/${name}`)));
  }
  // A group that sets no CPUs has an empty list.
  const [first, ...others] = lists.filter((list) => list.length > 0);
  return first?.filter((cpu) => others.every((list) => list.includes(cpu)));
}

/** All memory limits from the process's group up to the root. */
export async function readMemoryLimits({ memory }: CgroupTree, read: ReadSystemFile): Promise<readonly MemoryLimit[]> {
  if (memory === undefined) return [];
  const limits = await Promise.all(memory.folders.map((folder) => memoryLimitOf(folder, memory, read)));
  return limits.flat();
}

async function quotaOf(folder: string, { version }: CgroupLevels, read: ReadSystemFile): Promise<CpuQuota | undefined> {
  const [quota, period] =
    version === 2
      ? ((await read(`${folder}/cpu.max`)) ?? "").trim().split(/\s+/).map(Number)
      : [await numberIn(`${folder}/cpu.cfs_quota_us`, read), await numberIn(`${folder}/cpu.cfs_period_us`, read)];
  if (quota === undefined || period === undefined || !(quota > 0 && period > 0)) return undefined;
  return { cpus: quota / period, folder };
}

async function memoryLimitOf(folder: string, { version }: CgroupLevels, read: ReadSystemFile): Promise<readonly MemoryLimit[]> {
  const stat = await read(`${folder}/memory.stat`);
  const numbers = (names: readonly string[]) => Promise.all(names.map((name) => numberIn(`${folder}/${name}`, read)));
  // Above `memory.high` the kernel throttles the group, which would distort a load test.
  const limits =
    version === 2
      ? await numbers(["memory.max", "memory.high"])
      : // The statistics include the limits of groups that are not visible from inside a container.
        [...(await numbers(["memory.limit_in_bytes"])), statValue(stat, "hierarchical_memory_limit")];
  const used = (await numberIn(`${folder}/${version === 2 ? "memory.current" : "memory.usage_in_bytes"}`, read)) ?? 0;
  const cache = statValue(stat, version === 2 ? "inactive_file" : "total_inactive_file") ?? 0;
  return limits
    .filter((limit): limit is number => limit !== undefined && limit > 0 && limit < NO_LIMIT)
    .map((limitBytes) => ({ limitBytes, usedBytes: Math.max(0, used - cache) }));
}

async function numberIn(path: string, read: ReadSystemFile): Promise<number | undefined> {
  const text = (await read(path))?.trim();
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text);
}
