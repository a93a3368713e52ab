import type { Clock, Timer } from "../base/clock.js";

/** How often to ping, and when a peer counts as lost. */
export interface LifeSignsOptions {
  /** Milliseconds between checks; each sends a ping if nothing arrived since the one before. */
  readonly pingEveryMs: number;
  /** Milliseconds of silence after which the peer counts as lost. */
  readonly silenceLimitMs: number;
  /** Called when a frame ends a long silence; `fromMs` is when the frame before it arrived. */
  readonly onHeardAgain?: (silence: { readonly fromMs: number; readonly toMs: number }) => void;
}

/** A silence is reported after this many unanswered pings. */
const NOTEWORTHY_PINGS = 2.5;

/** Dependencies of {@link LifeSigns}. */
export interface LifeSignsPorts {
  readonly clock: Clock;
  readonly ping: () => void;
  readonly lost: () => void;
}

/**
 * Detects a peer that is frozen or cut off. Any frame is a sign of life. When our own timer fires late, it was this process
 * that stalled: the delay is not counted as silence of the peer, or a stall here would drop it.
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

  /** When the last frame of the peer arrived. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  start(): void {
    this.#heardAtMs = this.#ports.clock.now();
    this.#checkLater();
  }

  heard(): void {
    const now = this.#ports.clock.now();
    // A healthy peer answers a ping before the next check.
    if (now - this.#heardAtMs > NOTEWORTHY_PINGS * this.#options.pingEveryMs)
      this.#options.onHeardAgain?.({ fromMs: this.#heardAtMs, toMs: now });
    this.#heardAtMs = now;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #checkLater(): void {
    const { clock } = this.#ports;
    const dueMs = clock.now() + this.#options.pingEveryMs;
    this.#timer = clock.setTimer(() => this.#check(dueMs), this.#options.pingEveryMs, { background: true });
  }

  #check(dueMs: number): void {
    const now = this.#ports.clock.now();
    this.#heardAtMs = Math.min(now, this.#heardAtMs + Math.max(0, now - dueMs));
    const silentMs = now - this.#heardAtMs;
    if (silentMs >= this.#options.silenceLimitMs) {
      this.#ports.lost();
      return;
    }
    if (silentMs >= this.#options.pingEveryMs) this.#ports.ping();
    this.#checkLater();
  }
}
