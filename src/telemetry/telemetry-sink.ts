import type { CounterName, GaugeName, HistogramName } from "./metrics.js";

/** A failure for the report. Failures with the same signature are counted together. */
export interface FailureSample {
  /** Kind of failure: `step`, `scenario`, `liveview`, `browser`, `iteration-timeout` … */
  readonly category: string;
  /** The message without anything that differs between users. Default: derived from the other fields. */
  readonly signature?: string;
  /** The number of the step in its iteration, from 1. */
  readonly step?: number;
  /** Operation and selector or page: the step's name in metrics. */
  readonly operation?: string;
  /** The path of the page, templated. */
  readonly page?: string;
  readonly message: string;
  readonly stack?: string;
  /** What had gone wrong in the page before, as likely causes: `GET /app.js answered 404`. */
  readonly likelyCauses?: readonly string[];
  readonly userId?: number;
  /** Name of a screenshot among the run's artifacts. */
  readonly screenshot?: string;
}

/** The categories of errors of a page's own code: not caught, and written to its console. */
export const PAGE_ERROR_CATEGORIES = ["page-exception", "page-console"] as const;

/** An error of a page's own code. Errors with the same signature are counted together. */
export interface PageErrorSample extends Pick<FailureSample, "message" | "page" | "stack"> {
  readonly category: (typeof PAGE_ERROR_CATEGORIES)[number];
}

/**
 * Receives the measurements of a node's parts. Instants are milliseconds on the node's monotonic clock. Dimension values are
 * given in the form for the report, with ids in paths and selectors templated.
 */
export interface TelemetrySink {
  /**
   * Adds a sample to a histogram. `value` is in the metric's unit. `startedAtMs` defaults to `endedAtMs - value` for metrics in
   * milliseconds, else to `endedAtMs`.
   */
  sample(metric: HistogramName, dimension: string | undefined, value: number, endedAtMs: number, startedAtMs?: number): void;
  /** Adds to a counter. Default amount: 1. */
  count(metric: CounterName, dimension: string | undefined, amount?: number, atMs?: number): void;
  /** Sets a gauge. The highest value of a second is kept. */
  gauge(metric: GaugeName, value: number, atMs?: number): void;
  /** Records a value of a custom metric: a sample in any unit for a histogram, an amount for a counter. */
  custom(metric: string, kind: "histogram" | "counter", value: number, atMs?: number): void;
  /**
   * Declares that the health of the load generator is unknown between two instants, so samples from then are kept apart. On
   * the sink of one user this applies to that user only.
   */
  unmeasured(fromMs: number, toMs: number): void;
  /** Records a failure for the report. */
  failure(sample: FailureSample, atMs?: number): void;
  /** Records an error of a page's own code, which by itself fails nothing. */
  pageError(sample: PageErrorSample, atMs?: number): void;
}
