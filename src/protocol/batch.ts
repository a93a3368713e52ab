import type { FailureDelta, SecondDelta } from "../telemetry/delta.js";

/**
 * A node's batch is not longer than this, which is a quarter of what the channel carries at once. Only a single value may be
 * longer: a distribution over all that a double can hold has some 200 KiB.
 */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/** What a node sends about once a second; every second is in exactly one batch, or in pieces in several that follow each other. */
export interface MetricBatch {
  readonly nodeId: string;
  readonly epoch: number;
  /** Counted from 1 within the epoch. */
  readonly seq: number;
  readonly seconds: readonly SecondDelta[];
  readonly failures: readonly FailureDelta[];
  /** Metrics whose dimension values ran over the cap on this node. */
  readonly capped: readonly string[];
  /** Kind of each of the scenario's own metrics in this batch. */
  readonly customKinds: ReadonlyMap<string, "histogram" | "counter">;
}
