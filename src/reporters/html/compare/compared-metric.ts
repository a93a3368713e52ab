import { formatNumber } from "../../../base/numbers.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import { COMPARED, type ComparedQuantile, type MetricComparison } from "../../../result/compare.js";
import type { HistogramFigures, RunResult } from "../../../result/model.js";
import { changeShareText, comparedName, findingText } from "../../../result/wording/compared-wording.js";
import { own } from "../../../result/wording/summary.js";
import { formatValue } from "../../../result/wording/wording.js";
import { comparedDistribution } from "./compared-distribution.js";
import type { ComparedResults } from "./compared-results.js";
import { htmlTable } from "./html-table.js";

/** A metric in both runs: its quantiles with what is real about their change, and its distributions in one picture. */
export function comparedMetric(metric: MetricComparison, { a, b }: ComparedResults): string {
  const name = comparedName(metric);
  const heading = `<h3>${escapeHtml(name)}</h3>`;
  const { quantiles, count, unit } = metric;
  if (quantiles === null) {
    const only = count.a === 0 ? "B" : "A";
    return `<div class="compared">${heading}<p>${formatNumber(count.a + count.b)} samples, only in ${only}</p></div>`;
  }
  const rows = (Object.keys(COMPARED) as ComparedQuantile[]).map((quantile) => {
    const pair = quantiles[quantile];
    const show = (value: number) => formatValue(value, unit ?? undefined);
    return [quantile, show(pair.a), show(pair.b), changeShareText(pair.change), findingText(pair.finding, metric)];
  });
  const samples = ["samples", formatNumber(count.a), formatNumber(count.b), "", ""];
  const table = htmlTable(name, ["", "A", "B", "Change", "B is"], [...rows, samples]);
  const [inA, inB] = [figuresIn(a, metric), figuresIn(b, metric)];
  const picture = inA === undefined || inB === undefined ? "" : comparedDistribution(inA, inB, unit ?? undefined);
  return `<div class="compared">${heading}${table}${picture}</div>`;
}

function figuresIn({ histograms }: RunResult, { metric, value }: MetricComparison): HistogramFigures | undefined {
  const whole = own(histograms, metric);
  return value === undefined ? whole?.aggregate : own(whole?.by ?? {}, value);
}
