import { LiveLoadError } from "../../base/errors.js";
import type { NotificationName, RequestName } from "../../channel/contract.js";
import { FROM_RUNNER } from "../../protocol/messages.js";
import type { EventsOfNode, RunnerNotice, RunnerRequest } from "./node-events.js";
import type { NodeConnection } from "./node-vocabulary.js";

/** The node that a runner belongs to. */
interface RunnerOwner<Node> {
  readonly node: Node;
  readonly events: EventsOfNode<Node>;
  /** No newer connection has replaced this one. */
  readonly isCurrent: () => boolean;
}

/** Passes everything that a node's runner says on to the node's owner, but for `runner.finished`, which the node itself takes. */
export function relayRunner<Node>(connection: NodeConnection, owner: RunnerOwner<Node>): void {
  for (const name of NOTICES) relayNotice(name, connection, owner);
  for (const name of REQUESTS) relayRequest(name, connection, owner);
}

type AnyNotice = NotificationName<typeof FROM_RUNNER>;
const isForOwner = (name: AnyNotice): name is RunnerNotice => name !== "runner.finished";
const NOTICES = (Object.keys(FROM_RUNNER.notifications) as AnyNotice[]).filter(isForOwner);
const REQUESTS = Object.keys(FROM_RUNNER.requests) as RequestName<typeof FROM_RUNNER>[];

function relayNotice<N extends RunnerNotice, Node>(name: N, connection: NodeConnection, owner: RunnerOwner<Node>): void {
  connection.on(name, (notice) => owner.events.notices[name]?.(owner.node, notice));
}

function relayRequest<N extends RunnerRequest, Node>(name: N, connection: NodeConnection, owner: RunnerOwner<Node>): void {
  const handler = owner.events.requests[name];
  if (handler === undefined) return;
  connection.handle(name, (params) => {
    // The node no longer listens on a connection that a newer one has replaced.
    if (!owner.isCurrent()) throw new LiveLoadError("CHANNEL_CLOSED", "a newer connection took its place");
    return handler(owner.node, params);
  });
}
