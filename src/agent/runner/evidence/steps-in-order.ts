import type { Clock, Timer } from "../../../base/clock.js";
import type { TrailStep } from "./step-trail.js";

/** How long an ended step is held back for an earlier one that still runs, as a click for the wait for the popup that it opened. */
const MOST_HELD_MS = 500;

/** Tells ended steps in the order in which they began, unless that would take long. */
export class StepsInOrder {
  readonly #clock: Clock;
  readonly #tell: (step: TrailStep) => void;
  #held: readonly TrailStep[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock, tell: (step: TrailStep) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** `running` is the first step that has not ended. */
  ended(step: TrailStep, running: TrailStep | undefined): void {
    this.#held = [...this.#held, step].sort((one, other) => one.begun.number - other.begun.number);
    this.#tellBefore(running?.begun.number ?? Number.POSITIVE_INFINITY);
    if (this.#held.length > 0) this.#timer ??= this.#clock.setTimer(() => this.tellAll(), MOST_HELD_MS, { background: true });
  }

  tellAll(): void {
    this.#tellBefore(Number.POSITIVE_INFINITY);
  }

  #tellBefore(number: number): void {
    const told = this.#held.filter(({ begun }) => begun.number < number);
    this.#held = this.#held.filter(({ begun }) => begun.number >= number);
    if (this.#held.length === 0) {
      this.#timer?.cancel();
      this.#timer = undefined;
    }
    for (const step of told) this.#tell(step);
  }
}
