import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { escapeHtml } from "../../pages/escape-html.js";
import { LATENCY_TITLES } from "../../pages/latency-titles.js";
import { finishedIterations } from "../../result/iteration-rate.js";
import type { RunResult, Verdict } from "../../result/model.js";
import { plainSentence } from "../../result/wording/plain-sentence.js";
import { mainLatencies, VERDICT_WORDS, verdictMeaning } from "../../result/wording/summary.js";
import { formatShare, oneLine } from "../../result/wording/wording.js";
import { staticPage } from "./static-page.js";

/** One of several scenarios. */
export interface IndexRow {
  readonly name: string;
  readonly verdict: Verdict;
  /** Its folder, relative to the page; absent when it could write nothing. */
  readonly folder?: string;
  readonly result?: RunResult;
  /** Why it could not run. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** `index.html`: the verdicts of several scenarios, with links to their reports. It needs no script. */
export function indexPage(rows: readonly IndexRow[]): string {
  const bad = rows.filter(({ verdict }) => verdict !== "pass").length;
  const title = bad === 0 ? `All ${rows.length} scenarios passed` : `${bad} of ${rows.length} scenarios did not pass`;
  return staticPage({ title, main: `<h1>${title}</h1>\n${rows.map(cardOf).join("\n")}` });
}

function cardOf({ name, verdict, folder, result, error }: IndexRow): string {
  const shown = escapeHtml(oneLine(name));
  const heading = folder === undefined ? shown : `<a href="./${encodeURIComponent(folder)}/report.html">${shown}</a>`;
  const text = result === undefined ? `${error?.code ?? "error"}: ${error?.message ?? "it did not run"}` : plainSentence(result);
  const facts = result === undefined ? [] : factsOf(result);
  return `<article class="hero ${verdict}">
<p class="verdict"><span class="badge"><span aria-hidden="true">${VERDICT_WORDS[verdict].mark}</span> ${verdict}</span> <span class="meaning">${verdictMeaning(verdict, (result?.thresholds.length ?? 0) > 0)}</span></p>
<h2>${heading}</h2>
<p class="sentence">${escapeHtml(text)}</p>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join("")}</p>
</article>`;
}

function factsOf(result: RunResult): readonly string[] {
  const { iterations, users, durationMs } = result;
  const finished = finishedIterations(iterations);
  const latency = mainLatencies(result)[0];
  return [
    `${formatNumber(users.started)} users`,
    formatDuration(durationMs),
    `${formatNumber(finished)} iterations`,
    ...(finished === 0 ? [] : [`${formatShare(iterations.failed / finished)} failed`]),
    ...(latency === undefined
      ? []
      : [`${LATENCY_TITLES[latency.name] ?? latency.name} p95 ${formatDuration(latency.figures.p95)}`]),
  ];
}
