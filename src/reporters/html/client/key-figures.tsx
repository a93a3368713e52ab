import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { type Figure, Figures } from "../../../pages/client/figures.js";
import { LATENCY_TITLES } from "../../../pages/latency-titles.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { finishedIterations, iterationRate } from "../../../result/iteration-rate.js";
import { mainLatencies } from "../../../result/wording/summary.js";
import { formatShare } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";

/** The most important numbers of a result. */
export function KeyFigures({ result }: { readonly result: ShownResult }) {
  return <Figures figures={figuresOf(result)} />;
}

function figuresOf(result: ShownResult): readonly Figure[] {
  const { users, iterations } = result;
  const finished = finishedIterations(iterations);
  return [
    { title: "Users", value: formatNumber(users.started), note: usersNote(result) },
    { title: "Iterations", value: formatNumber(finished), note: iterationsNote(result) },
    {
      title: "Failed",
      value: finished === 0 ? "–" : formatShare(iterations.failed / finished),
      note:
        finished === 0 ? "no iteration finished" : `${formatNumber(iterations.failed)} of ${formatNumber(finished)} iterations`,
      isBad: iterations.failed > 0,
    },
    ...latencyFigures(result),
  ];
}

function iterationsNote({ iterations, durationMs }: ShownResult): string {
  const { interrupted, abortedInfra, dropped } = iterations;
  const rest = [
    interrupted > 0 ? `${formatNumber(interrupted)} interrupted` : "",
    abortedInfra > 0 ? `${formatNumber(abortedInfra)} lost` : "",
    dropped > 0 ? `${formatNumber(dropped)} dropped` : "",
  ].filter((text) => text !== "");
  return [`${formatNumber(iterationRate({ iterations, durationMs }))} per second`, ...rest].join(", ");
}

function usersNote({ users, changes = [] }: ShownResult): string {
  const rest = [
    users.neverStarted > 0 ? `${formatNumber(users.neverStarted)} never started` : "",
    users.replaced > 0 ? `${formatNumber(users.replaced)} replaced` : "",
    users.lost > 0 ? `${formatNumber(users.lost)} lost` : "",
  ].filter((text) => text !== "");
  const isChanged = changes.some(({ kind }) => kind === "users");
  if (isChanged) return ["the most that were asked for", ...rest].join(", ");
  return rest.length === 0 ? `of ${formatNumber(users.requested)} requested` : rest.join(", ");
}

/** The three most important latencies. */
function latencyFigures(result: ShownResult): readonly Figure[] {
  const wanted = mainLatencies(result).filter(({ name }) => LATENCY_TITLES[name] !== undefined);
  return wanted.slice(0, 3).map(({ name, figures }) => ({
    title: LATENCY_TITLES[name] ?? metricSpec(name)?.description ?? name,
    value: formatDuration(figures.p95),
    note: `p95 · p50 ${formatDuration(figures.p50)}`,
  }));
}
