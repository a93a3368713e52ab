import { LiveLoadError } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { distributeUsers, type UserRange } from "../load/distribution.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import { capacityBeside, processesFor, type SizedLoad, type Sizing, sizeCluster, tooSmall } from "./boot/sizing.js";

const MIB = 1024 * 1024;

/** The facts that a cluster is sized by. */
export interface PlanFacts extends SizedLoad {
  readonly maxNodes: number;
  readonly resources: NodeResources;
  readonly browser: BrowserDescription;
  /** There is only one node: more users than fit on it are a warning, not an error. */
  readonly singleNode: boolean;
  readonly onWarning: (message: string) => void;
}

/** Calculates how many nodes are needed. Throws `NODE_TOO_SMALL` or `NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES`. */
export function planNodes(facts: PlanFacts): Sizing {
  const { maxNodes, resources, browser } = facts;
  if (facts.singleNode) return planSingleNode(facts);
  const sizing = sizeCluster(facts, resources, browser);
  if (sizing.nodes <= maxNodes) return sizing;
  throw new LiveLoadError(
    "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    `${loadOf(facts)} need ${formatCount(sizing.nodes, "node")} with ${sizing.usersPerNode} each, and ${maxNodes} ${maxNodes === 1 ? "is" : "are"} allowed`,
    {
      hint: `allow more with --max-nodes ${sizing.nodes}, use larger nodes, or fewer users`,
      details: { necessary: sizing.nodes, maxAllowed: maxNodes, usersPerNode: sizing.usersPerNode },
    },
  );
}

function loadOf({ users, crowd }: SizedLoad): string {
  return `${formatCount(users, "user")}${crowd === undefined ? "" : ` and ${formatCount(crowd.users, "background user")}`}`;
}

/** The user's own machine takes any number of users that its memory can hold, with a warning beyond its capacity. */
function planSingleNode({ users, crowd, resources, browser, onWarning }: PlanFacts): Sizing {
  const capacity = capacityBeside(crowd, resources, browser);
  refuseImpossible({ users, crowd }, capacity, { resources, browser });
  const has = `${formatCount(resources.cpus, "CPU")} and ${Math.floor(resources.availableMemoryBytes / MIB)} MiB of free memory`;
  const beside = crowd === undefined ? "" : ` beside ${formatCount(crowd.users, "background user")}`;
  if (capacity.usersPerNode < 1 && crowd !== undefined)
    onWarning(`this machine is too small for even one user${beside} (${has}): it may distort what it measures`);
  else if (capacity.usersPerNode < 1)
    onWarning(`this machine is small for even one user: ${tooSmall(resources, browser).message.replace(/^.*?: /, "")}`);
  else if (users > capacity.usersPerNode)
    onWarning(
      `${users} users are more than the ${capacity.usersPerNode} that this machine is sized for${beside} (${has}): it may distort what it measures`,
    );
  const processesPerNode = crowd === undefined ? processesFor({ users, browser }, resources) : undefined;
  return { ...capacity, nodes: 1, ...(processesPerNode !== undefined && { processesPerNode }) };
}

/** A load is refused if its contexts would need more than this multiple of the machine's memory. Above 1, because pages differ in size. */
const MEMORY_OVERCOMMIT = 2;

/** Refuses a load that would exhaust the memory and crash the browser, not just distort the measurement. Both kinds of users share the memory. */
function refuseImpossible(
  load: SizedLoad,
  { usersPerNode }: Omit<Sizing, "nodes">,
  { resources, browser }: Pick<PlanFacts, "resources" | "browser">,
): void {
  const { users, crowd } = load;
  const crowdBytes = (crowd?.users ?? 0) * (crowd?.browser.contextMemoryUsageBytes ?? 0);
  const bytes = users * browser.contextMemoryUsageBytes + crowdBytes;
  const room = MEMORY_OVERCOMMIT * resources.memoryBytes;
  if (bytes <= room || (users === 1 && crowdBytes === 0)) return;
  const gib = (amount: number) => `${Number((amount / 1024 ** 3).toPrecision(2))} GiB`;
  const most = Math.max(crowd === undefined ? 1 : 0, Math.floor((room - crowdBytes) / browser.contextMemoryUsageBytes));
  const beside = crowd === undefined ? "" : ` beside ${formatCount(crowd.users, "background user")}`;
  const here = most < 1 ? "run fewer background users here" : `run at most ${formatCount(most, "user")}${beside} here`;
  const sized = most < 1 ? "" : ` (it is sized for ${usersPerNode})`;
  throw new LiveLoadError(
    "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    `${loadOf(load)} need about ${gib(bytes)} of memory, and this machine, which is the only node, has ${gib(resources.memoryBytes)}`,
    {
      hint: `${here}${sized}, or take more machines, such as with --backend kubernetes`,
      details: { necessary: necessaryNodes(load, resources, browser), maxAllowed: 1, usersPerNode },
    },
  );
}

/** Nodes like this one for the whole load; as many as users if not even one fits. */
function necessaryNodes(load: SizedLoad, resources: NodeResources, browser: BrowserDescription): number {
  try {
    return sizeCluster(load, resources, browser).nodes;
  } catch (error) {
    if (error instanceof LiveLoadError && error.code === "NODE_TOO_SMALL") return load.users;
    throw error;
  }
}

/** The users assigned to a node. */
export interface NodeShare {
  readonly users: UserRange;
  /** Places of the users in a ramp-up: the j-th user, from 0, has the place `offset + j · stride + 1`. */
  readonly ordinals: { readonly offset: number; readonly stride: number };
}

/**
 * Spreads users over nodes: evenly if each node has room for an even share (free memory differs slightly even between equal
 * machines), otherwise in proportion to capacity.
 */
export function shareUsers(users: number, capacities: readonly number[]): readonly NodeShare[] {
  const even = distributeUsers(
    users,
    capacities.map(() => 1),
  );
  const fits = even.every(({ count }, at) => count <= (capacities[at] ?? 0));
  const total = capacities.reduce((sum, capacity) => sum + capacity, 0);
  const isEven = fits || total === 0 || capacities.every((capacity) => capacity === capacities[0]);
  const ranges = isEven ? even : distributeUsers(users, capacities);
  // In an even spread, ramp-up starts users on the nodes in turn. Places must run from 1 to `users` without gaps, so an uneven
  // spread fills one node after another.
  return ranges.map((range, at) => ({
    users: range,
    ordinals: isEven ? { offset: at, stride: ranges.length } : { offset: range.first - 1, stride: 1 },
  }));
}
