import type { Connection } from "../../channel/connection.js";
import type { NoticeOf, ParamsOf } from "../../channel/contract.js";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../../protocol/messages.js";

/** Messages from the controller to a node. */
export const CONTROLLER_VOCABULARY = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
/** Messages from a node to the controller. */
export const NODE_VOCABULARY = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };

/** The controller's end of a connection to a node. */
export type NodeConnection = Connection<typeof CONTROLLER_VOCABULARY, typeof NODE_VOCABULARY>;
/** What a node reports about itself when it joins. */
export type Join = ParamsOf<typeof NODE_VOCABULARY, "cluster.join">;
/** The outcome of a node's users. */
export type NodeFinish = NoticeOf<typeof NODE_VOCABULARY, "runner.finished">;
