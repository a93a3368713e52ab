import { formatDuration } from "../../../base/duration.js";
import { formatCount, formatNumber } from "../../../base/numbers.js";
import { formatRate } from "../../../base/rate.js";
import { cutApart, shortFailure } from "../../../reporters/console/cut-apart.js";
import { toWidth } from "../../../reporters/console/text-table.js";
import { SICK_CAUSE_TEXT } from "../../../result/sick-causes.js";
import { oneLine } from "../../../result/wording/wording.js";
import type { RunProgress } from "../../../run/run-events.js";
import type { painter } from "../../messages.js";
import { backgroundTexts, clockText } from "../progress-text.js";
import { sparkline } from "./sparkline.js";

/** The figures of a run in the live view. */
export interface LiveState {
  /** The phase that is under way; empty between two. */
  readonly phase: string;
  readonly detail?: string;
  /** Present during the load. */
  readonly progress?: RunProgress;
  /** The run was asked to end early. */
  readonly isStopping?: boolean;
}

/** How the live view shows it. */
export interface LiveStyle {
  readonly columns: number;
  /** The leading latency of each second; `undefined` where there was none. */
  readonly latencies: readonly (number | undefined)[];
  readonly paint: ReturnType<typeof painter>;
}

const [LABEL_WIDTH, BAR_WIDTH] = [10, 20];
/** The curve is left out if there is less room for it beside the name of the latency. */
const LEAST_CURVE = 8;

/** The lines of the live view: what is under way, and during the load its figures. */
export function liveLines(state: LiveState, style: LiveStyle): readonly string[] {
  const { phase, detail, progress } = state;
  if (phase === "") return [];
  if (progress === undefined) return [style.paint("dim", `  ${phase} …${detail === undefined ? "" : `  ${oneLine(detail)}`}`)];
  const rows = [
    loadLine(progress, style),
    ...latencyLine(progress, style),
    nodeLine(progress, style),
    ...backgroundLine(progress, style),
    ...failureLines(progress, style),
  ];
  return [headLine(state, progress, style), ...rows];
}

function headLine({ isStopping = false }: LiveState, progress: RunProgress, { paint }: LiveStyle): string {
  const { elapsedMs, durationMs, isPaused } = progress;
  const leftMs = durationMs - elapsedMs;
  const left = isPaused ? "paused" : leftMs > 0 ? `${formatDuration(Math.ceil(leftMs / 1000) * 1000)} left` : "";
  const state = isStopping ? "stopping" : leftMs > 0 ? left : "the last iterations are finishing";
  const done = Math.round(BAR_WIDTH * Math.min(1, durationMs === 0 ? 1 : elapsedMs / durationMs));
  const bar = `${"━".repeat(done)}${paint("dim", "╌".repeat(BAR_WIDTH - done))}`;
  return `  ${bar}  ${clockText(elapsedMs)} / ${clockText(durationMs)}  ·  ${isPaused || isStopping ? paint("yellow", state) : state}`;
}

function loadLine(progress: RunProgress, style: LiveStyle): string {
  const { activeUsers, target, iterations, iterationsPerSecond, failedIterations } = progress;
  const users =
    target.of === "users" ? `${formatNumber(activeUsers)} of ${formatNumber(target.value)}` : formatNumber(activeUsers);
  const rate = `${iterationsPerSecond.toFixed(1)}${target.of === "rate" ? ` of ${formatRate(target.value)}` : "/s"}`;
  const failed = `${formatNumber(failedIterations)} failed`;
  const counts = `${formatCount(iterations, "iteration")}, ${failedIterations > 0 ? style.paint("red", failed) : failed}`;
  const parts = [users, rate, counts];
  return labelled("Users", parts.join("  ·  "), style);
}

function latencyLine({ latency }: RunProgress, style: LiveStyle): readonly string[] {
  if (latency === undefined) return [];
  const value = `p95 ${formatDuration(latency.p95Ms)}`;
  const room = style.columns - (2 + LABEL_WIDTH + value.length + 2 + latency.metric.length + 2 + 1);
  const curve = room < LEAST_CURVE ? "" : `${sparkline(style.latencies, Math.min(40, room))}  `;
  return [labelled("Latency", `${style.paint("bold", value)}  ${curve}${style.paint("dim", latency.metric)}`, style)];
}

function nodeLine({ nodes }: RunProgress, style: LiveStyle): string {
  const { total, running, sick, sickNow } = nodes;
  const there =
    running === total ? `${formatNumber(total)} running` : `${formatNumber(running)} of ${formatNumber(total)} running`;
  if (sick === 0) return labelled("Nodes", there, style);
  const named = sickNow.map(({ name, cause }) => `${oneLine(name, 40)} (${SICK_CAUSE_TEXT[cause]})`);
  const more = sick > sickNow.length ? [`${formatNumber(sick - sickNow.length)} more`] : [];
  return labelled("Nodes", `${there}  ·  ${style.paint("yellow", `sick: ${[...named, ...more].join(", ")}`)}`, style);
}

function backgroundLine({ background }: RunProgress, style: LiveStyle): readonly string[] {
  if (background === undefined) return [];
  const text = backgroundTexts(background).join("  ·  ");
  return [labelled("Crowd", background.sick + background.lost > 0 ? style.paint("yellow", text) : text, style)];
}

function failureLines({ failures }: RunProgress, style: LiveStyle): readonly string[] {
  const { kinds, top } = failures;
  if (top.length === 0) return [];
  const counts = top.map(({ count }) => formatNumber(count));
  const width = Math.max(...counts.map(({ length }) => length));
  const room = Math.max(12, style.columns - 1 - 2 - LABEL_WIDTH - width - 4);
  const messages = cutApart(
    top.map(({ message }) => shortFailure(oneLine(message), room)),
    room,
  );
  const lines = top.map((_, at) =>
    labelled(
      at === 0 ? "Failures" : "",
      `${style.paint("red", toWidth(counts[at] ?? "", width, "right"))} ×  ${messages[at]}`,
      style,
    ),
  );
  const more = kinds - top.length;
  return more > 0 ? [...lines, labelled("", style.paint("dim", `… and ${formatCount(more, "other kind")}`), style)] : lines;
}

function labelled(label: string, text: string, { paint }: LiveStyle): string {
  return `  ${paint("dim", toWidth(label, LABEL_WIDTH, "left"))}${text}`;
}
