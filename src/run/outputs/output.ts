import type { MetricUnit } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";

/** One series: what it is about, and its value. */
export interface Point<T> {
  /** By the name of what they name, in lower case with underscores: `{ step: "click #inc" }`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: T;
}

/** A metric with all its series. */
export interface Measured<T> {
  /** As in `result.json`. */
  readonly name: string;
  readonly unit: MetricUnit | undefined;
  readonly description: string;
  readonly points: readonly Point<T>[];
}

/** Everything that was measured from the start of the load until an instant. Histograms and counters only ever grow. */
export interface MeasuredTotals {
  readonly run: { readonly id: string; readonly scenario: string; readonly version: string };
  /** Wall time in milliseconds. */
  readonly startedAtMs: number;
  readonly atMs: number;
  /** Healthy samples. */
  readonly histograms: readonly Measured<Sketch>[];
  /** Samples that a sick second touched. */
  readonly sickHistograms: readonly Measured<Sketch>[];
  readonly counters: readonly Measured<number>[];
  /** As they are now. */
  readonly gauges: readonly Measured<number>[];
}

/** How long one push may take. */
export const PUSH_TIMEOUT_MS = 3000;

/** Somewhere that measurements are sent to while a run goes on. */
export interface Output {
  /** For messages: without what is secret in its address. */
  readonly name: string;
  /** Rejects when the totals did not arrive. Takes {@link PUSH_TIMEOUT_MS} at most; at the signal nobody waits any more. */
  push(totals: MeasuredTotals, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What an output is made with. */
export interface OutputContext {
  /** Absent: where the protocol's own convention says. */
  readonly url: URL | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}
