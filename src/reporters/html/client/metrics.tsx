import { formatCount, formatNumber } from "../../../base/numbers.js";
import { ListFilter, useFilter } from "../../../pages/client/long-list.js";
import { Nothing, Part } from "../../../pages/client/part.js";
import type { ShownFigures, ShownResult } from "../../../pages/shown-result.js";
import { own } from "../../../result/wording/summary.js";
import { formatValue } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import { type MetricRow, MetricTable } from "./metric-table.js";

/** Every metric, with the values of its dimension. */
export function Metrics(props: {
  readonly result: ShownResult;
  /** The part's id. Default `metrics`. */
  readonly id?: string;
  readonly title?: string;
}) {
  const { result, id = "metrics", title = "All metrics" } = props;
  const [filter, setFilter] = useFilter(id);
  const distributions = distributionRows(result);
  const counts = countRows(result);
  const total = distributions.length + counts.length;
  const [shown, counted] = [fitting(distributions, filter), fitting(counts, filter)];
  return (
    <Part id={id} title={title} about="Everything that was measured. Open a metric to see its breakdown.">
      <details class="fold" open={filter !== ""}>
        <summary>{formatCount(total, "metric")}</summary>
        <ListFilter list={{ isLong: total > 0, filter, setFilter }} placeholder="event, /products, click" />
        {shown.length + counted.length > 0 ? null : (
          <Nothing>{total === 0 ? "Nothing was measured." : "No metric matches the filter."}</Nothing>
        )}
        {shown.length === 0 ? null : (
          <MetricTable
            title="Durations, sizes and scores"
            columns={["Count", "Average", "p50", "p95", "p99", "Max"]}
            rows={shown}
            opensAll={filter !== ""}
          />
        )}
        {counted.length === 0 ? null : <MetricTable title="Counts" columns={["Sum"]} rows={counted} opensAll={filter !== ""} />}
      </details>
    </Part>
  );
}

/** Metrics whose name matches, with all parts, and other metrics with only the parts that match. */
function fitting(rows: readonly MetricRow[], filter: string): readonly MetricRow[] {
  const wanted = filter.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(wanted);
  if (wanted === "") return rows;
  return rows.flatMap((row) => {
    if (fits(row.name)) return [row];
    const parts = row.parts.filter(({ name }) => fits(name));
    return parts.length === 0 ? [] : [{ ...row, parts }];
  });
}

function distributionRows({ histograms, sick, cappedMetrics }: ShownResult): readonly MetricRow[] {
  const names = [...new Set([...Object.keys(histograms), ...Object.keys(sick.histograms)])].sort();
  return names.map((name) => {
    const healthy = own(histograms, name);
    const apart = own(sick.histograms, name)?.aggregate.count ?? 0;
    return {
      name,
      cells: figureCells(healthy?.aggregate, name),
      parts: Object.entries(healthy?.by ?? {}).map(([part, figures]) => ({ name: part, cells: figureCells(figures, name) })),
      isCapped: cappedMetrics.includes(name),
      note: apart === 0 ? undefined : `${formatNumber(apart)} more were excluded because the load generator itself was too slow`,
    };
  });
}

function countRows({ counters, cappedMetrics }: ShownResult): readonly MetricRow[] {
  const text = (value: number, metric: string) => formatValue(value, metricSpec(metric)?.unit ?? "count");
  return Object.entries(counters).map(([name, { aggregate, by }]) => ({
    name,
    cells: [text(aggregate, name)],
    parts: Object.entries(by).map(([part, sum]) => ({ name: part, cells: [text(sum, name)] })),
    isCapped: cappedMetrics.includes(name),
    note: undefined,
  }));
}

function figureCells(figures: ShownFigures | undefined, metric: string): readonly string[] {
  if (figures === undefined || figures.count === 0) return ["0", "–", "–", "–", "–", "–"];
  const { count, sum, p50, p95, p99, max } = figures;
  const unit = metricSpec(metric)?.unit;
  return [formatNumber(count), ...[sum / count, p50, p95, p99, max].map((value) => formatValue(value, unit))];
}
