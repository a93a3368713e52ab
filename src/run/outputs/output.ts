import type { MetricUnit } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";

/** One series of a metric. */
export interface Point<T> {
  /** Values by dimension, which is in snake case: `{ step: "click #inc" }`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: T;
}

/** A metric with all its series. */
export interface Measured<T> {
  /** The name in `result.json`. */
  readonly name: string;
  readonly unit: MetricUnit | undefined;
  readonly description: string;
  readonly points: readonly Point<T>[];
}

/** Everything measured from the start of the load until an instant. Histograms and counters only grow. */
export interface MeasuredTotals {
  readonly run: { readonly id: string; readonly scenario: string; readonly version: string };
  /** Wall time in milliseconds. */
  readonly startedAtMs: number;
  readonly atMs: number;
  /** Healthy samples. */
  readonly histograms: readonly Measured<Sketch>[];
  /** Samples that overlap a sick second. */
  readonly sickHistograms: readonly Measured<Sketch>[];
  readonly counters: readonly Measured<number>[];
  /** Current values. */
  readonly gauges: readonly Measured<number>[];
}

/** Time limit of one push. */
export const PUSH_TIMEOUT_MS = 3000;

/** A receiver of measurements during a run. */
export interface Output {
  /** For messages: without the secrets in its address. */
  readonly name: string;
  /** Rejects when the totals did not arrive. Takes at most {@link PUSH_TIMEOUT_MS}, and ends at the signal. */
  push(totals: MeasuredTotals, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What an output is created with. */
export interface OutputContext {
  /** Absent: the protocol's conventional address. */
  readonly url: URL | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}
