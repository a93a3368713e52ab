import type { FailureDelta, SecondDelta } from "../telemetry/delta.js";

/** What a node sends about once a second; every second is in exactly one batch. */
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
