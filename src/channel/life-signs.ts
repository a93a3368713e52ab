import type { Clock, Timer } from "../base/clock.js";

/** When a peer counts as gone. */
export interface LifeSignsOptions {
  /** Milliseconds between looks; a ping goes out when nothing was heard since the last one. */
  readonly pingEveryMs: number;
  /** Milliseconds of silence after which the peer is gone. */
  readonly silenceLimitMs: number;
  /** Called when the peer is heard again; `fromMs` is when it was heard last. Absent: nobody asks. */
  readonly onHeardAgain?: (silence: { readonly fromMs: number; readonly toMs: number }) => void;
}

/** Pings that go unanswered before a silence is worth telling. */
const NOTEWORTHY_PINGS = 2.5;

/** What {@link LifeSigns} acts through. */
export interface LifeSignsPorts {
  readonly clock: Clock;
  readonly ping: () => void;
  readonly lost: () => void;
}

/**
 * Finds a peer that is frozen or cut off. Any frame is a sign of life. When our own timer fires late we were the ones
 * who slept: that lateness is added to the time at which the peer was last heard, or a stall here would drop it.
 */
export class LifeSigns {
  readonly #options: LifeSignsOptions;
  readonly #ports: LifeSignsPorts;
  #heardAtMs = 0;
  #timer: Timer | undefined;

  constructor(options: LifeSignsOptions, ports: LifeSignsPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** When the peer was heard last. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  start(): void {
    this.#heardAtMs = this.#ports.clock.now();
    this.#next();
  }

  heard(): void {
    const now = this.#ports.clock.now();
    // A peer that is well answers a ping before the next look.
    if (now - this.#heardAtMs > NOTEWORTHY_PINGS * this.#options.pingEveryMs)
      this.#options.onHeardAgain?.({ fromMs: this.#heardAtMs, toMs: now });
    this.#heardAtMs = now;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #next(): void {
    const { clock } = this.#ports;
    const dueMs = clock.now() + this.#options.pingEveryMs;
    this.#timer = clock.setTimer(() => this.#look(dueMs), this.#options.pingEveryMs, { background: true });
  }

  #look(dueMs: number): void {
    const now = this.#ports.clock.now();
    this.#heardAtMs = Math.min(now, this.#heardAtMs + Math.max(0, now - dueMs));
    const silentMs = now - this.#heardAtMs;
    if (silentMs >= this.#options.silenceLimitMs) {
      this.#ports.lost();
      return;
    }
    if (silentMs >= this.#options.pingEveryMs) this.#ports.ping();
    this.#next();
  }
}
