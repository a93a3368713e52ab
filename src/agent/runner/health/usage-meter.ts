import type { Clock } from "../../../base/clock.js";
import { type CpuQuota, readAllowedCpus, readCpuQuota, readMemoryLimits } from "../../../base/machine/cgroup-limits.js";
import { type CgroupTree, readCgroupTree } from "../../../base/machine/cgroup-tree.js";
import { type ReadSystemFile, statValue, systemFiles } from "../../../base/machine/system-files.js";

/** How much of the node was in use since the last reading. `undefined` where the platform does not tell. */
export interface NodeUsage {
  /** Share of the CPU that the node may use. */
  readonly cpu: number | undefined;
  /** Share of the memory that the node may use. */
  readonly memory: number | undefined;
  /** Milliseconds for which a CPU quota throttled the node. */
  readonly throttledMs: number | undefined;
  /** Processes killed for lack of memory. */
  readonly outOfMemoryKills: number | undefined;
}

interface Counts {
  readonly busyMs: number | undefined;
  readonly totalMs: number | undefined;
  readonly throttledMs: number | undefined;
  readonly kills: number | undefined;
}

/**
 * Measures how much of the node is in use. Where a quota limits the CPU, it is the usage of that quota's cgroup; elsewhere
 * that of the CPUs that the node may run on, by all processes.
 */
export class UsageMeter {
  readonly #clock: Clock;
  readonly #read: ReadSystemFile;
  #place:
    | { readonly tree: CgroupTree; readonly quota: CpuQuota | undefined; readonly cpus: readonly number[] | undefined }
    | undefined;
  #last: Counts | undefined;

  constructor(clock: Clock, read: ReadSystemFile = systemFiles()) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Usage since the last call; the first call has nothing to compare with. */
  async measure(): Promise<NodeUsage> {
    const read = this.#read;
    if (this.#place === undefined) {
      const tree = await readCgroupTree(read);
      this.#place = { tree, quota: await readCpuQuota(tree, read), cpus: await readAllowedCpus(tree, read) };
    }
    const last = this.#last;
    const now = await this.#count();
    this.#last = now;
    return {
      cpu: share(last, now),
      memory: await this.#memory(),
      throttledMs: difference(last?.throttledMs, now.throttledMs),
      outOfMemoryKills: difference(last?.kills, now.kills),
    };
  }

  async #count(): Promise<Counts> {
    const atMs = this.#clock.now();
    const quota = this.#place?.quota;
    const kills = await this.#kills();
    if (quota === undefined) return { ...(await this.#hostTimes()), throttledMs: undefined, kills };
    const v2 = this.#place?.tree.cpu?.version === 2;
    const stat = await this.#read(`${quota.folder}/cpu.stat`);
    const throttled = v2 ? scaled(statValue(stat, "throttled_usec"), 1e3) : scaled(statValue(stat, "throttled_time"), 1e6);
    const busyMs = v2 ? scaled(statValue(stat, "usage_usec"), 1e3) : await this.#usageOfV1(quota.folder);
    return { busyMs, totalMs: atMs * quota.cpus, throttledMs: throttled, kills };
  }

  /** `cpuacct` is mounted with `cpu`, or beside it under its own name. */
  async #usageOfV1(folder: string): Promise<number | undefined> {
    const beside = folder.replace(/\/cpu(?=\/|$)/, "/cpuacct");
    const text = (await this.#read(`${folder}/cpuacct.usage`)) ?? (await this.#read(`${beside}/cpuacct.usage`));
    return text === undefined ? undefined : scaled(Number(text), 1e6);
  }

  /** Ticks of the CPUs that the node may use: `cpu3 user nice system idle iowait …`. */
  async #hostTimes(): Promise<Pick<Counts, "busyMs" | "totalMs">> {
    const lines = [...((await this.#read("/proc/stat")) ?? "").matchAll(/^cpu(\d+) (.*)$/gm)];
    const cpus = this.#place?.cpus;
    const own = lines.filter(([, cpu]) => cpus?.includes(Number(cpu)) ?? true);
    if (own.length === 0) return { busyMs: undefined, totalMs: undefined };
    let [busyMs, totalMs] = [0, 0];
    for (const [, , text = ""] of own) {
      // Guest time, from the ninth number on, is included in `user`.
      const ticks = text.trim().split(/\s+/).slice(0, 8).map(Number);
      const all = ticks.reduce((sum, value) => sum + value, 0);
      totalMs += all;
      busyMs += all - (ticks[3] ?? 0) - (ticks[4] ?? 0);
    }
    return { busyMs, totalMs };
  }

  async #kills(): Promise<number | undefined> {
    const memory = this.#place?.tree.memory;
    const name = memory?.version === 2 ? "memory.events" : "memory.oom_control";
    const own = memory?.folders[0];
    const inGroup = own === undefined ? undefined : statValue(await this.#read(`${own}/${name}`), "oom_kill");
    return inGroup ?? statValue(await this.#read("/proc/vmstat"), "oom_kill");
  }

  async #memory(): Promise<number | undefined> {
    const meminfo = await this.#read("/proc/meminfo");
    const [total, available] = [statValue(meminfo, "MemTotal"), statValue(meminfo, "MemAvailable")];
    const limits = this.#place === undefined ? [] : await readMemoryLimits(this.#place.tree, this.#read);
    const shares = limits.map(({ limitBytes, usedBytes }) => usedBytes / limitBytes);
    if (total !== undefined && available !== undefined) shares.push(1 - available / total);
    return shares.length === 0 ? undefined : Math.max(...shares);
  }
}

function scaled(value: number | undefined, divisor: number): number | undefined {
  return value === undefined ? undefined : value / divisor;
}

function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : Math.max(0, after - before);
}

function share(before: Counts | undefined, after: Counts): number | undefined {
  const busy = difference(before?.busyMs, after.busyMs);
  const total = difference(before?.totalMs, after.totalMs);
  return busy === undefined || total === undefined || total === 0 ? undefined : Math.min(1, busy / total);
}
