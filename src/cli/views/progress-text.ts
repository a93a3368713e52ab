import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { changeSentence } from "../../result/wording/change-text.js";
import { calibrationText } from "../../run/calibration/calibration-text.js";
import type { BackgroundProgress, RunEvent, RunProgress, StopReason } from "../../run/run-events.js";
import { stepLines } from "../../run/step-text.js";

const STOP_TEXT: Record<StopReason, string> = {
  interrupted: "interrupted: stopping the users and writing a partial report; press Ctrl-C again to stop at once",
  terminated: "terminated: stopping the users and writing a partial report",
  aborted: "the scenario aborted the run",
  threshold: "a threshold does not hold: stopping the run",
};

/** An event in one line; `undefined` for those that have no line of their own. */
export function eventText(event: RunEvent): string | undefined {
  switch (event.type) {
    case "scenario-started":
      return `LiveLoad · ${event.name}${event.total > 1 ? ` (${event.index} of ${event.total})` : ""}`;
    case "sized":
      return `${formatCount(event.nodes, "node")} for ${formatCount(event.users, "user")}, in ${event.browser}`;
    case "users-prepared":
      return `${event.prepared} of ${formatCount(event.total, "browser context")} opened`;
    case "load-started":
      return event.load;
    case "progress":
      return progressText(event.progress);
    case "load-changed":
      return changeSentence(event.change);
    case "stopping":
      return STOP_TEXT[event.reason];
    case "calibrated":
      return `${event.of === "background" ? "background users: " : ""}${calibrationText(event)}`;
    case "boot-progress":
      return event.message;
    case "scenario-output":
      return `[${event.userId === undefined ? event.node : `user ${event.userId}`}] ${event.text}`;
    case "step":
      return stepLines(event).join("\n");
    case "dashboard-started":
    case "phase-started":
    case "phase-ended":
    case "warning":
    case "scenario-ended":
      return undefined;
  }
}

function progressText(progress: RunProgress): string {
  const parts = [
    `${clockText(progress.elapsedMs)} / ${clockText(progress.durationMs)}`,
    `${formatCount(progress.activeUsers, "user")}${progress.isPaused ? ", paused" : ""}`,
    `${formatCount(progress.iterations, "iteration")} (${progress.iterationsPerSecond.toFixed(1)}/s)`,
    `${progress.failedIterations} failed`,
  ];
  if (progress.latency !== undefined) parts.push(`${progress.latency.metric} p95 ${formatDuration(progress.latency.p95Ms)}`);
  if (progress.background !== undefined) parts.push(`beside ${backgroundTexts(progress.background).join(", ")}`);
  return parts.join("  ·  ");
}

/** The figures of background users, in parts of one line. */
export function backgroundTexts(background: BackgroundProgress): readonly [string, ...string[]] {
  const { activeUsers, iterationsPerSecond, failed, sick, lost } = background;
  const processes = (count: number, what: string) =>
    count === 0 ? [] : [`${formatCount(count, "process", "processes")} ${what}`];
  return [
    formatCount(activeUsers, "background user"),
    `${iterationsPerSecond.toFixed(1)}/s`,
    `${formatNumber(failed)} failed`,
    ...processes(sick, "sick"),
    ...processes(lost, "lost"),
  ];
}

/** Time on a clock: `02:05`, `1:02:05`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${minutes}` : minutes;
}
