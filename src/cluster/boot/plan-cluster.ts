import { isLiveLoadError, type LiveLoadError, messageOf } from "../../base/errors.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { ClusterOptions, ClusterPorts } from "../cluster-options.js";
import { resourcesOf } from "./ask-node.js";
import { bootCluster, type ClusterBoot } from "./cluster-boot.js";
import { clusterPorts } from "./default-ports.js";
import { capacityOf, type SizedLoad, type Sizing, sizeCluster } from "./sizing.js";

/** The cluster that `Cluster.start` would boot. */
export interface ClusterPlan {
  /** The size that is needed, even if it would be refused; 0 nodes if not even one user fits on a node. */
  readonly sizing: Sizing;
  /** The actual resources of the first node. */
  readonly resources: NodeResources;
  readonly browser: BrowserDescription;
  /** The cost of a background user; absent without background users. */
  readonly background: BrowserDescription | undefined;
  /** Describes how many nodes the platform has room for now; `undefined` if unknown. */
  readonly room: string | undefined;
  /** The reason why the cluster would be refused. */
  readonly refusal: LiveLoadError | undefined;
  readonly warnings: readonly string[];
}

/** Boots the first node, sizes the cluster by it, and ends it again. Rejects as `Cluster.start` does, except for the size. */
export async function planCluster(given: ClusterOptions, world: Partial<ClusterPorts> = {}): Promise<ClusterPlan> {
  const ports = clusterPorts(world);
  return bootCluster(given, ports, async (boot) => {
    const plan = planOf(boot);
    await boot.tearDown().catch((problem: unknown) => ports.onWarning(`cleaning up the cluster failed: ${messageOf(problem)}`));
    return plan;
  });
}

function planOf({ options, first, browser, background, backend, size }: ClusterBoot): ClusterPlan {
  const resources = resourcesOf(first);
  const warnings: string[] = [];
  const crowd = background === undefined ? undefined : { users: options.backgroundUsers, browser: background };
  const { sizing, refusal } = sized(() => size((message) => warnings.push(message)).sizing);
  return {
    sizing: sizing ?? unlimitedSize({ users: options.users, crowd }, resources, browser),
    background,
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

function unlimitedSize(load: SizedLoad, resources: NodeResources, browser: BrowserDescription): Sizing {
  try {
    return sizeCluster(load, resources, browser);
  } catch (error) {
    if (!isLiveLoadError(error, "NODE_TOO_SMALL")) throw error;
    return { ...capacityOf(resources, browser), nodes: 0 };
  }
}
