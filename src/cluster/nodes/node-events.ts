import type { NoticeOf, NotificationName, ParamsOf, RequestName, ResultOf } from "../../channel/contract.js";
import type { FROM_RUNNER, TO_RUNNER } from "../../protocol/messages.js";
import type { NodeStatus } from "./node-status.js";

/** Notifications that the controller sends to a runner. */
export type NoticeToRunner = NotificationName<typeof TO_RUNNER>;
/** Requests that a runner makes. */
export type RunnerRequest = RequestName<typeof FROM_RUNNER>;
/** Notifications of a runner that the node's owner takes; the node itself takes `runner.finished`. */
export type RunnerNotice = Exclude<NotificationName<typeof FROM_RUNNER>, "runner.finished">;

/** What takes the notifications of a node's runner, by name. */
export type NoticeListeners<Node> = {
  readonly [N in RunnerNotice]: (node: Node, notice: NoticeOf<typeof FROM_RUNNER, N>) => void;
};

/** What answers the requests of a node's runner, by name; may throw. */
export type RequestHandlers<Node> = {
  readonly [N in RunnerRequest]: (node: Node, params: ParamsOf<typeof FROM_RUNNER, N>) => ResultOf<typeof FROM_RUNNER, N>;
};

/** Events that a node reports to its owner; `Node` is the owner's type of a node. */
export interface EventsOfNode<Node> {
  /** A new batch; resolves once it is stored. Called in order and once per batch. Throws to refuse the batch, which ends the node. */
  readonly onBatch: (node: Node, bytes: Uint8Array) => Promise<void>;
  /** Notifications without a listener are dropped. */
  readonly notices: Partial<NoticeListeners<Node>>;
  /** Requests without a handler are refused with `UNKNOWN_METHOD`. */
  readonly requests: Partial<RequestHandlers<Node>>;
  readonly onWarning: (node: Node, message: string) => void;
  /** It has reconnected: messages that were on their way to it may be lost. */
  readonly onResumed: (node: Node) => void;
  readonly onStatus: (node: Node, status: NodeStatus) => void;
  /** Its connection was lost or restored. */
  readonly onReachable: (node: Node, reachable: boolean) => void;
}
