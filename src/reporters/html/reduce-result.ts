import { curvesOf } from "../../pages/curves-of.js";
import { shownResult } from "../../pages/shown-result.js";
import { DETAILED_METRICS } from "../../result/aggregate/dimension-series.js";
import { backgroundRun } from "../../result/background-run.js";
import type { RunResult } from "../../result/model.js";
import { mainLatencies } from "../../result/wording/summary.js";
import type { ReportData } from "./report-data.js";

/** Reduces a result to what the report shows. */
export function reportData(result: RunResult): ReportData {
  const background = backgroundRun(result);
  return { ...dataOf(result), ...(background === undefined ? {} : { background: dataOf(background) }) };
}

function dataOf(result: RunResult): ReportData {
  // Listed for each node.
  const latency = mainLatencies(result)[0]?.name;
  const metrics = DETAILED_METRICS.filter((metric) => result.histograms[metric] !== undefined);
  const nodes = result.nodes.flatMap(({ name, histograms }) => {
    const felt = latency === undefined ? undefined : histograms[latency];
    return felt === undefined ? [] : [[name, { p50: felt.p50, p95: felt.p95 }] as const];
  });
  return {
    ...shownResult(result),
    curves: Object.fromEntries(metrics.map((metric) => [metric, curvesOf(result.histograms[metric]?.by ?? {})])),
    nodeLatencies: Object.fromEntries(nodes),
  };
}
