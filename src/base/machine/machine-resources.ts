import os from "node:os";
import { readAllowedCpus, readCpuQuota, readMemoryLimits } from "./cgroup-limits.js";
import { readCgroupTree } from "./cgroup-tree.js";
import { type ReadSystemFile, statValue, systemFiles } from "./system-files.js";

/** The machine according to the operating system, regardless of limits on this process. */
export interface HostFacts {
  readonly platform: string;
  readonly arch: string;
  readonly hostname: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
}

function hostFacts(): HostFacts {
  return {
    platform: os.platform(),
    arch: os.arch(),
    hostname: os.hostname(),
    cpus: Math.max(1, os.cpus().length),
    memoryBytes: os.totalmem(),
    freeMemoryBytes: os.freemem(),
  };
}

/** The resources that this process may use. */
export interface MachineResources {
  /** Usable CPUs, possibly a fraction. */
  readonly cpus: number;
  /** The limit that determines `cpus`. */
  readonly cpuSource: "quota" | "cpuset" | "host";
  /** Usable memory in bytes, free or not. */
  readonly memoryBytes: number;
  /** Bytes of it that are available now. */
  readonly availableMemoryBytes: number;
  /** The limit that determines `memoryBytes`. */
  readonly memorySource: "cgroup" | "host";
  /** Size of `/dev/shm` in bytes; absent when there is none. */
  readonly sharedMemoryBytes?: number;
  readonly cgroup: "v1" | "v2" | "hybrid" | "none";
  readonly platform: string;
  readonly arch: string;
  readonly hostname: string;
  readonly nodeVersion: string;
}

/** Sources of {@link readMachineResources}. Default: this machine. */
export interface ResourceSources {
  readonly nodeVersion: string;
  readonly read?: ReadSystemFile;
  readonly host?: HostFacts;
}

/** Determines the resources of this process: the minimum of what the machine, its cpusets and its control groups allow. */
export async function readMachineResources(sources: ResourceSources): Promise<MachineResources> {
  const { nodeVersion, read = systemFiles(), host = hostFacts() } = sources;
  const { platform, arch, hostname } = host;
  const tree = await readCgroupTree(read);
  const sharedMemoryBytes = sharedMemoryOf((await read("/proc/self/mountinfo")) ?? "", host.memoryBytes);
  return {
    ...leastCpus(host.cpus, (await readAllowedCpus(tree, read))?.length, (await readCpuQuota(tree, read))?.cpus),
    ...(await leastMemory(host, await readMemoryLimits(tree, read), read)),
    ...(sharedMemoryBytes === undefined ? {} : { sharedMemoryBytes }),
    cgroup: tree.mode,
    platform,
    arch,
    hostname,
    nodeVersion,
  };
}

function leastCpus(
  host: number,
  allowed: number | undefined,
  quota: number | undefined,
): Pick<MachineResources, "cpus" | "cpuSource"> {
  const cpus = Math.min(host, allowed ?? host, quota ?? host);
  if (quota !== undefined && quota === cpus && quota < Math.min(host, allowed ?? host)) return { cpus, cpuSource: "quota" };
  return { cpus, cpuSource: cpus < host ? "cpuset" : "host" };
}

async function leastMemory(
  host: HostFacts,
  limits: readonly { readonly limitBytes: number; readonly usedBytes: number }[],
  read: ReadSystemFile,
): Promise<Pick<MachineResources, "memoryBytes" | "availableMemoryBytes" | "memorySource">> {
  const meminfo = await read("/proc/meminfo");
  const total = kibibytes(meminfo, "MemTotal") ?? host.memoryBytes;
  const available = kibibytes(meminfo, "MemAvailable") ?? host.freeMemoryBytes;
  const memoryBytes = Math.min(total, ...limits.map(({ limitBytes }) => limitBytes));
  return {
    memoryBytes,
    availableMemoryBytes: Math.max(0, Math.min(available, ...limits.map(({ limitBytes, usedBytes }) => limitBytes - usedBytes))),
    memorySource: memoryBytes < total ? "cgroup" : "host",
  };
}

function kibibytes(meminfo: string | undefined, key: string): number | undefined {
  const value = statValue(meminfo, key);
  return value === undefined ? undefined : value * 1024;
}

/** Parses `25 24 0:23 / /dev/shm rw,relatime - tmpfs shm rw,size=65536k`. Without a size, a tmpfs has half of the memory. */
function sharedMemoryOf(mountinfo: string, memoryBytes: number): number | undefined {
  const mount = mountinfo
    .split("\n")
    .filter((line) => line.split(" ")[4] === "/dev/shm")
    .at(-1);
  if (mount === undefined) return undefined;
  const size = /[\s,]size=(\d+)([kmg%]?)/i.exec(mount.split(" - ")[1] ?? "");
  if (size === null) return memoryBytes / 2;
  const [, amount, unit = ""] = size;
  const factor = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, "%": memoryBytes / 100 }[unit.toLowerCase()] ?? 1;
  return Number(amount) * factor;
}
