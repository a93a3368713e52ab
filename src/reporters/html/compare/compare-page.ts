import { formatNumber } from "../../../base/numbers.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import { pagePolicy } from "../../../pages/page-policy.js";
import type { Comparison, MetricComparison } from "../../../result/compare.js";
import { comparedChanges, comparedSentence } from "../../../result/compared-changes.js";
import { areTrusted } from "../../../result/regressions.js";
import { comparedLoadRows, comparedRunText } from "../../../result/wording/compared-wording.js";
import { oneLine } from "../../../result/wording/wording.js";
import { REPORT_STYLE } from "../report-page.generated.js";
import { comparedLoadCharts } from "./compared-load.js";
import { comparedMetric } from "./compared-metric.js";
import type { ComparedResults } from "./compared-results.js";
import { htmlTable } from "./html-table.js";

const [MAX_CHANGED, MAX_FAILURES] = [60, 20];

/** Two runs side by side on one self-contained page, in the look of the report. It needs no script. */
export function comparePage(comparison: Comparison, results: ComparedResults): string {
  const { slower, faster, different, onlyInOne, same } = comparedChanges(comparison);
  const outcome = areTrusted(comparison) ? (slower.length > 0 ? "slower" : faster.length > 0 ? "faster" : "alike") : "unsure";
  const title = `${oneLine(comparison.a.name)}: ${OUTCOMES[outcome].text}`;
  const cards = (id: string, heading: string, metrics: readonly MetricComparison[]) =>
    metricPart({ id, heading, metrics }, results);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy({ script: "", style: REPORT_STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="LiveLoad ${escapeHtml(results.b.liveloadVersion)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} – LiveLoad</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${headOf(comparison, outcome)}
${cards("slower", "Slower in B", slower)}
${cards("faster", "Faster in B", faster)}
${cards("different", "Other differences", different)}
${loadPart(comparison, results)}
${failurePart(comparison)}
${cards("one", "Measured in only one run", onlyInOne)}
${samePart(same, results)}
</main>
</body>
</html>
`;
}

const OUTCOMES = {
  slower: { text: "B is slower", mark: "✗", look: "fail" },
  faster: { text: "B is faster", mark: "✓", look: "pass" },
  alike: { text: "no real difference in latency", mark: "✓", look: "pass" },
  unsure: { text: "cannot be judged", mark: "?", look: "inconclusive" },
} as const;

function headOf(comparison: Comparison, outcome: keyof typeof OUTCOMES): string {
  const { a, b, caveats } = comparison;
  const { text, mark, look } = OUTCOMES[outcome];
  const reasons = caveats.map((caveat) => `<li>${escapeHtml(oneLine(caveat, 600))}</li>`);
  return `<header id="overview" class="hero ${look}">
<p class="verdict"><span class="badge"><span aria-hidden="true">${mark}</span> ${text}</span> <span class="meaning">two runs compared</span></p>
<h1>${escapeHtml(oneLine(a.name === b.name ? a.name : `${a.name} and ${b.name}`))}</h1>
<p class="sentence">${escapeHtml(comparedSentence(comparison))}</p>
${reasons.length === 0 ? "" : `<ul class="reasons">${reasons.join("")}</ul>`}
<p class="key">${key("a", `A: ${comparedRunText(a)}`)}${key("b", `B: ${comparedRunText(b)}`)}</p>
</header>`;
}

function key(run: "a" | "b", text: string): string {
  return `<span><svg viewBox="0 0 28 8" aria-hidden="true"><line class="run-${run}" x1="0" x2="28" y1="4" y2="4"/></svg>${escapeHtml(text)}</span>`;
}

function part(id: string, heading: string, content: string): string {
  return `<section id="${id}" class="part" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}</h2>
${content}
</section>`;
}

function metricPart(
  { id, heading, metrics }: { readonly id: string; readonly heading: string; readonly metrics: readonly MetricComparison[] },
  results: ComparedResults,
): string {
  if (metrics.length === 0) return "";
  const more = metrics.length - MAX_CHANGED;
  const rest = more > 0 ? `<p class="about">${formatNumber(more)} more are in the text of the comparison.</p>` : "";
  return part(
    id,
    heading,
    `${metrics
      .slice(0, MAX_CHANGED)
      .map((metric) => comparedMetric(metric, results))
      .join("\n")}${rest}`,
  );
}

function loadPart(comparison: Comparison, results: ComparedResults): string {
  const rows = htmlTable("Load of both runs", ["", "A", "B", "Change"], comparedLoadRows(comparison));
  return part("load", "Load", `${comparedLoadCharts(results)}\n${rows}`);
}

function failurePart({ failures }: Comparison): string {
  if (failures.length === 0) return "";
  const rows = failures
    .slice(0, MAX_FAILURES)
    .map(({ message, a, b }) => [oneLine(message, 300), formatNumber(a), formatNumber(b)]);
  const more = failures.length - rows.length;
  const rest = more > 0 ? `<p class="about">${formatNumber(more)} more kinds are in the reports of the two runs.</p>` : "";
  return part("failures", "Failures", `${htmlTable("Failures of both runs", ["Failure", "A", "B"], rows)}${rest}`);
}

function samePart(same: readonly MetricComparison[], results: ComparedResults): string {
  if (same.length === 0) return "";
  const cards = same
    .slice(0, MAX_CHANGED)
    .map((metric) => comparedMetric(metric, results))
    .join("\n");
  return part(
    "same",
    "No real difference",
    `<details class="fold"><summary>${formatNumber(same.length)} of the metrics</summary>\n${cards}\n</details>`,
  );
}
