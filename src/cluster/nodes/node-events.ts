import type { NoticeOf, ParamsOf, ResultOf } from "../../channel/contract.js";
import type { NodeStatus } from "./node-status.js";
import type { NODE_VOCABULARY } from "./node-vocabulary.js";

type LeaseAnswer = ResultOf<typeof NODE_VOCABULARY, "data.lease">;
type RowsAnswer = ResultOf<typeof NODE_VOCABULARY, "data.rows">;

/** Events that a node reports to its owner; `Node` is the owner's type of a node. */
export interface EventsOfNode<Node> {
  /** A new batch; resolves once it is stored. Called in order and once per batch. Throws to refuse the batch, which ends the node. */
  readonly onBatch: (node: Node, bytes: Uint8Array) => Promise<void>;
  readonly onProgress: (node: Node, progress: NoticeOf<typeof NODE_VOCABULARY, "runner.progress">) => void;
  readonly onAbort: (node: Node, reason: string) => void;
  readonly onWarning: (node: Node, message: string) => void;
  readonly onOutput: (node: Node, line: NoticeOf<typeof NODE_VOCABULARY, "runner.output">) => void;
  readonly onArtifact: (node: Node, artifact: NoticeOf<typeof NODE_VOCABULARY, "runner.artifact">) => void;
  /** The demand of its users on the throttles. */
  readonly onThrottles: (node: Node, demands: NoticeOf<typeof NODE_VOCABULARY, "runner.throttles">["demands"]) => void;
  /** It has reconnected: messages that were on their way to it may be lost. */
  readonly onResumed: (node: Node) => void;
  readonly onStatus: (node: Node, status: NodeStatus) => void;
  /** It requests rows of a data pool; may throw. */
  readonly onLease: (node: Node, question: ParamsOf<typeof NODE_VOCABULARY, "data.lease">) => LeaseAnswer;
  readonly onRows: (node: Node, question: ParamsOf<typeof NODE_VOCABULARY, "data.rows">) => RowsAnswer;
  /** Its connection was lost or restored. */
  readonly onReachable: (node: Node, reachable: boolean) => void;
}
