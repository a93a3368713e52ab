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
  return {
    ...leastCpus(host.cpus, (await readAllowedCpus(tree, read))?.length, (await readCpuQuota(tree, read))?.cpus),
    ...(await leastMemory(host, await readMemoryLimits(tree, read), read)),
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
