import { LiveLoadError } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { distributeUsers, type UserRange } from "../load/distribution.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import { capacityOf, type Sizing, sizeCluster, tooSmall } from "./boot/sizing.js";

const MIB = 1024 * 1024;

/** What a cluster is sized from. */
export interface PlanFacts {
  readonly users: number;
  readonly maxNodes: number;
  readonly resources: NodeResources;
  readonly browser: BrowserDescription;
  /** There is one node whatever happens: more users than fit on it are a warning, not an error. */
  readonly singleNode: boolean;
  readonly onWarning: (message: string) => void;
}

/** How many nodes it takes. Throws `NODE_TOO_SMALL` or `NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES`. */
export function planNodes(facts: PlanFacts): Sizing {
  const { users, maxNodes, resources, browser } = facts;
  if (facts.singleNode) return planSingleNode(facts);
  const sizing = sizeCluster(users, resources, browser);
  if (sizing.nodes <= maxNodes) return sizing;
  throw new LiveLoadError(
    "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    `${formatCount(users, "user")} need ${formatCount(sizing.nodes, "node")} with ${sizing.usersPerNode} each, and ${maxNodes} ${maxNodes === 1 ? "is" : "are"} allowed`,
    {
      hint: `allow more with --max-nodes ${sizing.nodes}, use larger nodes, or fewer users`,
      details: { necessary: sizing.nodes, maxAllowed: maxNodes, usersPerNode: sizing.usersPerNode },
    },
  );
}

/** The person's own machine takes what it is given, and says when that is more than it can be trusted with. */
function planSingleNode({ users, resources, browser, onWarning }: PlanFacts): Sizing {
  const capacity = capacityOf(resources, browser);
  refuseImpossible(users, capacity, { resources, browser });
  if (capacity.usersPerNode < 1)
    onWarning(`this machine is small for even one user: ${tooSmall(resources, browser).message.replace(/^.*?: /, "")}`);
  else if (users > capacity.usersPerNode) {
    const has = `${formatCount(resources.cpus, "CPU")} and ${Math.floor(resources.availableMemoryBytes / MIB)} MiB of free memory`;
    onWarning(
      `${users} users are more than the ${capacity.usersPerNode} that this machine is sized for (${has}): it may distort what it measures`,
    );
  }
  return { ...capacity, nodes: 1 };
}

/** How many times a machine's memory the contexts may need by the figures before the load is refused: pages differ. */
const MEMORY_OVERCOMMIT = 2;

/** What no machine of this memory can hold is no load that distorts something: it ends the browser. */
function refuseImpossible(
  users: number,
  { usersPerNode }: Omit<Sizing, "nodes">,
  { resources, browser }: Pick<PlanFacts, "resources" | "browser">,
): void {
  const most = Math.max(1, Math.floor((MEMORY_OVERCOMMIT * resources.memoryBytes) / browser.contextMemoryUsageBytes));
  if (users <= most) return;
  const gib = (bytes: number) => `${Number((bytes / 1024 ** 3).toPrecision(2))} GiB`;
  const needed = gib(users * browser.contextMemoryUsageBytes);
  const necessary = usersPerNode < 1 ? users : Math.ceil(users / usersPerNode);
  throw new LiveLoadError(
    "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    `${formatCount(users, "user")} need about ${needed} of memory, and this machine, which is the only node, has ${gib(resources.memoryBytes)}`,
    {
      hint: `run at most ${formatCount(most, "user")} here (it is sized for ${usersPerNode}), or take more machines, such as with --backend kubernetes`,
      details: { necessary, maxAllowed: 1, usersPerNode },
    },
  );
}

/** A node's part of the users. */
export interface NodeShare {
  readonly users: UserRange;
  /** Its j-th user, from 0, has the place `offset + j · stride + 1` in a ramp. */
  readonly ordinals: { readonly offset: number; readonly stride: number };
}

/**
 * Spreads users over nodes: evenly while each node has room for its even share (what is free on equal machines differs a
 * little), else by what the nodes have room for.
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
  // In an even spread users of a ramp start on the nodes in turn; places must be 1 … users without gaps, which an uneven
  // one has only node after node.
  return ranges.map((range, at) => ({
    users: range,
    ordinals: isEven ? { offset: at, stride: ranges.length } : { offset: range.first - 1, stride: 1 },
  }));
}
