import { useMemo } from "preact/hooks";
import { formatNumber } from "../../base/numbers.js";
import { mainLatencies, own } from "../../result/wording/summary.js";
import { formatValue } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import { LATENCY_TITLES } from "../latency-titles.js";
import type { ShownResult } from "../shown-result.js";
import { bucketsAt } from "./bucket-times.js";
import { useMarks } from "./changes.js";
import { Chart, SickLegend } from "./chart.js";
import type { ChartProps } from "./chart-content.js";
import { Part } from "./part.js";
import { sickSpans } from "./sick-spans.js";
import type { Shade } from "./theme.js";

/** The data of the chart. */
type LeadFigures = Pick<ShownResult, "histograms" | "timeSeries" | "thresholds" | "changes"> & {
  readonly sick: { readonly windows: ChartProps["sick"] };
};

/** The one chart that answers most: the load, and what it felt like, over time. Renders nothing if nothing was felt. */
export function LeadChart(props: {
  readonly result: LeadFigures;
  /** How many nodes the sick times are of; absent if these are of any node. */
  readonly nodeCount?: number;
  /** Users who were there, too. */
  readonly background?: Pick<ShownResult, "timeSeries"> | undefined;
  readonly shade: Shade;
}) {
  const { result, nodeCount = 1, background, shade } = props;
  const { timeSeries, thresholds } = result;
  const metric = mainLatencies(result)[0]?.name;
  const offsets = useMemo(() => timeSeries.map(({ offsetMs }) => offsetMs), [timeSeries]);
  const lines = useMemo(
    () => (metric === undefined ? [] : linesOf(timeSeries, { metric, background })),
    [timeSeries, background, metric],
  );
  const marks = useMarks(result.changes);
  const sick = useMemo(() => sickSpans(result.sick.windows, nodeCount), [result, nodeCount]);
  if (metric === undefined || offsets.length < 2) return null;
  const limits = thresholds
    .filter(
      (threshold) => threshold.metric === metric && threshold.dimension === undefined && /^p|med/.test(threshold.aggregation),
    )
    .map(({ limit, expression }) => ({ value: limit, label: expression.replace(`${metric}:`, "").trim() }));
  return (
    <Part id="felt" title="How it felt">
      <Chart
        title={`${LATENCY_TITLES[metric] ?? metric}, and how many users there were`}
        offsets={offsets}
        lines={lines}
        format={(value) => formatValue(value, metricSpec(metric)?.unit)}
        formatRight={formatNumber}
        sick={sick}
        limits={limits}
        changes={marks}
        shade={shade}
        height={250}
      />
      <SickLegend windows={sick} />
    </Part>
  );
}

function linesOf(
  buckets: ShownResult["timeSeries"],
  { metric, background }: { readonly metric: string; readonly background: Pick<ShownResult, "timeSeries"> | undefined },
) {
  const offsets = buckets.map(({ offsetMs }) => offsetMs);
  const others = bucketsAt(offsets, background?.timeSeries ?? []);
  const users = buckets.map(({ activeUsers }, at) => activeUsers + (others[at]?.activeUsers ?? 0));
  const label = background === undefined ? "users" : "users of both kinds";
  return [
    { label, color: "line-4", values: users, filled: true, isOnRight: true },
    {
      label: "p95 (95 % were faster)",
      color: "line-1",
      values: buckets.map(({ histograms }) => own(histograms, metric)?.p95 ?? null),
    },
    {
      label: "p50 (half were faster)",
      color: "line-2",
      values: buckets.map(({ histograms }) => own(histograms, metric)?.p50 ?? null),
      dashed: true,
    },
  ];
}
