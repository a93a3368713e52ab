/**
 * How a node stands.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | launching | joined, failed, stopped | it joined; it did not, or wrongly, or not in time; on request |
 * | joined | ready, failed, lost, stopped | it is prepared; it cannot serve; its lease or its process ended; on request |
 * | ready | running, finished, lost, stopped | its users start (a short load may be over before we know of that) |
 * | running | finished, lost, stopped | its users have ended and its last batch is safe |
 * | finished | stopped | on request: what happens to it otherwise does not matter any more |
 * | failed, lost, stopped | – | its connection is closed and it is not let in again |
 *
 * Whether it can be reached at the moment is another matter (`ClusterNode.isReachable`): without a connection a
 * node is lost only when its lease is over, or its process.
 */
export type NodeStatus = "launching" | "joined" | "ready" | "running" | "finished" | "stopped" | "lost" | "failed";

/** What may follow a status. */
export const TRANSITIONS: Readonly<Record<NodeStatus, readonly NodeStatus[]>> = {
  launching: ["joined", "failed", "stopped"],
  joined: ["ready", "failed", "lost", "stopped"],
  ready: ["running", "finished", "lost", "stopped"],
  running: ["finished", "lost", "stopped"],
  finished: ["stopped"],
  stopped: [],
  lost: [],
  failed: [],
};
