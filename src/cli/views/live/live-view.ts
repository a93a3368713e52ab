import { formatDuration } from "../../../base/duration.js";
import type { Host } from "../../../base/host.js";
import type { RunEvent } from "../../../run/run-events.js";
import { painter, tellWarning, wantsColor } from "../../messages.js";
import { eventText } from "../progress-text.js";
import type { ProgressView } from "../progress-view.js";
import { DrawnBlock } from "./drawn-block.js";
import { type LiveState, liveLines } from "./live-lines.js";

/** These only change the live lines. */
const REDRAWN: readonly RunEvent["type"][] = ["progress", "users-prepared", "boot-progress"];
/** More than any terminal is wide. */
const KEPT_LATENCIES = 400;

/** Shows a run in a few lines that are redrawn in place, below lines that stay. */
export function createLiveView(host: Host): ProgressView {
  return new LiveView(host);
}

class LiveView implements ProgressView {
  readonly #host: Host;
  readonly #paint: ReturnType<typeof painter>;
  readonly #block: DrawnBlock;
  readonly #latencies: (number | undefined)[] = [];
  #state: LiveState = { phase: "" };

  constructor(host: Host) {
    this.#host = host;
    this.#paint = painter(wantsColor(host, "stderr"));
    this.#block = new DrawnBlock(host.stderr);
  }

  show(event: RunEvent): void {
    if (event.type === "scenario-started") this.#latencies.length = 0;
    if (event.type === "progress") this.#remember(event.progress.latency?.p95Ms);
    const kept = this.#keptLine(event);
    if (event.type === "warning") {
      this.#block.clear();
      tellWarning(this.#host, event.message);
    } else if (kept !== undefined) this.#block.keep(kept);
    this.#draw(nextState(this.#state, event));
  }

  end(): void {
    this.#block.clear();
  }

  #remember(p95Ms: number | undefined): void {
    this.#latencies.push(p95Ms);
    if (this.#latencies.length > KEPT_LATENCIES) this.#latencies.shift();
  }

  /** The line of an event that stays; `undefined` when it only changes the live lines. */
  #keptLine(event: RunEvent): string | undefined {
    if (event.type === "phase-ended") return this.#paint("dim", `  ✓ ${event.title}  ${formatDuration(event.durationMs)}`);
    const text = REDRAWN.includes(event.type) ? undefined : eventText(event);
    if (text === undefined) return undefined;
    return event.type === "scenario-started" ? this.#paint("bold", text) : `  ${text}`;
  }

  #draw(state: LiveState): void {
    this.#state = state;
    const { columns, rows } = this.#host.stderr;
    const lines = liveLines(state, { columns: columns || 80, latencies: this.#latencies, paint: this.#paint });
    // Lines above the first row of a terminal cannot be redrawn.
    const most = Math.max(1, (rows || 24) - 2);
    if (lines.length === 0) this.#block.clear();
    else this.#block.draw(lines.slice(0, most));
  }
}

function nextState(state: LiveState, event: RunEvent): LiveState {
  switch (event.type) {
    case "phase-started":
      return { phase: event.title };
    case "users-prepared":
    case "boot-progress":
      return { ...state, detail: eventText(event) ?? "" };
    case "progress":
      return { ...state, progress: event.progress };
    case "stopping":
      return { ...state, isStopping: true };
    case "phase-ended":
    case "scenario-started":
    case "scenario-ended":
      return { phase: "" };
    default:
      return state;
  }
}
