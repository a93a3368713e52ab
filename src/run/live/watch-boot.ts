import type { ClusterNode, NodeEvents } from "../../cluster/nodes/cluster-node.js";
import type { RunState } from "../phases/run-state.js";
import { liveNodes } from "./live-nodes.js";

const EVERY_MS = 500;

/** The events of a run's nodes, of which `onNodes` is told until the load begins. A failed node is shown until its next attempt. */
export function watchBoot(state: RunState, events: NodeEvents): NodeEvents {
  const { onNodes, host } = state.ports;
  if (onNodes === undefined) return events;
  const nodes = new Map<string, ClusterNode>();
  let isDue = false;
  const tell = () => {
    isDue = false;
    if (state.start === undefined) onNodes(liveNodes([...nodes.values()], state.aggregate));
  };
  return {
    ...events,
    onStatus: (node, status) => {
      // A further process is part of its node.
      if (node.host !== undefined) return events.onStatus(node, status);
      if (status === "launching") for (const [name, known] of nodes) if (known.status === "failed") nodes.delete(name);
      nodes.set(node.name, node);
      if (!isDue && state.start === undefined) host.clock.setTimer(tell, EVERY_MS, { background: true });
      isDue = true;
      events.onStatus(node, status);
    },
  };
}
