import type { SickCause } from "./sick-cause.js";
import type { Sketch } from "./sketch.js";
import type { FailureSample } from "./telemetry-sink.js";

/** Sketches by metric, then by dimension value; `""` for a metric without a dimension. */
export type SketchTable = ReadonlyMap<string, ReadonlyMap<string, Sketch>>;
/** Sums by metric, then by dimension value. */
export type CounterTable = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The measurements of one node in one second. */
export interface SecondDelta {
  /** Whole seconds since T0; samples belong to the second in which they ended. */
  readonly second: number;
  /** Samples that touch healthy seconds only. */
  readonly histograms: SketchTable;
  /** Samples that touch a sick second. */
  readonly sickHistograms: SketchTable;
  readonly counters: CounterTable;
  /** Highest value of each gauge in this second. */
  readonly gauges: ReadonlyMap<string, number>;
  /** Number of active users at the end of the second. */
  readonly activeUsers: number;
  /** Present when the second was sick, for all users of the node or for some. */
  readonly sick: SickCause | undefined;
  /** Number of active users for which the second was sick; 0 when it was healthy. */
  readonly sickUsers: number;
  /** CPU or memory was above 90 %. */
  readonly busy: boolean;
}

/** Failures with the same signature, since the last batch. */
export interface FailureDelta {
  readonly signature: string;
  readonly category: string;
  readonly count: number;
  /** Time of the first of them, in milliseconds since T0. */
  readonly firstOffsetMs: number;
  /** Present only in the node's first batch with this signature. */
  readonly sample: FailureSample | undefined;
}
