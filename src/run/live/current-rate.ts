import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";

const OVER: ReadonlySet<string> = new Set(["finished", "stopped", "lost", "failed"] satisfies readonly ClusterNode["status"][]);

/** The rate of the last seconds that nodes have reported; 0 once none of them reports any more. */
export function currentRate(nodes: readonly Pick<ClusterNode, "status">[], lastRate: number): number {
  return nodes.length > 0 && nodes.every(({ status }) => OVER.has(status)) ? 0 : lastRate;
}
