import { formatNumber } from "../../../base/numbers.js";
import type { Column } from "../../../pages/client/data-table.js";
import { NODE_DETAIL } from "../../../pages/client/detail/node-detail.js";
import { DetailLink } from "../../../pages/client/detail-link.js";
import { duration } from "../../../pages/client/steps.js";
import { troubleOf } from "../../../pages/node-trouble.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { own } from "../../../result/wording/summary.js";
import { formatBytes, formatValue } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ReportData } from "../report-data.js";
import { Sparkline, type SparkMark } from "./sparkline.js";

type Node = ShownResult["nodes"][number];
type Listed = Pick<ReportData, "nodes" | "nodeLatencies" | "durationMs">;

/** In the order of the columns. */
const GAUGES = [
  { name: "node_cpu", title: "CPU" },
  { name: "node_memory", title: "Memory" },
  { name: "node_throttled", title: "Throttled" },
  { name: "node_event_loop_delay", title: "Event loop" },
  { name: "node_browser_round_trip", title: "Browser delay" },
  { name: "node_page_delay", title: "Timer delay" },
] as const;

/** Top of the scale for delays: around here a second becomes sick, so harmless values stay low. */
const LATE_MS = 100;

/** The columns of the table of nodes. */
export function nodeColumns({ nodes, nodeLatencies, durationMs }: Listed): readonly Column<Node>[] {
  const hasFailed = nodes.every(({ failedIterations }) => failedIterations !== undefined);
  return [
    { title: "Node", value: ({ name }) => name, cell: (node) => <NodeName node={node} /> },
    count("Users", ({ users }) => users),
    count("Iterations", ({ iterations, finishedIterations = iterations }) => finishedIterations),
    ...(hasFailed ? [{ ...count("Failed", failedOf), className: (node: Node) => (failedOf(node) > 0 ? "bad" : "faint") }] : []),
    ...(Object.keys(nodeLatencies).length > 0 ? FELT.map((column) => feltColumn(nodeLatencies, column)) : []),
    ...GAUGES.filter(({ name }) => nodes.some(({ health }) => health.some((row) => row.gauges[name] !== undefined))).map(
      (gauge) => gaugeColumn(gauge, durationMs),
    ),
  ];
}

function count(title: string, value: (node: Node) => number): Column<Node> {
  return { title, isNumber: true, value, cell: (node) => formatNumber(value(node)) };
}

function failedOf({ failedIterations = 0 }: Node): number {
  return failedIterations;
}

const FELT = [
  { title: "p50 felt", quantile: "p50", hint: "Half of what its users felt was faster" },
  { title: "p95 felt", quantile: "p95", hint: "95 % of what its users felt was faster" },
] as const;

function feltColumn(latencies: Listed["nodeLatencies"], { title, quantile, hint }: (typeof FELT)[number]): Column<Node> {
  return { ...duration<Node>(title, ({ name }) => own(latencies, name)?.[quantile]), hint };
}

/** A curve; the column is sorted by what was highest. */
function gaugeColumn({ name, title }: (typeof GAUGES)[number], durationMs: number): Column<Node> {
  const values = ({ health }: Node) => health.map(({ gauges }) => gauges[name]).filter((value) => value !== undefined);
  const hint = metricSpec(name)?.description;
  return {
    title,
    value: (node) => (values(node).length === 0 ? undefined : Math.max(...values(node))),
    cell: ({ health }) => <GaugeLine gauge={name} health={health} marks={marksOf(health, durationMs)} durationMs={durationMs} />,
    ...(hint === undefined ? {} : { hint: `${hint} In the order and in files: the highest.` }),
  };
}

function NodeName({ node }: { readonly node: Node }) {
  const { name, status, resources } = node;
  const trouble = troubleOf(node);
  return (
    <>
      <DetailLink detail={[NODE_DETAIL, name]}>
        <strong>{name}</strong>
      </DetailLink>{" "}
      <span class={`status ${status}`}>{status}</span>
      {trouble === "sick" || trouble === "busy" ? <span class={`status ${trouble}`}>{trouble}</span> : null}
      <span class="description">{resourceText(resources)}</span>
    </>
  );
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
