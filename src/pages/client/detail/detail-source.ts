import type { ShownResult } from "../../shown-result.js";

/** The data of the detail views. */
export interface DetailSource
  extends Pick<
    ShownResult,
    "histograms" | "counters" | "thresholds" | "failures" | "changes" | "dimensionSeries" | "byNode" | "startedAt" | "iterations"
  > {
  /** The values at `CURVE_QUANTILES`, by metric and dimension value. */
  readonly curves: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly sick: { readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[] };
  /** Whether an answer with more about the value shown is still to come. */
  readonly isAsking?: boolean;
  readonly nodes: readonly { readonly name: string; readonly trouble?: string | undefined }[];
}
