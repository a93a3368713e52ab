/**
 * The states of a node.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | launching | joined, failed, stopped | it joined; it did not join, violated the protocol, or was too late; on request |
 * | joined | ready, failed, lost, stopped | it is prepared; it cannot run users; its lease expired or its process ended; on request |
 * | ready | running, finished, lost, stopped | its users start (a short load may end before the start is confirmed) |
 * | running | finished, lost, stopped | its users have ended and its last batch is stored |
 * | finished | stopped | on request; anything else no longer matters |
 * | failed, lost, stopped | – | its connection is closed and it is not admitted again |
 *
 * Reachability is independent of the state (`ClusterNode.isReachable`): a node without a connection is lost only when its
 * lease has expired or its process has ended.
 */
export type NodeStatus = "launching" | "joined" | "ready" | "running" | "finished" | "stopped" | "lost" | "failed";

/** The states that may follow each state. */
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
