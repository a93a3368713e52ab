import { useMemo } from "preact/hooks";
import { formatNumber } from "../../../base/numbers.js";
import { own } from "../../../result/wording/summary.js";
import { formatValue, oneLine } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ShownEvidence } from "../../shown-evidence.js";
import { useMarks } from "../changes.js";
import { Chart } from "../chart.js";
import { Failures } from "../failures.js";
import { Figures } from "../figures.js";
import { sickSpans } from "../sick-spans.js";
import type { Shade } from "../theme.js";
import { useView } from "../view.js";
import { ByNode } from "./by-node.js";
import { DetailDialog } from "./detail-dialog.js";
import type { DetailSource } from "./detail-source.js";
import { Distribution } from "./distribution.js";
import { drawnSeries } from "./drawn-series.js";
import { isAbout } from "./failures-about.js";

interface DetailProps {
  readonly result: DetailSource;
  readonly evidence: ShownEvidence;
  readonly shade: Shade;
}

/** Everything that is known about the step, page, interaction or endpoint that the view names, in a dialog. */
export function Detail({ result, evidence, shade }: DetailProps) {
  const { detail } = useView();
  const [metric, value] = detail ?? ["", ""];
  const isKnown = own(own(result.histograms, metric)?.by ?? {}, value) !== undefined;
  return (
    <DetailDialog isOpen={isKnown} id="detail-title" title={oneLine(value)} about={metricSpec(metric)?.description ?? metric}>
      <Content key={`${metric}:${value}`} result={result} evidence={evidence} shade={shade} metric={metric} value={value} />
    </DetailDialog>
  );
}

function Content({ result, evidence, shade, metric, value }: DetailProps & { readonly metric: string; readonly value: string }) {
  const limits = limitsOf(result, metric, value);
  const curve = own(own(result.curves, metric) ?? {}, value);
  const failures = result.failures.filter(({ sample }) => isAbout(sample, metric, value));
  return (
    <>
      <Figures figures={figuresOf(result, metric, value)} />
      <OverTime result={result} shade={shade} metric={metric} value={value} />
      {curve === undefined ? null : (
        <>
          <h3>Distribution</h3>
          <Distribution metric={metric} curve={curve} limits={limits} />
        </>
      )}
      <ByNode result={result} metric={metric} value={value} />
      {failures.length === 0 ? null : (
        <Failures
          result={{ ...result, failures, counters: {}, pageErrors: [], lastPages: [], traces: [] }}
          evidence={evidence}
          id="detail-failures"
          listsTroubles={false}
        />
      )}
    </>
  );
}

/** The percentiles and the number of samples over the run. */
function OverTime({
  result,
  shade,
  metric,
  value,
}: Omit<DetailProps, "evidence"> & { readonly metric: string; readonly value: string }) {
  const series = own(own(result.dimensionSeries ?? {}, metric) ?? {}, value);
  const drawn = useMemo(() => (series === undefined ? undefined : drawnSeries(series)), [series]);
  const sick = useMemo(() => sickSpans(result.sick.windows, result.nodes.length), [result]);
  const changes = useMarks(result.changes);
  const shared = { sick, changes, shade };
  if (drawn === undefined || drawn.offsets.length < 2)
    return <p class="nothing">{result.isAsking === true ? "Loading …" : "There are too few samples to draw them over time."}</p>;
  const format = (shown: number) => formatValue(shown, metricSpec(metric)?.unit);
  return (
    <div class="charts">
      <Chart
        title="Over time"
        {...shared}
        offsets={drawn.offsets}
        lines={drawn.lines}
        format={format}
        limits={limitsOf(result, metric, value)}
        height={220}
      />
      <Chart title="Samples" {...shared} offsets={drawn.offsets} lines={drawn.counts} format={formatNumber} height={110} />
    </div>
  );
}

/** The thresholds of this value, and of its metric as a whole. */
function limitsOf({ thresholds }: DetailSource, metric: string, value: string) {
  const meant = thresholds.filter((threshold) => threshold.metric === metric && (threshold.dimension ?? value) === value);
  return meant
    .filter(({ aggregation }) => /^p\(|^med$/.test(aggregation))
    .map(({ limit, aggregation }) => ({ value: limit, label: `${aggregation} limit` }));
}

function figuresOf(result: DetailSource, metric: string, value: string) {
  const figures = own(own(result.histograms, metric)?.by ?? {}, value);
  const failed = own(result.counters.failed_steps?.by ?? {}, value) ?? 0;
  if (figures === undefined) return [];
  const format = (shown: number) => formatValue(shown, metricSpec(metric)?.unit);
  const { count, sum, p50, p95, p99, max } = figures;
  return [
    {
      title: "Samples",
      value: formatNumber(count),
      note: metric === "step_duration" ? `${formatNumber(failed)} failed` : "",
      isBad: failed > 0 && metric === "step_duration",
    },
    { title: "p50", value: format(p50), note: `average ${format(sum / count)}` },
    { title: "p95", value: format(p95), note: "" },
    { title: "p99", value: format(p99), note: `longest ${format(max)}` },
  ];
}
