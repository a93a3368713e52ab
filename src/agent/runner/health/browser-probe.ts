import type { Clock } from "../../../base/clock.js";
import type { Recorder } from "../../../telemetry/recorder.js";

/** Dependencies of {@link BrowserProbe}. */
export interface BrowserProbePorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Resolves to the round-trip time of a message to the browser; `undefined` while there is no browser. */
  readonly roundTrip: (timeoutMs: number) => Promise<number> | undefined;
}

const PROBE_TIMEOUT_MS = 10_000;
/** An answer that takes longer than this leaves a gap in the readings. */
const LATE_MS = 1000;

/** Pings the browser, one message at a time, to learn how late its answers are and when it stalled. */
export class BrowserProbe {
  readonly #ports: BrowserProbePorts;
  #latenessMs: number[] = [];
  /** When the pending message was sent. */
  #askedAtMs: number | undefined;
  /** When the browser last answered; `undefined` before its first answer and after a restart. */
  #answeredAtMs: number | undefined;

  constructor(ports: BrowserProbePorts) {
    this.#ports = ports;
  }

  /** Sends a message, unless one is still pending. */
  ask(): void {
    const { clock, roundTrip } = this.#ports;
    if (this.#askedAtMs !== undefined) {
      this.#noteGap(clock.now() - this.#askedAtMs);
      return;
    }
    const answer = roundTrip(PROBE_TIMEOUT_MS);
    if (answer === undefined) {
      this.#answeredAtMs = undefined;
      return;
    }
    this.#askedAtMs = clock.now();
    answer.then(
      (tookMs) => {
        this.#noteGap(tookMs);
        this.#askedAtMs = undefined;
        this.#answeredAtMs = clock.now();
        this.#latenessMs.push(tookMs);
      },
      // A timeout has been noted all along, and the end of the browser is reported elsewhere.
      () => {
        this.#askedAtMs = undefined;
      },
    );
  }

  /** Latencies of the answers since the last call; a pending one counts with the time waited so far. */
  takeLateness(): readonly number[] {
    const latenessMs = this.#latenessMs;
    this.#latenessMs = [];
    if (this.#askedAtMs !== undefined) latenessMs.push(this.#ports.clock.now() - this.#askedAtMs);
    return latenessMs;
  }

  /** The browser may have stalled at any time since its last answer. */
  #noteGap(lateMs: number): void {
    const { clock, recorder } = this.#ports;
    const now = clock.now();
    if (lateMs > LATE_MS) recorder.unmeasured(this.#answeredAtMs ?? now - lateMs, now, "browser-late");
  }
}
