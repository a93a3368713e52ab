import type { Host } from "../../base/host.js";
import type { RunEvent } from "../../run/run-events.js";
import { tellWarning } from "../messages.js";
import { createLiveView } from "./live/live-view.js";
import { eventText } from "./progress-text.js";
import type { ProgressView } from "./progress-view.js";

/** How progress is shown. */
export interface ProgressViewOptions {
  /** Only warnings. */
  readonly quiet: boolean;
  /** Lines even on a terminal, as when programs read what the command writes. */
  readonly plain?: boolean;
}

/** Interval between lines when nothing is redrawn. */
const PLAIN_LINE_EVERY_MS = 5000;
const FREQUENT: readonly RunEvent["type"][] = ["progress", "boot-progress"];

/** On a terminal, redraws a few lines; otherwise writes a plain line every few seconds. Writes to standard error only. */
export function createProgressView(host: Host, { quiet, plain = false }: ProgressViewOptions): ProgressView {
  if (quiet) return { show: (event) => void (event.type === "warning" && tellWarning(host, event.message)), end: () => {} };
  return host.stderr.isTTY && host.env.TERM !== "dumb" && !plain ? createLiveView(host) : new PlainProgressView(host);
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
      const text = eventText(event);
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
