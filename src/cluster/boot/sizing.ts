import { LiveLoadError } from "../../base/errors.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";

const MIB = 1024 * 1024;
/** The share of a node's free memory that users may fill. */
const MEMORY_SHARE = 0.8;
/** Memory reserved for the agent and the operating system. */
const RESERVED_BYTES = 512 * MIB;

/** The capacity of a node and the number of nodes. */
export interface Sizing {
  readonly usersPerNode: number;
  readonly nodes: number;
  /** The resource that is exhausted first. */
  readonly limitedBy: "cpu" | "memory";
  readonly usersByCpu: number;
  readonly usersByMemory: number;
}

/**
 * usersPerNode = min(floor((0.80 · availableMemory - 512 MiB - browserMemory) / contextMemory), floor(cores · contextsPerCore));
 * nodes = ceil(users / usersPerNode). Throws `NODE_TOO_SMALL`, with the missing amounts.
 */
export function sizeCluster(users: number, resources: NodeResources, browser: BrowserDescription): Sizing {
  const sizing = capacityOf(resources, browser);
  if (sizing.usersPerNode < 1) throw tooSmall(resources, browser);
  return { ...sizing, nodes: Math.ceil(users / sizing.usersPerNode) };
}

/** The capacity of a node; unlike {@link sizeCluster}, accepts a node that is too small for one user. */
export function capacityOf(resources: NodeResources, browser: BrowserDescription): Omit<Sizing, "nodes"> {
  const forUsers = MEMORY_SHARE * resources.availableMemoryBytes - RESERVED_BYTES - browser.browserMemoryUsageBytes;
  const usersByMemory = Math.max(0, Math.floor(forUsers / browser.contextMemoryUsageBytes));
  // 0.29 CPUs with 100 users each would make 28.999999999999996.
  const usersByCpu = Math.floor(resources.cpus * browser.browserContextsPerCore + 1e-9);
  const limitedBy = usersByMemory < usersByCpu ? "memory" : "cpu";
  return { usersPerNode: Math.min(usersByMemory, usersByCpu), limitedBy, usersByCpu, usersByMemory };
}

/** The error for a node that is too small for one user, with what it lacks. */
export function tooSmall(resources: NodeResources, browser: BrowserDescription): LiveLoadError {
  const neededBytes = (RESERVED_BYTES + browser.browserMemoryUsageBytes + browser.contextMemoryUsageBytes) / MEMORY_SHARE;
  const neededCpus = 1 / browser.browserContextsPerCore;
  const lacks: string[] = [];
  if (resources.availableMemoryBytes < neededBytes) {
    const missing = Math.ceil((neededBytes - resources.availableMemoryBytes) / MIB);
    lacks.push(`${missing} MiB of memory (it has ${Math.floor(resources.availableMemoryBytes / MIB)} MiB free)`);
  }
  if (resources.cpus < neededCpus) lacks.push(`${(neededCpus - resources.cpus).toFixed(2)} CPU (it has ${resources.cpus})`);
  return new LiveLoadError("NODE_TOO_SMALL", `not even one user fits on a node: it lacks ${lacks.join(" and ")}`, {
    hint: "give the nodes more, or free some memory",
    details: { resources: { ...resources }, neededBytes, neededCpus },
  });
}
