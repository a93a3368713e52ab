import { Failures } from "../../../pages/client/failures.js";
import { LatencyCharts } from "../../../pages/client/latency-charts.js";
import { LoadCharts } from "../../../pages/client/load-charts.js";
import { PageBar } from "../../../pages/client/page-bar.js";
import { Steps } from "../../../pages/client/steps.js";
import { useTheme } from "../../../pages/client/theme-toggle.js";
import { Thresholds } from "../../../pages/client/thresholds.js";
import type { ShownEvidence } from "../../../pages/shown-evidence.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { Details } from "./details.js";
import { KeyFigures } from "./key-figures.js";
import { Metrics } from "./metrics.js";
import { Nodes } from "./nodes.js";
import { Verdict } from "./verdict.js";

const PARTS = [
  ["overview", "Overview"],
  ["load", "Load"],
  ["latency", "Latency"],
  ["steps", "Steps"],
  ["failures", "Failures"],
  ["metrics", "Metrics"],
  ["nodes", "Nodes"],
  ["details", "Details"],
] as const;

/** The whole report. */
export function ReportPage({ result, evidence }: { readonly result: ShownResult; readonly evidence: ShownEvidence }) {
  const { theme, shade, choose } = useTheme();
  return (
    <>
      <PageBar label="Parts of the report" parts={PARTS.slice(1)} theme={theme} onChoose={choose} />
      <main>
        <Verdict result={result} />
        <Thresholds result={result} />
        <KeyFigures result={result} />
        <LoadCharts result={result} shade={shade} />
        <LatencyCharts result={result} shade={shade} />
        <Steps result={result} />
        <Failures result={result} evidence={evidence} />
        <Metrics result={result} />
        <Nodes result={result} />
        <Details result={result} />
      </main>
    </>
  );
}
