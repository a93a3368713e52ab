import type { NoticeOf, ParamsOf, ResultOf } from "../../channel/contract.js";
import type { NodeStatus } from "./node-status.js";
import type { NODE_VOCABULARY } from "./node-vocabulary.js";

type LeaseAnswer = ResultOf<typeof NODE_VOCABULARY, "data.lease">;
type RowsAnswer = ResultOf<typeof NODE_VOCABULARY, "data.rows">;

/** What a node tells its owner; `Node` is the node as the owner sees it. */
export interface EventsOfNode<Node> {
  /** A new batch; resolves once it is safe. Called in order, and never twice for a batch. Throws when it has to be refused: that ends the node. */
  readonly onBatch: (node: Node, bytes: Uint8Array) => Promise<void>;
  readonly onProgress: (node: Node, progress: NoticeOf<typeof NODE_VOCABULARY, "runner.progress">) => void;
  readonly onAbort: (node: Node, reason: string) => void;
  readonly onWarning: (node: Node, message: string) => void;
  readonly onOutput: (node: Node, line: NoticeOf<typeof NODE_VOCABULARY, "runner.output">) => void;
  readonly onArtifact: (node: Node, artifact: NoticeOf<typeof NODE_VOCABULARY, "runner.artifact">) => void;
  /** How its users stand with the throttles. */
  readonly onThrottles: (node: Node, demands: NoticeOf<typeof NODE_VOCABULARY, "runner.throttles">["demands"]) => void;
  /** It is connected anew: what was on its way to it may be lost. */
  readonly onResumed: (node: Node) => void;
  readonly onStatus: (node: Node, status: NodeStatus) => void;
  /** Rows of data that it asks for; may throw. */
  readonly onLease: (node: Node, question: ParamsOf<typeof NODE_VOCABULARY, "data.lease">) => LeaseAnswer;
  readonly onRows: (node: Node, question: ParamsOf<typeof NODE_VOCABULARY, "data.rows">) => RowsAnswer;
  /** Its connection was lost, or is there again. */
  readonly onReachable: (node: Node, reachable: boolean) => void;
}
