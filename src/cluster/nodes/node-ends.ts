import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { NodeEvent, NodeRef } from "../backend.js";
import { refused } from "../boot/boot-failure.js";
import type { ClusterNode } from "./cluster-node.js";

/** Why a node ended, as its platform tells it. */
export function endOf(node: ClusterNode, event: Extract<NodeEvent, { type: "exited" | "failed" }>): LiveLoadError {
  if (event.type === "exited") return nodeError(node, `exited (${event.reason})`);
  return event.refusal === undefined
    ? nodeError(node, `failed: ${event.reason}`)
    : refused(node.name, event.reason, event.refusal);
}

/** Before it has joined, a node that ends could not be created; afterwards it is lost. */
export function nodeError({ name, status }: ClusterNode, what: string, cause?: unknown): LiveLoadError {
  const code = status === "launching" ? "CLUSTER_NODE_CREATION_FAILED" : "NODE_LOST";
  return new LiveLoadError(code, `the node ${name} ${what}`, { details: { node: name }, cause });
}

/** An event of the platform as a line of the debug log. */
export function eventText(event: NodeEvent): string {
  if (event.type === "created") return `${event.ref.nodeId} created as ${event.ref.id}`;
  return `${event.nodeId} ${event.type}${event.type === "running" ? "" : `: ${event.reason}`}`;
}

/** The error for nodes that are still there after everything was tried. */
export function leftBehind(refs: readonly NodeRef[] | undefined, troubles: readonly unknown[]): LiveLoadError {
  const nodes = refs?.map(({ nodeId }) => nodeId);
  const message =
    nodes === undefined ? "it is unknown whether all nodes are gone" : `these nodes could not be ended: ${nodes.join(", ")}`;
  const [first] = troubles;
  return new LiveLoadError("DEADLINE_EXCEEDED", first === undefined ? message : `${message} (${messageOf(first)})`, {
    hint: "`live-load gc` removes what is left behind",
    details: { nodes },
    cause: first,
  });
}
