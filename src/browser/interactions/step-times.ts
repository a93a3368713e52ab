import type { Clock } from "../../base/clock.js";

/** One operation of a step on the page. */
export interface StepTime {
  /** The name of the step in the report. */
  readonly step: string;
  readonly startedAtMs: number;
  /** Absent while it is under way. */
  endedAtMs?: number;
  /** It requests a document itself. */
  readonly navigates: boolean;
}

/** More operations than can follow an input before it is reported. */
const KEPT = 32;
/** An instant that was converted from the browser's clock may be this much late. */
const TOLERANCE_MS = 1;

/** Which step of a user acted on the page at which time, by the node's clock. */
export class StepTimes {
  readonly #clock: Clock;
  readonly #times: StepTime[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An operation of a step began; the returned function tells that it ended. Operations without a step are not kept. */
  began(step: string | undefined, navigates: boolean): () => void {
    if (step === undefined) return () => {};
    const time: StepTime = { step, startedAtMs: this.#clock.now(), navigates };
    this.#times.push(time);
    if (this.#times.length > KEPT) this.#times.shift();
    return () => {
      time.endedAtMs ??= this.#clock.now();
    };
  }

  /** The operation that was under way then. */
  at(ms: number): StepTime | undefined {
    return this.#times.find(({ startedAtMs, endedAtMs }) => {
      return startedAtMs - TOLERANCE_MS <= ms && (endedAtMs === undefined || ms <= endedAtMs + TOLERANCE_MS);
    });
  }
}
