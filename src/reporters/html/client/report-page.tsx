import type { ShownResult } from "../shown-result.js";
import { Details } from "./details.js";
import { Failures } from "./failures.js";
import { KeyFigures } from "./key-figures.js";
import { LatencyCharts } from "./latency-charts.js";
import { LoadCharts } from "./load-charts.js";
import { Metrics } from "./metrics.js";
import { Nodes } from "./nodes.js";
import { PageBar } from "./page-bar.js";
import { Steps } from "./steps.js";
import { useTheme } from "./theme-toggle.js";
import { Thresholds } from "./thresholds.js";
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

/** The whole page. */
export function ReportPage({ result }: { readonly result: ShownResult }) {
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
        <Failures result={result} />
        <Metrics result={result} />
        <Nodes result={result} />
        <Details result={result} />
      </main>
    </>
  );
}
