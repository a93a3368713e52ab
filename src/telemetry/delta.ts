import type { SickCause } from "./sick-cause.js";
import type { Sketch } from "./sketch.js";
import type { FailureSample } from "./telemetry-sink.js";

/** Sketches by metric, and by dimension value within it; a metric without a dimension has the key `""`. */
export type SketchTable = ReadonlyMap<string, ReadonlyMap<string, Sketch>>;
/** Sums by metric and dimension value. */
export type CounterTable = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What one node saw in one second of its run. */
export interface SecondDelta {
  /** Whole seconds since T0; samples belong to the second in which they ended. */
  readonly second: number;
  /** Samples whose every second was healthy. */
  readonly histograms: SketchTable;
  /** The other samples. */
  readonly sickHistograms: SketchTable;
  readonly counters: CounterTable;
  /** Highest value of each gauge in this second. */
  readonly gauges: ReadonlyMap<string, number>;
  /** Users that were active at the end of the second. */
  readonly activeUsers: number;
  /** Present when the second was sick, for all users of the node or for some. */
  readonly sick: SickCause | undefined;
  /** How many of the active users it was sick for; 0 when it was healthy. */
  readonly sickUsers: number;
  /** CPU or memory above 90 %. */
  readonly busy: boolean;
}

/** A group of equal failures. */
export interface FailureDelta {
  readonly signature: string;
  readonly category: string;
  readonly count: number;
  /** Milliseconds since T0 of the first of them. */
  readonly firstOffsetMs: number;
  /** Present in the batch that saw the signature first. */
  readonly sample: FailureSample | undefined;
}
