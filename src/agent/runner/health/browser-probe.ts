import type { Clock } from "../../../base/clock.js";
import type { Recorder } from "../../../telemetry/recorder.js";

/** What a browser is probed through. */
export interface BrowserProbePorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** A message to the browser and back; `undefined` while there is no browser to ask. */
  readonly roundTrip: (timeoutMs: number) => Promise<number> | undefined;
}

const PROBE_TIMEOUT_MS = 10_000;
/** An answer that takes longer than this leaves a hole. */
const LATE_MS = 1000;

/** Sends the browser a message at a time, to learn how late its answers are and when it stood still. */
export class BrowserProbe {
  readonly #ports: BrowserProbePorts;
  #latenessMs: number[] = [];
  /** When the message went out that has not come back. */
  #askedAtMs: number | undefined;
  /** Until then the browser is known to have answered. Absent: it has not answered yet, or was restarted since. */
  #answeredAtMs: number | undefined;

  constructor(ports: BrowserProbePorts) {
    this.#ports = ports;
  }

  /** Asks, unless an answer is still out. */
  ask(): void {
    const { clock, roundTrip } = this.#ports;
    if (this.#askedAtMs !== undefined) {
      this.#noteHole(clock.now() - this.#askedAtMs);
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
        this.#noteHole(tookMs);
        this.#askedAtMs = undefined;
        this.#answeredAtMs = clock.now();
        this.#latenessMs.push(tookMs);
      },
      // It timed out, which was noted all along, or the browser is gone, which is told elsewhere.
      () => {
        this.#askedAtMs = undefined;
      },
    );
  }

  /** How late answers were since the last call; one that is still out is as late as it has been waited for. */
  takeLateness(): readonly number[] {
    const taken = this.#latenessMs;
    this.#latenessMs = [];
    if (this.#askedAtMs !== undefined) taken.push(this.#ports.clock.now() - this.#askedAtMs);
    return taken;
  }

  /** Nobody knows for how long the browser had not moved when it was asked. */
  #noteHole(lateMs: number): void {
    const { clock, recorder } = this.#ports;
    const now = clock.now();
    if (lateMs > LATE_MS) recorder.unmeasured(this.#answeredAtMs ?? now - lateMs, now, "browser-late");
  }
}
