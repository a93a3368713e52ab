import { isLiveLoadError, type LiveLoadError, messageOf } from "../../base/errors.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { ClusterOptions, ClusterPorts } from "../cluster-options.js";
import { resourcesOf } from "./ask-node.js";
import { bootCluster, type ClusterBoot } from "./cluster-boot.js";
import { clusterPorts } from "./default-ports.js";
import { capacityOf, type Sizing } from "./sizing.js";

/** What a cluster would be. */
export interface ClusterPlan {
  /** Of a cluster that would be refused: what it would take; 0 nodes when not even one user fits. */
  readonly sizing: Sizing;
  /** What the first node really has. */
  readonly resources: NodeResources;
  readonly browser: BrowserDescription;
  /** How many nodes the platform has room for now, in a few words; absent where it does not say. */
  readonly room: string | undefined;
  /** Why the cluster would be refused. */
  readonly refusal: LiveLoadError | undefined;
  readonly warnings: readonly string[];
}

/** Boots the first node, sizes the cluster by it, and ends it again. Rejects as {@link Cluster.start} does, save for its size. */
export async function planCluster(given: ClusterOptions, world: Partial<ClusterPorts> = {}): Promise<ClusterPlan> {
  const ports = clusterPorts(world);
  return bootCluster(given, ports, async (boot) => {
    const plan = planOf(boot);
    await boot.tearDown().catch((problem: unknown) => ports.onWarning(`cleaning up the cluster failed: ${messageOf(problem)}`));
    return plan;
  });
}

function planOf({ options, first, browser, backend, size }: ClusterBoot): ClusterPlan {
  const resources = resourcesOf(first);
  const warnings: string[] = [];
  const { sizing, refusal } = sized(() => size((message) => warnings.push(message)).sizing);
  return {
    sizing: sizing ?? wanted(options.users, resources, browser),
    refusal,
    resources,
    browser,
    room: backend.roomText?.(),
    warnings,
  };
}

const SIZE_CODES = ["NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES", "NODE_TOO_SMALL", "INVALID_OPTION"] as const;

function sized(plan: () => Sizing): { readonly sizing: Sizing | undefined; readonly refusal: LiveLoadError | undefined } {
  try {
    return { sizing: plan(), refusal: undefined };
  } catch (error) {
    if (isLiveLoadError(error) && SIZE_CODES.some((code) => error.code === code)) return { sizing: undefined, refusal: error };
    throw error;
  }
}

function wanted(users: number, resources: NodeResources, browser: BrowserDescription): Sizing {
  const capacity = capacityOf(resources, browser);
  return { ...capacity, nodes: capacity.usersPerNode < 1 ? 0 : Math.ceil(users / capacity.usersPerNode) };
}
