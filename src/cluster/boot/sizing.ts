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
  /** Absent for one: users without a browser have as many as they keep cores busy. */
  readonly processesPerNode?: number | undefined;
  /** The background users beside them on each node; absent without such. */
  readonly crowd?: CrowdShare | undefined;
}

/** All background users, and what one costs. */
export interface Crowd {
  readonly users: number;
  readonly browser: BrowserDescription;
}

/** A node's share of the background users. */
export interface CrowdShare {
  /** At most; nodes differ by one. */
  readonly usersPerNode: number;
  readonly processesPerNode: number;
}

/** Users in browsers, and background users on the same nodes. */
export interface SizedLoad {
  readonly users: number;
  readonly crowd?: Crowd | undefined;
}

/**
 * usersPerNode = min(floor((0.80 · availableMemory - 512 MiB - browserMemory) / contextMemory), floor(cores · contextsPerCore));
 * nodes = ceil(users / usersPerNode). Background users are spread evenly over the nodes and take their part of cores and memory
 * first. Throws `NODE_TOO_SMALL`, with the missing amounts.
 */
export function sizeCluster({ users, crowd }: SizedLoad, resources: NodeResources, browser: BrowserDescription): Sizing {
  if (crowd === undefined) {
    const sizing = capacityBeside(undefined, resources, browser);
    if (sizing.usersPerNode < 1) throw tooSmall(resources, browser);
    const nodes = Math.ceil(users / sizing.usersPerNode);
    return { ...sizing, nodes, processesPerNode: processesFor({ users: Math.ceil(users / nodes), browser }, resources) };
  }
  const smallest = besideCrowd(resources, { ...crowd, users: 1 });
  if (capacityOf(smallest, browser).usersPerNode < 1) throw tooSmall(smallest, browser);
  const cpus = users / browser.browserContextsPerCore + crowd.users / crowd.browser.browserContextsPerCore;
  for (let nodes = Math.max(1, Math.floor(cpus / resources.cpus)); ; nodes += 1) {
    const sizing = capacityBeside(crowdOnOne(crowd, nodes), resources, browser);
    if (sizing.usersPerNode * nodes >= users) return { ...sizing, nodes };
  }
}

/** The background users of one of so many nodes. */
export function crowdOnOne(crowd: Crowd, nodes: number): Crowd {
  return { ...crowd, users: Math.ceil(crowd.users / nodes) };
}

/** The capacity of a node for users in browsers, beside the background users that it has. */
export function capacityBeside(
  crowd: Crowd | undefined,
  resources: NodeResources,
  browser: BrowserDescription,
): Omit<Sizing, "nodes"> {
  if (crowd === undefined) return capacityOfAll(resources, browser);
  const share = { usersPerNode: crowd.users, processesPerNode: processesOf(crowd, resources) };
  return { ...capacityOf(besideCrowd(resources, crowd), browser), crowd: share };
}

/** The resources of a node that its background users leave to the browsers. */
function besideCrowd(resources: NodeResources, crowd: Crowd): NodeResources {
  const { users, browser } = crowd;
  const cpus = resources.cpus - users / browser.browserContextsPerCore;
  const processBytes = processesOf(crowd, resources) * browser.browserMemoryUsageBytes;
  const memory = resources.availableMemoryBytes - (processBytes + users * browser.contextMemoryUsageBytes) / MEMORY_SHARE;
  return { ...resources, cpus: Math.max(Number.MIN_VALUE, cpus), availableMemoryBytes: Math.max(0, memory) };
}

/** The processes of users without a browser on a node, each as large as the others. */
interface CrowdProcesses {
  readonly resources: NodeResources;
  readonly processes: number;
  /** Their connection, with the figures of what one of them costs. */
  readonly browser: BrowserDescription;
}

/** How many users without a browser one of these processes is sized for, beside users in browsers if there are any. */
export function capacityOfProcess({ resources, processes, browser }: CrowdProcesses, beside?: Crowd): number {
  const besideCpus = beside === undefined ? 0 : beside.users / beside.browser.browserContextsPerCore;
  const cpus = Math.max(0, resources.cpus - besideCpus);
  const browsersBytes =
    beside === undefined ? 0 : beside.browser.browserMemoryUsageBytes + beside.users * beside.browser.contextMemoryUsageBytes;
  const forCrowd = MEMORY_SHARE * resources.availableMemoryBytes - RESERVED_BYTES - browsersBytes;
  const byMemory = (forCrowd / processes - browser.browserMemoryUsageBytes) / browser.contextMemoryUsageBytes;
  const byCpu = Math.min(1, cpus / processes) * browser.browserContextsPerCore;
  return Math.max(0, Math.floor(Math.min(byMemory, byCpu) + 1e-9));
}

/** A process keeps one core busy at most. */
function processesOf({ users, browser }: Crowd, { cpus }: NodeResources): number {
  return Math.max(1, Math.min(Math.ceil(cpus), Math.ceil(users / browser.browserContextsPerCore)));
}

/** The processes that these users of a node take: one for those in browsers; for others, as many as a run has beside browsers. */
export function processesFor(load: Crowd, resources: NodeResources): number | undefined {
  if (load.browser.connection !== "protocol") return undefined;
  const most = processesOf(load, resources);
  const capacities = Array.from({ length: most }, (_, at) => capacityOf(resources, load.browser, at + 1).usersPerNode);
  const wanted = Math.min(load.users, Math.max(...capacities));
  // Each takes memory, too.
  return (
    1 +
    Math.max(
      0,
      capacities.findIndex((users) => users >= wanted),
    )
  );
}

/** The capacity of a node whose users have as many processes as serve them best. */
function capacityOfAll(resources: NodeResources, browser: BrowserDescription): Omit<Sizing, "nodes"> {
  const processes = processesFor({ users: Number.MAX_SAFE_INTEGER, browser }, resources);
  return capacityOf(resources, browser, processes);
}

/** The capacity of a node; unlike {@link sizeCluster}, accepts a node that is too small for one user. */
export function capacityOf(resources: NodeResources, browser: BrowserDescription, processes = 1): Omit<Sizing, "nodes"> {
  const processBytes = processes * browser.browserMemoryUsageBytes;
  const forUsers = MEMORY_SHARE * resources.availableMemoryBytes - RESERVED_BYTES - processBytes;
  const usersByMemory = Math.max(0, Math.floor(forUsers / browser.contextMemoryUsageBytes));
  // 0.29 CPUs with 100 users each would make 28.999999999999996.
  const usersByCpu = Math.floor(coresFor(browser, resources, processes) * browser.browserContextsPerCore + 1e-9);
  const limitedBy = usersByMemory < usersByCpu ? "memory" : "cpu";
  return { usersPerNode: Math.min(usersByMemory, usersByCpu), limitedBy, usersByCpu, usersByMemory };
}

/** The cores that users can use: a process of users without a browser keeps one busy at most. */
export function coresFor({ connection }: BrowserDescription, { cpus }: NodeResources, processes = 1): number {
  return connection === "protocol" ? Math.min(processes, cpus) : cpus;
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
