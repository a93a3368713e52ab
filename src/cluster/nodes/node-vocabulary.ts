import type { Connection } from "../../channel/connection.js";
import type { NoticeOf, ParamsOf } from "../../channel/contract.js";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../../protocol/messages.js";

/** What the controller says to a node. */
export const CONTROLLER_VOCABULARY = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
/** What a node says to the controller. */
export const NODE_VOCABULARY = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };

/** A connection as the controller has it. */
export type NodeConnection = Connection<typeof CONTROLLER_VOCABULARY, typeof NODE_VOCABULARY>;
/** What a node says of itself when it joins. */
export type Join = ParamsOf<typeof NODE_VOCABULARY, "cluster.join">;
/** How a node's users ended. */
export type NodeFinish = NoticeOf<typeof NODE_VOCABULARY, "runner.finished">;
