import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import type { LiveNode, LiveNodes } from "./live-picture.js";

const MAX_NODES = 50;
const SHOWN_GAUGES = ["node_cpu", "node_memory", "node_event_loop_delay"];

const JOINED: ReadonlySet<string> = new Set(["joined", "ready", "running", "finished"]);

/** What the controller knows about a node, apart from its measurements. */
type KnownNode = Pick<ClusterNode, "name" | "status" | "isReachable" | "users">;

/** The state of the nodes; of many, those with trouble first. */
export function liveNodes(nodes: readonly KnownNode[], aggregate: RunAggregate): LiveNodes {
  const all = nodes.map((node) => liveNode(node, aggregate));
  const ranked = all.map((node) => [troubleOf(node), node] as const).sort(([a], [b]) => b - a);
  return {
    total: all.length,
    joined: all.filter(({ status }) => JOINED.has(status)).length,
    running: all.filter(({ status }) => status === "running").length,
    shown: ranked.slice(0, MAX_NODES).map(([, node]) => node),
  };
}

function liveNode({ name, status, isReachable, users }: KnownNode, aggregate: RunAggregate): LiveNode {
  const record = aggregate.node(name);
  const gauges = SHOWN_GAUGES.flatMap((gauge) => {
    const value = record?.latest?.gauges.get(gauge);
    return value === undefined ? [] : [[gauge, value] as const];
  });
  return {
    name,
    status,
    isReachable,
    users,
    activeUsers: record?.activeUsers ?? 0,
    iterations: record?.finishedIterations ?? 0,
    gauges: Object.fromEntries(gauges),
    busy: record?.latest?.busy ?? false,
    sick: record?.latest?.sick,
    sickUserSeconds: record?.sickUserSeconds ?? 0,
  };
}

function troubleOf({ status, isReachable, sick, busy }: LiveNode): number {
  if (status === "lost" || status === "failed") return 4;
  if (status === "running" && !isReachable) return 3;
  return sick !== undefined ? 2 : busy ? 1 : 0;
}
