import { LiveLoadError } from "../../base/errors.js";
import { isRest } from "../../protocol/batch-checks.js";
import { decodeBatch } from "../../protocol/batch-codec.js";
import type { RunAggregate } from "../../result/run-aggregate.js";

/**
 * Adds a node's batch to the aggregate that `aggregateOf` names for it, entirely or not at all. Throws `CHANNEL_PROTOCOL` for a
 * batch that is malformed, names another node, for which there is none, or contains a second that the node has already reported.
 */
export function takeBatch(bytes: Uint8Array, aggregateOf: (node: string) => RunAggregate | undefined): void {
  const batch = decodeBatch(bytes);
  const { nodeId, seconds } = batch;
  const aggregate = aggregateOf(nodeId);
  if (aggregate === undefined)
    throw new LiveLoadError("CHANNEL_PROTOCOL", `a metric batch names another node, ${JSON.stringify(nodeId)}`);
  const [first] = seconds;
  const known = aggregate.node(nodeId)?.lastSecond ?? -1;
  if (first !== undefined && (first.second < known || (first.second === known && !isRest(first))))
    throw new LiveLoadError("CHANNEL_PROTOCOL", `a metric batch reports second ${first.second} after second ${known}`);
  aggregate.addBatch(nodeId, batch);
}
