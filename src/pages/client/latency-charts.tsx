import { useMemo } from "preact/hooks";
import { MAIN_LATENCIES, own } from "../../result/wording/summary.js";
import { formatValue } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { ShownResult } from "../shown-result.js";
import { useMarks } from "./changes.js";
import { Chart, SickLegend } from "./chart.js";
import type { ChartLine } from "./chart-content.js";
import type { LoadFigures } from "./load-charts.js";
import { Nothing, Part } from "./part.js";
import type { Shade } from "./theme.js";
import { changeView, useView } from "./view.js";

const EVENT = "liveview_event_duration";
const ABOUT = "What users felt: 95 % of the samples were below p95. Healthy samples only.";
const INTERACTION = "interaction_duration";

/** The data of the latency charts. */
export type LatencyFigures = LoadFigures &
  Pick<ShownResult, "histograms"> & {
    readonly sick: { readonly histograms?: ShownResult["histograms"] };
  };

/** Latencies over time: the percentiles of one metric and, for interactions, where the time went. */
export function LatencyCharts(props: {
  readonly result: LatencyFigures;
  readonly shade: Shade;
  /** Text for the time before there is enough to draw. */
  readonly waiting?: string;
  /** The part's id. Default `latency`. */
  readonly id?: string;
  readonly title?: string;
  readonly about?: string;
}) {
  const { result, shade, waiting, id = "latency", title = "Latency", about = ABOUT } = props;
  const { timeSeries, sick } = result;
  const changes = useMarks(result.changes);
  const metrics = useMemo(() => metricsOf(timeSeries), [timeSeries]);
  const picked = useView().metric;
  const metric = picked !== undefined && metrics.includes(picked) ? picked : (metrics[0] ?? "");
  const offsets = useMemo(() => timeSeries.map(({ offsetMs }) => offsetMs), [timeSeries]);
  const lines = useMemo(() => percentilesOf(timeSeries, metric), [timeSeries, metric]);
  const split = useMemo(() => splitOf(timeSeries, metric), [timeSeries, metric]);
  const format = (value: number) => formatValue(value, metricSpec(metric)?.unit);
  if (metrics.length === 0 || offsets.length < 2)
    return (
      <Part id={id} title={title} about={about}>
        <Nothing>{waiting ?? whyNothing(result)}</Nothing>
      </Part>
    );
  return (
    <Part id={id} title={title} about={about}>
      <label class="pick">
        Metric{" "}
        <select value={metric} onChange={(event) => changeView({ metric: event.currentTarget.value })}>
          {metrics.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p class="description">{metricSpec(metric)?.description ?? "A custom metric of the scenario."}</p>
      <div class="charts">
        <Chart title={metric} {...{ offsets, lines, format, changes, shade }} sick={sick.windows} height={240} />
        {split.length === 0 ? null : (
          <Chart
            title={`Where an ${metric === EVENT ? "event" : "interaction"}’s time went (average)`}
            offsets={offsets}
            lines={split}
            format={(value) => formatValue(value, "ms")}
            sick={sick.windows}
            changes={changes}
            shade={shade}
            height={160}
          />
        )}
        <SickLegend windows={sick.windows} />
      </div>
    </Part>
  );
}

function whyNothing({ timeSeries, histograms, sick }: LatencyFigures): string {
  if (Object.keys(histograms).length > 0 && timeSeries.length > 0) return "The run was too short to draw.";
  return Object.keys(sick.histograms ?? {}).length > 0
    ? "There are no healthy samples to draw: the load generator itself was too slow all the time."
    : "Nothing was measured.";
}

/** The metrics to choose from, most important first. */
function metricsOf(buckets: ShownResult["timeSeries"]): readonly string[] {
  const names = new Set(buckets.flatMap(({ histograms }) => Object.keys(histograms)));
  const main: readonly string[] = MAIN_LATENCIES.filter((name) => names.has(name));
  return [...main, ...[...names].filter((name) => !main.includes(name)).sort()];
}

function percentilesOf(buckets: ShownResult["timeSeries"], metric: string): readonly ChartLine[] {
  const values = (key: "p50" | "p95" | "p99") => buckets.map(({ histograms }) => own(histograms, metric)?.[key] ?? null);
  return [
    { label: "p99", color: "line-3", values: values("p99"), dashed: true },
    { label: "p95", color: "line-1", values: values("p95") },
    { label: "p50", color: "line-2", values: values("p50"), filled: true },
  ];
}

/** The server's reply, and the patch on top of it. Uses averages, as percentiles do not add up. */
function splitOf(buckets: ShownResult["timeSeries"], metric: string): readonly ChartLine[] {
  const means = (name: string) => buckets.map(({ histograms }) => own(histograms, name)?.mean ?? null);
  if (metric === INTERACTION) {
    const [delay, reply] = [means("interaction_delay_duration"), means("interaction_server_duration")];
    const replied = reply.map((ms, at) => (ms === null ? null : ms + (delay[at] ?? 0)));
    return [
      { label: "until the page showed the reply", color: "line-4", values: means(INTERACTION), filled: true },
      { label: "until the server’s reply", color: "line-1", values: replied, filled: true },
      { label: "until it was sent", color: "line-2", values: delay, filled: true },
    ];
  }
  if (metric !== EVENT) return [];
  const [whole, server] = [means(EVENT), means("liveview_event_server_duration")];
  if (server.every((value) => value === null)) return [];
  return [
    { label: "until the page was patched", color: "line-4", values: whole, filled: true },
    { label: "until the server’s reply", color: "line-1", values: server, filled: true },
  ];
}
