import type { DetailedNode, ShownResult } from "../../shown-result.js";

/** The data of the dialog of a node. */
export interface NodeSource
  extends Pick<ShownResult, "failures" | "changes" | "startedAt" | "iterations" | "traces" | "lastPages"> {
  readonly node: DetailedNode;
  /** Whether every failure of the run was on this node. */
  readonly isOnlyNode: boolean;
  /** How many kinds of failures are known, if there may be more: the most frequent ones. */
  readonly mostFrequent?: number;
  /** Whether an answer with more about the node is still to come. */
  readonly isAsking?: boolean;
}
