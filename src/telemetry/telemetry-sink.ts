import type { CounterName, GaugeName, HistogramName } from "./metrics.js";

/** One failure as it goes into the report; failures of the same signature are counted together. */
export interface FailureSample {
  /** What failed, in general: `step`, `scenario`, `liveview`, `browser`, `iteration-timeout` … */
  readonly category: string;
  /** The message without anything that differs between users. Made by the sink when absent. */
  readonly signature?: string;
  /** The number of the step in its iteration, from 1. */
  readonly step?: number;
  /** Operation and selector or page, as in the dimension of `step_duration`. */
  readonly operation?: string;
  /** The path of the page, templated. */
  readonly page?: string;
  readonly message: string;
  readonly stack?: string;
  /** What had gone wrong in the page by then, which is likely why: `GET /app.js answered 404`. */
  readonly likelyCauses?: readonly string[];
  readonly userId?: number;
  /** Name of a screenshot among the run's artifacts. */
  readonly screenshot?: string;
}

/**
 * Where a node's parts put what they have seen. Instants are milliseconds of the node's monotonic clock.
 * Dimension values are given as they should be reported (paths and selectors already templated).
 */
export interface TelemetrySink {
  /** A histogram sample that ended at `endedAtMs`; `value` in the metric's unit. `startedAtMs` defaults to `endedAtMs - value` for ms, else `endedAtMs`. */
  sample(metric: HistogramName, dimension: string | undefined, value: number, endedAtMs: number, startedAtMs?: number): void;
  /** Adds to a counter, by default 1. */
  count(metric: CounterName, dimension: string | undefined, amount?: number, atMs?: number): void;
  /** A gauge's value; within a second the highest counts. */
  gauge(metric: GaugeName, value: number, atMs?: number): void;
  /** A metric of the scenario's own: `histogram` takes samples in any unit, `counter` adds. */
  custom(metric: string, kind: "histogram" | "counter", value: number, atMs?: number): void;
  /**
   * Between the two instants nobody knows how the generator did: what was measured then is kept apart. From the sink of
   * one user it concerns that user only.
   */
  unmeasured(fromMs: number, toMs: number): void;
  /** A failure to show in the report. */
  failure(sample: FailureSample, atMs?: number): void;
}
