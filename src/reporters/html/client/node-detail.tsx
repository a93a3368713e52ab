import { useMemo } from "preact/hooks";
import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { useMarks } from "../../../pages/client/changes.js";
import { Chart } from "../../../pages/client/chart.js";
import type { ChartLine } from "../../../pages/client/chart-content.js";
import { DetailDialog } from "../../../pages/client/detail/detail-dialog.js";
import { drawnSeries } from "../../../pages/client/detail/drawn-series.js";
import { EvidenceList } from "../../../pages/client/evidence.js";
import { Failures } from "../../../pages/client/failures.js";
import { type Figure, Figures } from "../../../pages/client/figures.js";
import { sickSpans } from "../../../pages/client/sick-spans.js";
import type { Shade } from "../../../pages/client/theme.js";
import { Traces } from "../../../pages/client/traces.js";
import { useView } from "../../../pages/client/view.js";
import { LATENCY_TITLES } from "../../../pages/latency-titles.js";
import type { ShownEvidence } from "../../../pages/shown-evidence.js";
import type { Evidence } from "../../../result/model.js";
import { formatShare, formatValue, oneLine } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ReportData } from "../report-data.js";

/** The view names this in place of a metric when it shows a node. */
export const NODE_DETAIL = "node";

interface NodeDetailProps {
  readonly result: ReportData;
  readonly evidence: ShownEvidence;
  readonly shade: Shade;
}

type Node = ReportData["nodes"][number];

/** Everything that is known about the node that the view names, in a dialog: its latency and health over time, and what failed on it. */
export function NodeDetail({ result, evidence, shade }: NodeDetailProps) {
  const [kind, name] = useView().detail ?? ["", ""];
  const [of, node] = kind === NODE_DETAIL ? nodeIn(result, name) : [result, undefined];
  return (
    <DetailDialog
      isOpen={node !== undefined}
      id="node-title"
      title={oneLine(name)}
      about="A machine that generated load: what its users felt, how it was, and what failed on it."
    >
      {node === undefined ? null : <Content key={name} result={of} evidence={evidence} shade={shade} node={node} />}
    </DetailDialog>
  );
}

/** Processes of background users are looked for among their own nodes. */
function nodeIn(result: ReportData, name: string): readonly [result: ReportData, node: Node | undefined] {
  const of = (one: ReportData) => one.nodes.find((node) => node.name === name);
  const node = of(result);
  return node !== undefined || result.background === undefined ? [result, node] : [result.background, of(result.background)];
}

function Content({ result, evidence, shade, node }: NodeDetailProps & { readonly node: Node }) {
  const failures = failuresOn(result, node.name);
  const traces = result.traces?.filter((trace) => trace.node === node.name) ?? [];
  const rest = restOf(result, failures);
  const kept = otherEvidence(result, node.name, failures);
  return (
    <>
      <Figures figures={figuresOf(node)} />
      <OverTime result={result} shade={shade} node={node} />
      {failures.length === 0 ? null : (
        <Failures
          result={{ ...result, failures, traces, counters: {}, pageErrors: [], lastPages: [] }}
          evidence={evidence}
          id="node-failures"
          title="Failures on this node"
          listsTroubles={false}
        />
      )}
      {rest === undefined ? null : <p class="nothing">{rest}</p>}
      {kept.length === 0 ? null : (
        <>
          <h3>{failures.length === 0 ? "Pages on this node" : "More pages of this node"}</h3>
          <EvidenceList evidence={kept} shown={evidence} />
        </>
      )}
      {failures.length === 0 ? <Traces traces={traces} failures={result.failures} /> : null}
    </>
  );
}

/** Evidence from a node of failures that are not listed as its own, and of last pages. */
function otherEvidence(
  { failures, lastPages = [] }: ReportData,
  name: string,
  listed: ReportData["failures"],
): readonly Evidence[] {
  const told = new Set(listed.map(({ signature }) => signature));
  const others = failures.filter(({ signature }) => !told.has(signature)).flatMap(({ evidence = [] }) => evidence);
  return [...others, ...lastPages].filter(({ node }) => node === name);
}

/** The kinds of failures that were counted on a node, with their counts there. */
function failuresOn({ failures, nodes }: ReportData, name: string): ReportData["failures"] {
  const there = failures.flatMap((failure) => {
    const at = failure.byNode?.node.indexOf(name) ?? -1;
    const count = nodes.length === 1 ? failure.count : (failure.byNode?.count[at] ?? 0);
    return count === 0 ? [] : [{ ...failure, count }];
  });
  return there.sort((a, b) => b.count - a.count);
}

/** What the failures that are listed leave open; `undefined` if nothing. Not all kinds of failures have counts by node. */
function restOf({ failures, nodes }: ReportData, listed: ReportData["failures"]): string | undefined {
  const isKnown = nodes.length === 1 || failures.every(({ byNode }) => byNode !== undefined);
  if (listed.length > 0) return isKnown ? undefined : "It is not known which of the other failures were on this node.";
  return isKnown ? "No failure was counted on this node." : "It is not known which failures were on this node.";
}

function figuresOf({
  users,
  iterations,
  finishedIterations = iterations,
  failedIterations,
  latencySeries,
}: Node): readonly Figure[] {
  const share = failedIterations === undefined || finishedIterations === 0 ? undefined : failedIterations / finishedIterations;
  const samples = latencySeries?.count.reduce((sum, count) => sum + count, 0);
  return [
    { title: "Users", value: formatNumber(users), note: "" },
    { title: "Iterations", value: formatNumber(finishedIterations), note: "" },
    {
      title: "Failed",
      value: share === undefined ? "–" : formatShare(share),
      note: failedIterations === undefined ? "" : `${formatNumber(failedIterations)} iterations`,
      isBad: (failedIterations ?? 0) > 0,
    },
    ...(samples === undefined ? [] : [{ title: "Samples", value: formatNumber(samples), note: "healthy ones" }]),
  ];
}

/** Shares of the machine; delays have a scale of their own. */
const GAUGES = [
  ["node_cpu", "CPU", "line-1"],
  ["node_memory", "memory", "line-2"],
] as const;
const DELAYS = [
  ["node_event_loop_delay", "event loop", "line-1"],
  ["node_browser_round_trip", "browser", "line-2"],
  ["node_page_delay", "timers", "line-3"],
] as const;

function OverTime({ result, shade, node }: { readonly result: ReportData; readonly shade: Shade; readonly node: Node }) {
  const { latencySeries, health } = node;
  const drawn = useMemo(() => (latencySeries === undefined ? undefined : drawnSeries(latencySeries)), [latencySeries]);
  const windows = result.sick.windows.filter((window) => window.node === node.name);
  const shared = { sick: sickSpans(windows, 1), changes: useMarks(result.changes), shade };
  const metric = latencySeries?.metric ?? "";
  const offsets = useMemo(() => health.map(({ offsetMs }) => offsetMs), [health]);
  const format = (value: number) => formatValue(value, metricSpec(metric)?.unit);
  return (
    <div class="charts">
      {drawn === undefined || drawn.offsets.length < 2 ? null : (
        <Chart
          title={LATENCY_TITLES[metric] ?? metric}
          {...shared}
          offsets={drawn.offsets}
          lines={drawn.lines}
          format={format}
          height={200}
        />
      )}
      {health.length < 2 ? null : (
        <>
          <Chart
            title="CPU and memory"
            {...shared}
            offsets={offsets}
            lines={linesOf(health, GAUGES)}
            format={formatShare}
            height={130}
          />
          <Chart
            title="Delays of the generator"
            {...shared}
            offsets={offsets}
            lines={linesOf(health, DELAYS)}
            format={formatDuration}
            height={130}
          />
        </>
      )}
    </div>
  );
}

function linesOf(
  health: Node["health"],
  gauges: readonly (readonly [name: string, label: string, color: string])[],
): readonly ChartLine[] {
  return gauges
    .filter(([name]) => health.some((row) => row.gauges[name] !== undefined))
    .map(([name, label, color]) => ({ label, color, values: health.map((row) => row.gauges[name] ?? null) }));
}
