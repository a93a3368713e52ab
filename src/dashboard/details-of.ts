import { curvesOf } from "../pages/curves-of.js";
import { DETAILED_METRICS } from "../result/aggregate/dimension-series.js";
import type { RunResult } from "../result/model.js";
import { own } from "../result/wording/summary.js";
import { detailedNodes } from "./detailed-nodes.js";
import { type Details, only, shownParts } from "./figures.js";

/** The steps, interactions, pages, endpoints and nodes of a result in detail. */
export function detailsOf(result: RunResult): Details {
  const { histograms, dimensionSeries, byNode } = result;
  const shown = DETAILED_METRICS.flatMap((metric) => {
    const parts = shownParts(metric, own(histograms, metric)?.by ?? {});
    return parts.length === 0 ? [] : [[metric, Object.fromEntries(parts)] as const];
  });
  const ofShown = <T>(of: (metric: string, names: readonly string[]) => T): Record<string, T> =>
    Object.fromEntries(shown.map(([metric, parts]) => [metric, of(metric, Object.keys(parts))]));
  return {
    curves: Object.fromEntries(shown.map(([metric, parts]) => [metric, curvesOf(parts)])),
    dimensionSeries: ofShown((metric, names) => only(own(dimensionSeries ?? {}, metric) ?? {}, names)),
    byNode: ofShown((metric, names) => only(own(byNode ?? {}, metric) ?? {}, names)),
    nodes: detailedNodes(result),
  };
}
