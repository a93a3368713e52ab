import { formatNumber } from "../../../base/numbers.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import { backgroundRun } from "../../../result/background-run.js";
import type { ComparedLoad, Comparison, MetricComparison } from "../../../result/compare.js";
import {
  type ComparedOutcome,
  changesSentence,
  comparedChanges,
  comparedOutcome,
  comparedSentence,
} from "../../../result/compared-changes.js";
import { comparedLoadRows, comparedRunText, comparedUsersRows } from "../../../result/wording/compared-wording.js";
import { oneLine } from "../../../result/wording/wording.js";
import { staticPage } from "../static-page.js";
import { comparedLoadCharts } from "./compared-load.js";
import { comparedMetric } from "./compared-metric.js";
import type { ComparedResults } from "./compared-results.js";
import { htmlTable } from "./html-table.js";

const [MAX_CHANGED, MAX_FAILURES] = [60, 20];

/** The users of one kind in both runs, and how the parts of the page about them are named. */
interface Kind {
  readonly load: ComparedLoad;
  readonly results: ComparedResults;
  readonly rows: readonly (readonly string[])[];
  /** Before the ids of the parts. */
  readonly prefix: string;
  /** Behind their headings. */
  readonly suffix: string;
}

/** Two runs side by side on one self-contained page, in the look of the report. It needs no script. */
export function comparePage(comparison: Comparison, results: ComparedResults): string {
  const outcome = comparedOutcome(comparison);
  const title = `${oneLine(comparison.a.name)}: ${OUTCOMES[outcome].text}`;
  const main = [
    headOf(comparison, outcome),
    kindParts({ load: comparison, results, rows: comparedLoadRows(comparison), prefix: "", suffix: "" }),
    backgroundParts(comparison, results),
  ].join("\n");
  return staticPage({ title, version: results.b.liveloadVersion, main });
}

const OUTCOMES = {
  slower: { text: "B is slower", mark: "✗", look: "fail" },
  failing: { text: "B fails more often", mark: "✗", look: "fail" },
  faster: { text: "B is faster", mark: "✓", look: "pass" },
  alike: { text: "no real difference in latency", mark: "✓", look: "pass" },
  "partly-alike": { text: "no difference where there are enough samples", mark: "?", look: "inconclusive" },
  unclear: { text: "too few samples to tell", mark: "?", look: "inconclusive" },
  untrusted: { text: "cannot be judged", mark: "?", look: "inconclusive" },
} as const satisfies Record<ComparedOutcome, object>;

function headOf(comparison: Comparison, outcome: ComparedOutcome): string {
  const { a, b, caveats } = comparison;
  const { text, mark, look } = OUTCOMES[outcome];
  const reasons = caveats.map((caveat) => `<li>${escapeHtml(oneLine(caveat, 600))}</li>`);
  return `<header id="overview" class="hero ${look}">
<p class="verdict"><span class="badge"><span aria-hidden="true">${mark}</span> ${text}</span> <span class="meaning">two runs compared</span></p>
<h1>${escapeHtml(oneLine(a.name === b.name ? a.name : `${a.name} and ${b.name}`))}</h1>
<p class="sentence">${escapeHtml(comparedSentence(comparison))}</p>
${reasons.length === 0 ? "" : `<ul class="reasons caveats">${reasons.join("")}</ul>`}
<p class="key">${key("a", `A: ${comparedRunText(a)}`)}${key("b", `B: ${comparedRunText(b)}`)}</p>
</header>`;
}

function key(run: "a" | "b", text: string): string {
  return `<span><svg viewBox="0 0 28 8" aria-hidden="true"><line class="run-${run}" x1="0" x2="28" y1="4" y2="4"/></svg>${escapeHtml(text)}</span>`;
}

/** First the changes, then load and failures, and the rest at the end. */
function kindParts(kind: Kind): string {
  const { slower, faster, different, onlyInOne, same, unclear } = comparedChanges(kind.load);
  return [
    metricPart(kind, { id: "slower", heading: "Slower in B", metrics: slower }),
    metricPart(kind, { id: "faster", heading: "Faster in B", metrics: faster }),
    metricPart(kind, { id: "different", heading: "Other differences", metrics: different }),
    loadPart(kind),
    failurePart(kind),
    metricPart(kind, { id: "one", heading: "Measured in only one run", metrics: onlyInOne }),
    foldedPart(kind, { id: "unclear", heading: "Too few samples to tell", metrics: unclear }),
    foldedPart(kind, { id: "same", heading: "No real difference", metrics: same }),
  ].join("\n");
}

/** Background users, when both runs had some. */
function backgroundParts({ background }: Comparison, { a, b }: ComparedResults): string {
  const [crowdA, crowdB] = [backgroundRun(a), backgroundRun(b)];
  if (background === undefined || crowdA === undefined || crowdB === undefined) return "";
  const about = `<p class="about">${escapeHtml(changesSentence(background))}</p>`;
  const parts = kindParts({
    load: background,
    results: { a: crowdA, b: crowdB },
    rows: comparedUsersRows(background),
    prefix: "background-",
    suffix: ": background users",
  });
  return `${section("background", "Background users", about)}\n${parts}`;
}

function part({ prefix, suffix }: Kind, id: string, { heading, content }: Record<"heading" | "content", string>): string {
  return section(`${prefix}${id}`, `${heading}${suffix}`, content);
}

function section(id: string, heading: string, content: string): string {
  return `<section id="${id}" class="part" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}</h2>
${content}
</section>`;
}

interface MetricsPart {
  readonly id: string;
  readonly heading: string;
  readonly metrics: readonly MetricComparison[];
}

function metricPart(kind: Kind, { id, heading, metrics }: MetricsPart): string {
  if (metrics.length === 0) return "";
  const more = metrics.length - MAX_CHANGED;
  const rest = more > 0 ? `<p class="about">${formatNumber(more)} more are in the text of the comparison.</p>` : "";
  return part(kind, id, { heading, content: `${cardsOf(metrics, kind)}${rest}` });
}

function cardsOf(metrics: readonly MetricComparison[], { results }: Kind): string {
  return metrics
    .slice(0, MAX_CHANGED)
    .map((metric) => comparedMetric(metric, results))
    .join("\n");
}

function loadPart(kind: Kind): string {
  const rows = htmlTable(`Load of both runs${kind.suffix}`, ["", "A", "B", "Change"], kind.rows);
  return part(kind, "load", { heading: "Load", content: `${comparedLoadCharts(kind.results)}\n${rows}` });
}

function failurePart(kind: Kind): string {
  const { failures } = kind.load;
  if (failures.length === 0) return "";
  const rows = failures
    .slice(0, MAX_FAILURES)
    .map(({ message, a, b }) => [oneLine(message, 300), formatNumber(a), formatNumber(b)]);
  const more = failures.length - rows.length;
  const rest = more > 0 ? `<p class="about">${formatNumber(more)} more kinds are in the reports of the two runs.</p>` : "";
  const table = htmlTable(`Failures of both runs${kind.suffix}`, ["Failure", "A", "B"], rows);
  return part(kind, "failures", { heading: "Failures", content: `${table}${rest}` });
}

function foldedPart(kind: Kind, { id, heading, metrics }: MetricsPart): string {
  if (metrics.length === 0) return "";
  const content = `<details class="fold"><summary>${formatNumber(metrics.length)} of the metrics</summary>\n${cardsOf(metrics, kind)}\n</details>`;
  return part(kind, id, { heading, content });
}
