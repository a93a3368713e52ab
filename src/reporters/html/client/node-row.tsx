import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { DetailLink } from "../../../pages/client/detail-link.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { formatBytes, formatValue } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { NodeLatency } from "../report-data.js";
import { NODE_DETAIL } from "./node-detail.js";
import { Sparkline, type SparkMark } from "./sparkline.js";

type Node = ShownResult["nodes"][number];

/** A gauge of nodes as a table column. */
export interface Gauge {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
}
/** The gauges of nodes, in the order of the columns. */
export const GAUGES: readonly Gauge[] = [
  ["node_cpu", "CPU"],
  ["node_memory", "Memory"],
  ["node_throttled", "Throttled"],
  ["node_event_loop_delay", "Event loop"],
  ["node_browser_round_trip", "Browser delay"],
  ["node_page_delay", "Timer delay"],
].map(([name = "", title = ""]) => ({ name, title, description: metricSpec(name)?.description }));

/** Top of the scale for delays: around here a second becomes sick, so harmless values stay low. */
const LATE_MS = 100;

/** A table row with a node and its gauges. */
export function NodeRow(props: {
  readonly node: Node;
  readonly gauges: readonly Gauge[];
  readonly durationMs: number;
  /** Latency of its users; null without samples, absent if no node has any. */
  readonly latency: NodeLatency | null | undefined;
}) {
  const { node, gauges, durationMs, latency } = props;
  const { name, status, resources, users, iterations, finishedIterations = iterations, failedIterations, health } = node;
  const trouble = troubleOf(node);
  const marks = marksOf(health, durationMs);
  return (
    <tr>
      <td>
        <DetailLink detail={[NODE_DETAIL, name]}>
          <strong>{name}</strong>
        </DetailLink>{" "}
        <span class={`status ${status}`}>{status}</span>
        {trouble === "sick" || trouble === "busy" ? <span class={`status ${trouble}`}>{trouble}</span> : null}
        <span class="description">{resourceText(resources)}</span>
      </td>
      <td class="number">{formatNumber(users)}</td>
      <td class="number">{formatNumber(finishedIterations)}</td>
      {failedIterations === undefined ? null : (
        <td class={failedIterations > 0 ? "number bad" : "number faint"}>{formatNumber(failedIterations)}</td>
      )}
      {latency === undefined ? null : (
        <>
          <td class="number">{latency === null ? "–" : formatDuration(latency.p50)}</td>
          <td class="number">{latency === null ? "–" : formatDuration(latency.p95)}</td>
        </>
      )}
      {gauges.map((gauge) => (
        <td key={gauge.name}>
          <GaugeLine gauge={gauge.name} health={health} marks={marks} durationMs={durationMs} />
        </td>
      ))}
    </tr>
  );
}

/** The most serious trouble of a node. */
export function troubleOf({ status, health }: Node): "failed" | "sick" | "busy" | "none" {
  if (status === "lost" || status === "failed") return "failed";
  if (health.some(({ sick }) => sick !== undefined)) return "sick";
  return health.some(({ busy }) => busy) ? "busy" : "none";
}

function GaugeLine(props: {
  readonly gauge: string;
  readonly health: Node["health"];
  readonly marks: readonly SparkMark[];
  readonly durationMs: number;
}) {
  const { gauge, health, marks, durationMs } = props;
  const unit = metricSpec(gauge)?.unit;
  const points = health.flatMap(({ offsetMs, gauges }) =>
    gauges[gauge] === undefined ? [] : [[offsetMs, gauges[gauge]] as const],
  );
  return (
    <Sparkline
      points={points}
      marks={marks}
      toMs={durationMs}
      top={unit === "ratio" ? 1 : LATE_MS}
      format={(value) => formatValue(value, unit)}
    />
  );
}

/** Marks for busy and sick times; neighbouring rows of the same kind are merged. */
function marksOf(health: Node["health"], durationMs: number): readonly SparkMark[] {
  const marks: SparkMark[] = [];
  for (const [at, { offsetMs, busy, sick }] of health.entries()) {
    const kind = sick !== undefined ? "sick" : busy ? "busy" : undefined;
    if (kind === undefined) continue;
    const toMs = health[at + 1]?.offsetMs ?? Math.max(durationMs, offsetMs + 1000);
    const last = marks.at(-1);
    if (last?.kind === kind && last.toMs === offsetMs) marks[marks.length - 1] = { ...last, toMs };
    else marks.push({ fromMs: offsetMs, toMs, kind });
  }
  return marks;
}

function resourceText(resources: Node["resources"]): string {
  if (resources === undefined) return "";
  const { cpus, memoryBytes, platform, arch } = resources;
  const parts = [
    typeof cpus === "number" ? `${formatNumber(cpus)} ${cpus === 1 ? "CPU" : "CPUs"}` : "",
    typeof memoryBytes === "number" ? formatBytes(memoryBytes) : "",
    [platform, arch].filter((text) => text !== undefined).join(" "),
  ];
  return parts.filter((text) => text !== "").join(" · ");
}
