import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { finishedIterations, iterationRate } from "../../result/iteration-rate.js";
import { mainLatencies } from "../../result/wording/summary.js";
import { formatShare } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { ShownResult } from "../shown-result.js";

/** A number with a title and a note. */
export interface Figure {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

/** The most important numbers of a result. */
export function KeyFigures({ result }: { readonly result: ShownResult }) {
  return <Figures figures={figuresOf(result)} />;
}

/** Numbers side by side. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <div class="figures">
      {figures.map(({ title, value, note, isBad }) => (
        <div key={title} class={isBad === true ? "figure alarming" : "figure"}>
          <p class="title">{title}</p>
          <p class="value">{value}</p>
          <p class="note">{note}</p>
        </div>
      ))}
    </div>
  );
}

function figuresOf(result: ShownResult): readonly Figure[] {
  const { users, iterations } = result;
  const finished = finishedIterations(iterations);
  return [
    { title: "Users", value: formatNumber(users.started), note: usersNote(result) },
    { title: "Iterations", value: formatNumber(iterations.started), note: iterationsNote(result) },
    {
      title: "Failed",
      value: finished === 0 ? "–" : formatShare(iterations.failed / finished),
      note: finished === 0 ? "no iteration finished" : `${formatNumber(iterations.failed)} of ${formatNumber(finished)} iterations`,
      isBad: iterations.failed > 0,
    },
    ...latencyFigures(result),
  ];
}

function iterationsNote({ iterations, durationMs }: ShownResult): string {
  const dropped = iterations.dropped > 0 ? `, ${formatNumber(iterations.dropped)} dropped` : "";
  return `${formatNumber(iterationRate({ iterations, durationMs }))} per second${dropped}`;
}

function usersNote({ users }: ShownResult): string {
  const rest = [
    users.neverStarted > 0 ? `${formatNumber(users.neverStarted)} never started` : "",
    users.replaced > 0 ? `${formatNumber(users.replaced)} replaced` : "",
    users.lost > 0 ? `${formatNumber(users.lost)} lost` : "",
  ].filter((text) => text !== "");
  return rest.length === 0 ? `of ${formatNumber(users.requested)} requested` : rest.join(", ");
}

/** Short titles of latencies. */
export const LATENCY_TITLES: Readonly<Record<string, string>> = {
  liveview_event_duration: "Answer on screen",
  liveview_event_server_duration: "Server’s reply",
  liveview_event_patch_duration: "Patching the page",
  liveview_connection_duration: "Page becomes live",
  step_duration: "Step",
  iteration_duration: "Iteration",
};

/** The three most important latencies. */
function latencyFigures(result: ShownResult): readonly Figure[] {
  const wanted = mainLatencies(result).filter(({ name }) => LATENCY_TITLES[name] !== undefined);
  return wanted.slice(0, 3).map(({ name, figures }) => ({
    title: LATENCY_TITLES[name] ?? metricSpec(name)?.description ?? name,
    value: formatDuration(figures.p95),
    note: `p95 · p50 ${formatDuration(figures.p50)}`,
  }));
}
