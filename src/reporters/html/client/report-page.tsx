import { useMemo } from "preact/hooks";
import { BREAKDOWNS, type HasDetail } from "../../../pages/breakdowns.js";
import { Endpoints } from "../../../pages/client/breakdown/endpoints.js";
import { Interactions } from "../../../pages/client/breakdown/interactions.js";
import { Pages } from "../../../pages/client/breakdown/pages.js";
import { Detail } from "../../../pages/client/detail/detail.js";
import { NodeDetail, useNodeName } from "../../../pages/client/detail/node-detail.js";
import type { NodeSource } from "../../../pages/client/detail/node-source.js";
import { Failures } from "../../../pages/client/failures.js";
import { LatencyCharts } from "../../../pages/client/latency-charts.js";
import { LeadChart } from "../../../pages/client/lead-chart.js";
import { LoadCharts } from "../../../pages/client/load-charts.js";
import { PageBar } from "../../../pages/client/page-bar.js";
import { Steps } from "../../../pages/client/steps.js";
import type { Shade } from "../../../pages/client/theme.js";
import { useTheme } from "../../../pages/client/theme-toggle.js";
import { Thresholds } from "../../../pages/client/thresholds.js";
import { useScrollToPart } from "../../../pages/client/view.js";
import { troubleOf } from "../../../pages/node-trouble.js";
import type { ShownEvidence } from "../../../pages/shown-evidence.js";
import { own } from "../../../result/wording/summary.js";
import type { ReportData } from "../report-data.js";
import { Background } from "./background.js";
import { Details } from "./details.js";
import { KeyFigures } from "./key-figures.js";
import { Metrics } from "./metrics.js";
import { NeverBegan } from "./never-began.js";
import { Nodes } from "./nodes.js";
import { Verdict } from "./verdict.js";

const PARTS = [
  ["load", "Load"],
  ["latency", "Latency"],
  ["interactions", "Interactions"],
  ["steps", "Steps"],
  ["pages", "Pages"],
  ["endpoints", "Endpoints"],
  ["failures", "Failures"],
  ["background", "Background"],
  ["nodes", "Nodes"],
  ["metrics", "Metrics"],
  ["details", "Details"],
] as const;

/** The whole report. */
export function ReportPage({ result, evidence }: { readonly result: ReportData; readonly evidence: ShownEvidence }) {
  const { theme, shade, choose } = useTheme();
  useScrollToPart();
  const hasBegun = result.startedAt !== null;
  const detailed = useMemo(() => ({ ...result, nodes: result.nodes.map(withTrouble) }), [result]);
  return (
    <>
      <PageBar label="Parts of the report" parts={partsOf(result)} theme={theme} onChoose={choose} />
      <main>
        <Verdict result={result} />
        {hasBegun ? <Measurements result={result} evidence={evidence} shade={shade} /> : <NeverBegan result={result} />}
        <Details result={result} />
      </main>
      <Detail result={detailed} evidence={evidence} shade={shade} />
      <NodeDetail source={useNode(result)} evidence={evidence} shade={shade} />
    </>
  );
}

/** The node that the view names. Processes of background users are looked for among their own nodes. */
function useNode(result: ReportData): NodeSource | undefined {
  const name = useNodeName();
  return useMemo(() => {
    const of = [result, ...(result.background === undefined ? [] : [result.background])];
    return of.map((one) => nodeIn(one, name)).find((source) => source !== undefined);
  }, [result, name]);
}

function nodeIn(result: ReportData, name: string | undefined): NodeSource | undefined {
  const node = result.nodes.find((one) => one.name === name);
  if (node === undefined) return undefined;
  const sickWindows = result.sick.windows.filter((window) => window.node === name);
  return { ...result, node: { ...node, sickWindows }, isOnlyNode: result.nodes.length === 1 };
}

function withTrouble(node: ReportData["nodes"][number]) {
  const trouble = troubleOf(node);
  return { name: node.name, trouble: trouble === "none" ? undefined : trouble === "failed" ? node.status : trouble };
}

function Measurements(props: { readonly result: ReportData; readonly evidence: ShownEvidence; readonly shade: Shade }) {
  const { result, evidence, shade } = props;
  const detailed = new Set(Object.keys(result.curves.step_duration ?? {}));
  const hasDetail: HasDetail = (metric, value) => own(own(result.curves, metric) ?? {}, value) !== undefined;
  return (
    <>
      <KeyFigures result={result} />
      <LeadChart result={result} nodeCount={result.nodes.length} background={result.background} shade={shade} />
      <Thresholds result={result} />
      <LoadCharts result={result} background={result.background} shade={shade} />
      <LatencyCharts result={result} shade={shade} />
      <Interactions result={result} hasDetail={hasDetail} />
      <Steps result={result} detailed={detailed} />
      <Pages result={result} hasDetail={hasDetail} />
      <Endpoints result={result} hasDetail={hasDetail} />
      <Failures result={result} evidence={evidence} />
      {result.background === undefined ? null : <Background result={result.background} evidence={evidence} shade={shade} />}
      <Nodes result={result} />
      <Metrics result={result} />
    </>
  );
}

/** The links to the parts that this report has. */
function partsOf({ startedAt, histograms, background }: ReportData) {
  const isThere: Readonly<Record<string, boolean>> = {
    interactions: histograms.interaction_duration !== undefined,
    background: background !== undefined,
    pages: BREAKDOWNS.pages.metrics.some((name) => histograms[name] !== undefined),
    endpoints: histograms.http_endpoint_duration !== undefined,
  };
  return PARTS.filter(([id]) => (startedAt === null ? id === "details" : isThere[id] !== false));
}
