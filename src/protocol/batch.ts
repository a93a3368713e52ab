import type { FailureDelta, SecondDelta } from "../telemetry/delta.js";

/**
 * A node's batch is not longer than this, which is a quarter of what the channel carries at once. A batch with a
 * single value may be longer: a distribution over the whole range of a double takes some 200 KiB.
 */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/** A node's measurements, sent about once a second. A second is in one batch, or split over several consecutive ones. */
export interface MetricBatch {
  readonly nodeId: string;
  readonly epoch: number;
  /** Starts at 1 in each epoch. */
  readonly seq: number;
  readonly seconds: readonly SecondDelta[];
  readonly failures: readonly FailureDelta[];
  /** Metrics that exceeded the maximum number of dimension values on this node. */
  readonly capped: readonly string[];
  /** Kind of each of the scenario's own metrics in this batch. */
  readonly customKinds: ReadonlyMap<string, "histogram" | "counter">;
}
