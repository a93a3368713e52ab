import type { Connection } from "../../channel/connection.js";
import type { NoticeOf, NotificationName, ParamsOf, RequestName } from "../../channel/contract.js";
import {
  CONTROLLER_NOTIFICATIONS,
  CONTROLLER_REQUESTS,
  FROM_RUNNER,
  NODE_NOTIFICATIONS,
  NODE_REQUESTS,
  type TO_RUNNER,
} from "../../protocol/messages.js";

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

/** Notifications that the controller sends to a runner. */
export type NoticeToRunner = NotificationName<typeof TO_RUNNER>;
/** Requests that a runner makes. */
export type RunnerRequest = RequestName<typeof FROM_RUNNER>;
/** Notifications of a runner that the node's owner takes; the node itself takes `runner.finished`. */
export type RunnerNotice = Exclude<NotificationName<typeof FROM_RUNNER>, "runner.finished">;

const isForOwner = (name: NotificationName<typeof FROM_RUNNER>): name is RunnerNotice => name !== "runner.finished";
/** Every `RunnerRequest`. */
export const RUNNER_REQUESTS = Object.keys(FROM_RUNNER.requests) as readonly RunnerRequest[];
/** Every `RunnerNotice`. */
export const RUNNER_NOTICES = (Object.keys(FROM_RUNNER.notifications) as (RunnerNotice | "runner.finished")[]).filter(isForOwner);
