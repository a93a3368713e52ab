import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { formatRate } from "../../base/rate.js";
import { changeSentence, changeText } from "../../result/wording/change-text.js";
import type { SteerAnswer } from "../../run/steering/run-control.js";
import type { RunStatus } from "../../run/steering/run-status.js";
import type { SteerInput } from "../../run/steering/steer-request.js";
import { MAX_PAUSED_MS } from "../../run/steering/steering.js";
import type { painter } from "../messages.js";
import { backgroundTexts } from "./progress-text.js";

type Paint = ReturnType<typeof painter>;

/** The output of `live-load status`. */
export function statusText(status: RunStatus, paint: Paint): string {
  const { name, runId, state, latency, iterations, background, changes, outputFolder } = status;
  const rows: readonly (readonly [string, string])[] = [
    ["State", state === "starting" || state === "ending" ? `${state}: ${status.phase}` : state],
    ...(isPlanned(status) ? [["Load", loadText(status.target, status.users)] as const, ["Time", timeText(status)] as const] : []),
    [
      "Iterations",
      `${formatNumber(iterations.finished)} · ${formatNumber(iterations.perSecond)}/s · ${formatNumber(iterations.failed)} failed`,
    ],
    ...(latency === null ? [] : [["Latency", `${latency.metric} p95 ${formatDuration(latency.p95Ms)}`] as const]),
    ["Nodes", nodesText(status)],
    ...(background === undefined ? [] : [["Crowd", crowdText(background)] as const]),
    ...changes.map((change, at) => [at === 0 ? "Changes" : "", changeSentence(change)] as const),
    ["Output", outputFolder],
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const lines = rows.map(([title, text]) => `  ${paint("dim", title.padEnd(width))}  ${text}`);
  return `${paint("bold", name)}  ${runId}\n${lines.join("\n")}\n`;
}

const EARLY = "is being stopped before its load has begun";
const INTERRUPTED = "is being interrupted; it writes a partial report";

/** The output of a command that changed a run. */
export function answerText(request: SteerInput, { status, change }: SteerAnswer, paint: Paint): string {
  if (change === undefined) return `${paint("bold", status.name)} ${status.startedAt === null ? EARLY : INTERRUPTED}\n`;
  const what = `${paint("bold", status.name)}: ${changeText(change)}, from ${formatDuration(change.offsetMs)} after its start on`;
  if (request.do === "stop") return `${what}; running iterations finish, then it writes its report\n`;
  if (request.do === "pause")
    return `${what}; live-load resume goes on with it, and without that it goes on when all its pauses have taken ${formatDuration(MAX_PAUSED_MS)}\n`;
  return `${what}; it ends after ${formatDuration(status.durationMs)}\n`;
}

/** Before the scenario is read, or its controller in the cluster has started, no plan is known. */
function isPlanned({ state, durationMs }: RunStatus): boolean {
  return durationMs > 0 || state === "running" || state === "paused";
}

function loadText(target: RunStatus["target"], { active, most }: Pick<RunStatus["users"], "active" | "most">): string {
  const actives = `${formatCount(active, "user")} active`;
  return target.of === "users"
    ? `${formatNumber(target.value)} planned now · ${actives} · at most ${formatNumber(most)}`
    : `${formatRate(target.value)} planned now · ${actives} of ${formatNumber(most)}`;
}

function crowdText(background: NonNullable<RunStatus["background"]>): string {
  const { target, activeUsers, mostUsers, carriedUsers } = background;
  const [, ...figures] = backgroundTexts(background);
  const room = carriedUsers === null ? [] : [`sized for ${formatCount(carriedUsers, "user")}`];
  return [loadText(target, { active: activeUsers, most: mostUsers }), ...figures, ...room].join(" · ");
}

function timeText({ state, elapsedMs, durationMs }: RunStatus): string {
  const whole = formatDuration(durationMs);
  if (state === "starting") return `${whole} planned`;
  const left = Math.max(0, durationMs - elapsedMs);
  return `${formatDuration(elapsedMs)} of ${whole}${left === 0 ? "" : `, ${formatDuration(left)} to go`}`;
}

function nodesText({ nodes: { total, running, lost }, users: { carried } }: RunStatus): string {
  const room = carried === null ? "" : ` · sized for ${formatCount(carried, "user")}`;
  return `${formatNumber(running)} of ${formatNumber(total)} running${lost === 0 ? "" : ` · ${formatNumber(lost)} lost`}${room}`;
}
