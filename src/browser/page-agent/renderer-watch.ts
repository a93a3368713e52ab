import type { Clock, Timer } from "../../base/clock.js";
import type { PageThread, ThreadUse } from "./page-thread.js";

/** Dependencies of a watch. */
export interface RendererWatchOptions {
  readonly clock: Clock;
  readonly thread: PageThread;
  /** Called for a period in which the page was not measured. */
  readonly unmeasured: (fromMs: number, toMs: number) => void;
}

/** Pages report their timers once a second; one that is silent for longer is probed. */
const ASK_AFTER_MS = 1200;
/** Minimum silence of a gap. A process that was frozen for two seconds is always silent for longer than this. */
const GAP_MS = 1800;
/** No layout takes this long: the gap is reported now, while its seconds can still be changed. */
const CERTAIN_GAP_MS = 3000;
const LOOK_EVERY_MS = 500;

/**
 * Detects that the renderer of a page, or of a cross-site frame, is frozen.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | listening | asking | the page was silent for a while |
 * | asking | listening | it answered: if that took too long and it was not busy, there is a gap |
 * | any | ended | the page is closed |
 */
export class RendererWatch {
  readonly #options: RendererWatchOptions;
  #state: "listening" | "asking" | "ended" = "listening";
  #heardAtMs: number;
  /** When the page reported again while the answer was pending. */
  #backAtMs: number | undefined;
  /** The present gap has been reported up to this time. */
  #reportedUntilMs: number | undefined;
  #asked = 0;
  #timer: Timer | undefined;

  constructor(options: RendererWatchOptions) {
    this.#options = options;
    this.#heardAtMs = options.clock.now();
    this.#wait(ASK_AFTER_MS);
  }

  /** The page reported something. */
  heard(): void {
    const now = this.#options.clock.now();
    // The pending answer will tell what the page did meanwhile.
    if (this.#state === "asking" && now - this.#heardAtMs >= GAP_MS) this.#backAtMs ??= now;
    else this.#heardAtMs = now;
  }

  end(): void {
    if (this.#state === "asking") this.#settle(undefined);
    this.#state = "ended";
    this.#timer?.cancel();
  }

  #wait(ms: number): void {
    const { clock } = this.#options;
    const dueMs = clock.now() + ms;
    this.#timer = clock.setTimer(() => this.#look(clock.now() - dueMs), ms, { background: true });
  }

  #look(lateMs: number): void {
    const { clock } = this.#options;
    // While this process was frozen it received nothing: the page was not silent.
    this.#heardAtMs += Math.max(0, lateMs);
    const silentMs = clock.now() - this.#heardAtMs;
    if (this.#state === "listening" && silentMs >= ASK_AFTER_MS) void this.#ask();
    else if (this.#backAtMs !== undefined) this.#settle(undefined);
    else if (this.#state === "asking" && silentMs >= CERTAIN_GAP_MS) this.#report(clock.now());
    this.#wait(this.#state === "asking" ? LOOK_EVERY_MS : Math.max(1, ASK_AFTER_MS - silentMs));
  }

  async #ask(): Promise<void> {
    this.#state = "asking";
    this.#asked += 1;
    const number = this.#asked;
    const use = await this.#options.thread.use().catch(() => undefined);
    if (this.#state === "asking" && this.#asked === number) this.#settle(use);
  }

  /** The page answered, or is no longer probed. */
  #settle(use: ThreadUse | undefined): void {
    const { clock } = this.#options;
    const toMs = this.#backAtMs ?? clock.now();
    const silentMs = toMs - this.#heardAtMs;
    const isAtWork = use !== undefined && use.spanMs - use.cpuMs < silentMs / 2;
    if (silentMs >= GAP_MS && !isAtWork) this.#report(toMs);
    this.#state = "listening";
    this.#backAtMs = undefined;
    this.#reportedUntilMs = undefined;
    this.#heardAtMs = clock.now();
  }

  /** Reports only the new part of the gap: a page may be frozen for hours. */
  #report(toMs: number): void {
    this.#options.unmeasured(this.#reportedUntilMs ?? this.#heardAtMs, toMs);
    this.#reportedUntilMs = toMs;
  }
}
