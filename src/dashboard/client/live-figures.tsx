import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { type Figure, Figures as FigureCards } from "../../pages/client/figures.js";
import { failedNote, unfinishedNote } from "../../pages/client/iteration-notes.js";
import { LATENCY_TITLES } from "../../pages/latency-titles.js";
import { finishedIterations, iterationRate } from "../../result/iteration-rate.js";
import { own } from "../../result/wording/summary.js";
import { formatShare } from "../../result/wording/wording.js";
import type { CurrentScenario } from "../dashboard-state.js";
import type { Figures } from "../figures.js";

/** The most important numbers: current values while the load runs, totals at the end. */
export function LiveFigures({ scenario, figures }: { readonly scenario: CurrentScenario; readonly figures: Figures }) {
  const { live, ended } = scenario;
  const now = ended === undefined ? live : undefined;
  return <FigureCards figures={[...loadFigures(figures, now), failedFigure(figures), ...latencyFigures(figures, now)]} />;
}

type Live = CurrentScenario["live"];

function loadFigures(figures: Figures, now: Live): readonly Figure[] {
  const { users, iterations, timeSeries } = figures;
  const finished = finishedIterations(iterations);
  const unfinished = unfinishedNote(iterations);
  const most = timeSeries.reduce((peak, { activeUsers }) => Math.max(peak, activeUsers), 0);
  const perSecond = now?.iterationsPerSecond ?? iterationRate(figures);
  return [
    now === undefined
      ? { title: "Users", value: formatNumber(users), note: `at most ${formatNumber(Math.round(most))} at the same time` }
      : { title: "Active users", value: formatNumber(now.activeUsers), note: nodesText(now) },
    {
      title: now === undefined ? "Iterations" : "Iterations per second",
      value: formatNumber(now === undefined ? finished : perSecond),
      note:
        now === undefined
          ? `${formatNumber(perSecond)} per second${unfinished}`
          : `${formatCount(finished, "iteration")} so far${unfinished}`,
    },
  ];
}

function nodesText({ nodes, users }: NonNullable<Live>): string {
  const { running, total } = nodes;
  return `of ${formatNumber(users)}, on ${running === total ? formatCount(total, "node") : `${running} of ${formatCount(total, "node")}`}`;
}

function failedFigure({ iterations }: Figures): Figure {
  const finished = finishedIterations(iterations);
  return {
    title: "Failed",
    value: finished === 0 ? "–" : formatShare(iterations.failed / finished),
    note: finished === 0 ? "no iteration has finished" : failedNote(iterations),
    isBad: iterations.failed > 0,
  };
}

/** The three most important latencies: over the last seconds, and since the start. */
function latencyFigures({ histograms }: Figures, now: Live): readonly Figure[] {
  const wanted = Object.entries(histograms).filter(([name]) => LATENCY_TITLES[name] !== undefined);
  return wanted.slice(0, 3).map(([name, { aggregate }]) => {
    const title = LATENCY_TITLES[name] ?? name;
    if (now === undefined)
      return { title, value: formatDuration(aggregate.p95), note: `p95 · p50 ${formatDuration(aggregate.p50)}` };
    const point = own(now.recent.histograms, name);
    return {
      title,
      value: point === undefined ? "–" : formatDuration(point.p95),
      note: `p95 of the last ${Math.round(now.recent.overMs / 1000)} s; ${formatDuration(aggregate.p95)} so far`,
    };
  });
}
