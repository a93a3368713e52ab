import type { HistogramFigures, RunResult } from "../../result/model.js";
import { plainSentence } from "../plain-sentence.js";

/** A histogram without its sketch, which no page needs. */
export type ShownFigures = Omit<HistogramFigures, "sketch">;
/** Histograms by metric and dimension value. */
export type ShownHistograms = Readonly<
  Record<string, { readonly aggregate: ShownFigures; readonly by: Readonly<Record<string, ShownFigures>> }>
>;

/** What the page shows. */
export interface ShownResult extends Omit<RunResult, "histograms" | "sick" | "nodes"> {
  readonly sentence: string;
  readonly histograms: ShownHistograms;
  readonly sick: Omit<RunResult["sick"], "histograms"> & { readonly histograms: ShownHistograms };
  readonly nodes: readonly Omit<RunResult["nodes"][number], "histograms">[];
}

/** The part of a result that the page shows. */
export function shownResult(result: RunResult): ShownResult {
  return {
    ...result,
    sentence: plainSentence(result),
    histograms: withoutSketches(result.histograms),
    sick: { ...result.sick, histograms: withoutSketches(result.sick.histograms) },
    nodes: result.nodes.map((node) => without(node, "histograms")),
  };
}

function withoutSketches(histograms: RunResult["histograms"]): ShownHistograms {
  const lean = (figures: HistogramFigures): ShownFigures => without(figures, "sketch");
  return Object.fromEntries(
    Object.entries(histograms).map(([metric, { aggregate, by }]) => [
      metric,
      {
        aggregate: lean(aggregate),
        by: Object.fromEntries(Object.entries(by).map(([dimension, figures]) => [dimension, lean(figures)])),
      },
    ]),
  );
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = whole;
  return rest;
}
