import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { type Figure, Figures } from "../../../pages/client/figures.js";
import { failedNote, unfinishedNote } from "../../../pages/client/iteration-notes.js";
import { LATENCY_TITLES } from "../../../pages/latency-titles.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { finishedIterations, iterationRate } from "../../../result/iteration-rate.js";
import { mainLatencies } from "../../../result/wording/summary.js";
import { formatShare } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";

/** The most important numbers of a result. */
export function KeyFigures(props: {
  readonly result: ShownResult;
  /** Latencies to choose from. Default: the most important ones that were measured. */
  readonly latencies?: readonly string[];
}) {
  const { result, latencies } = props;
  return <Figures figures={figuresOf(result, latencies)} />;
}

function figuresOf(result: ShownResult, latencies: readonly string[] | undefined): readonly Figure[] {
  const { users, iterations } = result;
  const finished = finishedIterations(iterations);
  return [
    { title: "Users", value: formatNumber(users.started), note: usersNote(result) },
    { title: "Iterations", value: formatNumber(finished), note: iterationsNote(result) },
    {
      title: "Failed",
      value: finished === 0 ? "–" : formatShare(iterations.failed / finished),
      note: finished === 0 ? "no iteration finished" : failedNote(iterations),
      isBad: iterations.failed > 0,
    },
    ...latencyFigures(result, latencies),
  ];
}

function iterationsNote(result: ShownResult): string {
  return `${formatNumber(iterationRate(result))} per second${unfinishedNote(result.iterations)}`;
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
function latencyFigures(result: ShownResult, latencies: readonly string[] = Object.keys(LATENCY_TITLES)): readonly Figure[] {
  const wanted = mainLatencies(result).filter(({ name }) => latencies.includes(name));
  return wanted.slice(0, 3).map(({ name, figures }) => ({
    title: LATENCY_TITLES[name] ?? metricSpec(name)?.description ?? name,
    value: formatDuration(figures.p95),
    note: `p95 · p50 ${formatDuration(figures.p50)}`,
  }));
}
