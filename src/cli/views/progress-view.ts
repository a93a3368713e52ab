import { formatDuration } from "../../base/duration.js";
import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import { changeSentence } from "../../result/wording/change-text.js";
import { calibrationText } from "../../run/calibration/calibration-text.js";
import type { RunEvent, RunProgress, StopReason } from "../../run/run-events.js";
import { stepLines } from "../../run/step-text.js";
import { painter, tellWarning, wantsColor } from "../messages.js";

/** Shows the progress of a run in the terminal. */
export interface ProgressView {
  show(event: RunEvent): void;
  /** Clears the line that is being redrawn. */
  end(): void;
}

/** Interval between lines when standard error is not a terminal. */
const PLAIN_LINE_EVERY_MS = 5000;
const FREQUENT: readonly RunEvent["type"][] = ["progress", "boot-progress"];

/** On a terminal, redraws one line; otherwise writes a plain line every few seconds. Writes to standard error only. */
export function createProgressView(host: Host, options: { readonly quiet: boolean }): ProgressView {
  if (options.quiet)
    return { show: (event) => void (event.type === "warning" && tellWarning(host, event.message)), end: () => {} };
  return host.stderr.isTTY ? new LiveProgressView(host) : new PlainProgressView(host);
}

class LiveProgressView implements ProgressView {
  readonly #host: Host;
  readonly #paint: ReturnType<typeof painter>;
  #line = "";

  constructor(host: Host) {
    this.#host = host;
    this.#paint = painter(wantsColor(host, "stderr"));
  }

  show(event: RunEvent): void {
    const text = describe(event);
    if (event.type === "warning") {
      this.#clear();
      tellWarning(this.#host, event.message);
    } else if (event.type === "phase-started") this.#draw(this.#paint("dim", `  ${event.title} …`));
    else if (event.type === "phase-ended")
      this.#keep(this.#paint("dim", `  ✓ ${event.title}  ${formatDuration(event.durationMs)}`));
    else if (event.type === "progress") this.#draw(`  ${bar(event.progress)} ${progressText(event.progress)}`);
    else if (event.type === "users-prepared" || event.type === "boot-progress") this.#draw(this.#paint("dim", `  ${text ?? ""}`));
    else if (event.type === "scenario-started") this.#keep(this.#paint("bold", text ?? ""));
    else if (event.type === "scenario-ended") this.#clear();
    else if (text !== undefined) this.#keep(`  ${text}`);
  }

  end(): void {
    this.#clear();
  }

  #draw(line: string): void {
    this.#line = line;
    this.#host.stderr.write(`\r\u001b[2K${cut(line, (this.#host.stderr.columns ?? 80) - 1)}`);
  }

  #keep(line: string): void {
    this.#clear();
    this.#host.stderr.write(`${line}\n`);
  }

  #clear(): void {
    if (this.#line === "") return;
    this.#line = "";
    this.#host.stderr.write("\r\u001b[2K");
  }
}

class PlainProgressView implements ProgressView {
  readonly #host: Host;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(host: Host) {
    this.#host = host;
  }

  show(event: RunEvent): void {
    if (event.type === "warning") tellWarning(this.#host, event.message);
    else if (event.type !== "users-prepared" && (!FREQUENT.includes(event.type) || this.#isTime())) {
      const text = describe(event);
      if (text !== undefined) this.#host.stderr.write(`${text}\n`);
    }
  }

  end(): void {}

  #isTime(): boolean {
    const now = this.#host.clock.now();
    if (now - this.#lastAtMs < PLAIN_LINE_EVERY_MS) return false;
    this.#lastAtMs = now;
    return true;
  }
}

const STOP_TEXT: Record<StopReason, string> = {
  interrupted: "interrupted: stopping the users and writing a partial report; press Ctrl-C again to stop at once",
  terminated: "terminated: stopping the users and writing a partial report",
  aborted: "the scenario aborted the run",
  threshold: "a threshold does not hold: stopping the run",
};

function describe(event: RunEvent): string | undefined {
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
      return calibrationText(event);
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
  if (progress.latency !== undefined) parts.push(`p95 ${formatDuration(progress.latency.p95Ms)}`);
  return parts.join("  ·  ");
}

function bar({ elapsedMs, durationMs }: RunProgress): string {
  const width = 20;
  const done = Math.round(width * Math.min(1, durationMs === 0 ? 1 : elapsedMs / durationMs));
  return `${"━".repeat(done)}${"╌".repeat(width - done)}`;
}

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${minutes}` : minutes;
}

const ESCAPE = "\u001b";
/** A colour code, or one character. */
const PIECE = new RegExp(`${ESCAPE}\\[[0-9;]*m|.`, "gsu");

/** Cuts a line to a width without breaking colour codes. */
function cut(line: string, width: number): string {
  let shown = 0;
  let result = "";
  for (const [piece] of line.matchAll(PIECE)) {
    if (!piece.startsWith(ESCAPE)) {
      if (shown === width) continue;
      shown += 1;
    }
    result += piece;
  }
  return result;
}
