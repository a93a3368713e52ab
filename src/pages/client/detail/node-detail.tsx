import { useMemo } from "preact/hooks";
import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import type { Evidence } from "../../../result/model.js";
import { formatShare, formatValue, oneLine } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import { LATENCY_TITLES } from "../../latency-titles.js";
import type { ShownEvidence } from "../../shown-evidence.js";
import { useMarks } from "../changes.js";
import { Chart } from "../chart.js";
import type { ChartLine } from "../chart-content.js";
import { EvidenceList } from "../evidence.js";
import { Failures } from "../failures.js";
import { type Figure, Figures } from "../figures.js";
import { sickSpans } from "../sick-spans.js";
import type { Shade } from "../theme.js";
import { Traces } from "../traces.js";
import { useView } from "../view.js";
import { DetailDialog } from "./detail-dialog.js";
import { drawnSeries } from "./drawn-series.js";
import type { NodeSource } from "./node-source.js";

/** The view names this in place of a metric when it shows a node. */
export const NODE_DETAIL = "node";

/** The name of the node that the view shows; `undefined` when it shows none. */
export function useNodeName(): string | undefined {
  const [kind, name] = useView().detail ?? [];
  return kind === NODE_DETAIL ? name : undefined;
}

interface ContentProps {
  readonly source: NodeSource;
  readonly evidence: ShownEvidence;
  readonly shade: Shade;
}

/** Everything that is known about a node, in a dialog: its latency and health over time, and what failed on it. */
export function NodeDetail({ source, ...rest }: Omit<ContentProps, "source"> & { readonly source: NodeSource | undefined }) {
  const name = source?.node.name ?? "";
  return (
    <DetailDialog
      isOpen={source !== undefined}
      id="node-title"
      title={oneLine(name)}
      about="A machine that generated load: what its users felt, how it was, and what failed on it."
    >
      {source === undefined ? null : <Content key={name} source={source} {...rest} />}
    </DetailDialog>
  );
}

function Content({ source, evidence, shade }: ContentProps) {
  const { node } = source;
  const failures = failuresOn(source);
  const traces = source.traces?.filter((trace) => trace.node === node.name) ?? [];
  const rest = restOf(source, failures);
  const kept = otherEvidence(source, failures);
  return (
    <>
      <Figures figures={figuresOf(node)} />
      <OverTime source={source} shade={shade} />
      {failures.length === 0 ? null : (
        <Failures
          result={{ ...source, failures, traces, counters: {}, pageErrors: [], lastPages: [] }}
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
      {failures.length === 0 ? <Traces traces={traces} failures={source.failures} /> : null}
    </>
  );
}

/** Evidence from a node of failures that are not listed as its own, and of last pages. */
function otherEvidence(
  { failures, lastPages = [], node: { name } }: NodeSource,
  listed: NodeSource["failures"],
): readonly Evidence[] {
  const told = new Set(listed.map(({ signature }) => signature));
  const others = failures.filter(({ signature }) => !told.has(signature)).flatMap(({ evidence = [] }) => evidence);
  return [...others, ...lastPages].filter(({ node }) => node === name);
}

/** The kinds of failures that were counted on a node, with their counts there. */
function failuresOn({ failures, isOnlyNode, node: { name } }: NodeSource): NodeSource["failures"] {
  const there = failures.flatMap((failure) => {
    const at = failure.byNode?.node.indexOf(name) ?? -1;
    const count = isOnlyNode ? failure.count : (failure.byNode?.count[at] ?? 0);
    return count === 0 ? [] : [{ ...failure, count }];
  });
  return there.sort((a, b) => b.count - a.count);
}

/** What the failures that are listed leave open; `undefined` if nothing. Not all kinds of failures have counts by node. */
function restOf({ failures, isOnlyNode, mostFrequent }: NodeSource, listed: NodeSource["failures"]): string | undefined {
  const isKnown = isOnlyNode || failures.every(({ byNode }) => byNode !== undefined);
  if (!isKnown && listed.length > 0) return "It is not known which of the other failures were on this node.";
  if (!isKnown) return "It is not known which failures were on this node.";
  if (mostFrequent !== undefined)
    return `Only the ${formatNumber(mostFrequent)} most frequent failures are shown here; the report has all of them.`;
  return listed.length > 0 ? undefined : "No failure was counted on this node.";
}

function figuresOf({
  users,
  iterations,
  finishedIterations = iterations,
  failedIterations,
  latencySeries,
}: NodeSource["node"]): readonly Figure[] {
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

function OverTime({ source, shade }: Omit<ContentProps, "evidence">) {
  const { latencySeries, health, sickWindows } = source.node;
  const drawn = useMemo(() => (latencySeries === undefined ? undefined : drawnSeries(latencySeries)), [latencySeries]);
  const shared = { sick: sickSpans(sickWindows, 1), changes: useMarks(source.changes), shade };
  const metric = latencySeries?.metric ?? "";
  const offsets = useMemo(() => health.map(({ offsetMs }) => offsetMs), [health]);
  const format = (value: number) => formatValue(value, metricSpec(metric)?.unit);
  const hasSeries = drawn !== undefined && drawn.offsets.length > 1;
  if (!hasSeries && health.length < 2)
    return <p class="nothing">{source.isAsking === true ? "Loading …" : "There is too little data to draw it over time."}</p>;
  return (
    <div class="charts">
      {!hasSeries ? null : (
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
  health: NodeSource["node"]["health"],
  gauges: readonly (readonly [name: string, label: string, color: string])[],
): readonly ChartLine[] {
  return gauges
    .filter(([name]) => health.some((row) => row.gauges[name] !== undefined))
    .map(([name, label, color]) => ({ label, color, values: health.map((row) => row.gauges[name] ?? null) }));
}
