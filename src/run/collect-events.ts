import { LiveLoadError } from "../base/errors.js";
import type { ClusterNode, NodeEvents } from "../cluster/cluster-node.js";
import { decodeBatch } from "../protocol/batch-codec.js";
import type { RunState } from "./run-state.js";

/** What the nodes tell goes into the aggregate and the journal; what a person should know of it becomes an event. */
export function collectEvents(state: RunState): NodeEvents {
  const { emit, stop, clock } = state.ports;
  const warn = (node: ClusterNode, message: string) => emit({ type: "warning", message: `${node.name}: ${message}` });
  const prepared = new Map<string, number>();
  const told = new Set<string>();
  return {
    onBatch: (node, bytes) => {
      const batch = decodeBatch(bytes);
      if (batch.nodeId !== node.name) throw new LiveLoadError("CHANNEL_PROTOCOL", `${node.name} sent a batch of ${batch.nodeId}`);
      state.aggregate.addBatch(node.name, batch);
      return state.journal.append({ type: "batch", bytes });
    },
    onProgress: (node, { preparedUsers }) => {
      prepared.set(node.name, preparedUsers);
      const sum = [...prepared.values()].reduce((total, count) => total + count, 0);
      emit({ type: "users-prepared", prepared: sum, total: state.loaded.users });
    },
    onAbort: (node, reason) => {
      const offsetMs = state.start === undefined ? undefined : Math.max(0, clock.now() - state.start.t0Ms);
      state.abort ??= { message: reason, node: node.name, offsetMs };
      stop.ask("aborted");
    },
    onWarning: (node, message) => {
      // A thousand nodes with the same trouble are one trouble.
      if (!told.has(message)) warn(node, message);
      told.add(message);
    },
    onArtifact: (node, { name, base64 }) => {
      state.keep(state.folder.write(`artifacts/${node.name}/${name}`, Buffer.from(base64, "base64")), "a screenshot");
    },
    onThrottles: (node, demands) => state.throttles?.heard(node, demands),
    onResumed: (node) => state.throttles?.resumed(node),
    onLease: (node, question) => state.loaded.pools.lease(node.name, question),
    onRows: (node, question) => ({ rows: state.loaded.pools.at(node.name, question) }),
    onStatus: (node, status) => {
      if (status === "lost") state.throttles?.lost(node);
      if (status === "lost") warn(node, `lost: ${node.trouble?.message ?? "nothing is heard of it any more"}`);
    },
    onReachable: (node, reachable) => {
      if (node.status === "running") warn(node, reachable ? "is there again" : "cannot be reached; waiting for it");
    },
  };
}
