import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { formatRate } from "../../base/rate.js";
import type { LoadChange } from "../model.js";

/** A change of the load in a few words: `4 users instead of 2`, `paused`. */
export function changeText({ kind, from = 0, to = 0, overMs = 0 }: LoadChange): string {
  const over = overMs === 0 ? "" : `, over ${formatDuration(overMs)}`;
  switch (kind) {
    case "users":
      return `${formatCount(to, "user")} instead of ${formatNumber(from)}${over}`;
    case "rate":
      return `${formatRate(to)} instead of ${formatRate(from)}${over}`;
    case "backgroundUsers":
      return `${formatCount(to, "background user")} instead of ${formatNumber(from)}${over}`;
    case "backgroundRate":
      return `${formatRate(to)} of background users instead of ${formatRate(from)}${over}`;
    case "pause":
      return "paused";
    case "resume":
      return "resumed";
    case "stop":
      return "stopped";
  }
}

const BY: Readonly<Record<LoadChange["by"], string>> = {
  command: "by live-load",
  dashboard: "in the dashboard",
  limit: "by itself, after the longest time that a run can be paused",
};

/** The same, with when and who. */
export function changeSentence(change: LoadChange): string {
  return `at ${formatDuration(change.offsetMs)}: ${changeText(change)}, ${BY[change.by]}`;
}
