import type { Clock } from "../../base/clock.js";
import type { PageInstant } from "../page-answers.js";

/** One operation of a step on the page. */
export interface StepTime {
  /** The name of the step in the report. */
  readonly step: string;
  readonly startedAtMs: number;
  /** Absent while it is under way. */
  endedAtMs?: number;
  /** It requests a document itself. */
  readonly navigates: boolean;
  /** It gives no inputs. */
  readonly looks: boolean;
  /** The page has handled all of its inputs by this instant of the browser's clock; absent until the page has said so. */
  handledBy?: number;
}

/** Where marks come from. */
export interface PageMarks {
  /** Asks the page for an instant after everything that it was sent before; resolves to it by the browser's clock. */
  ask(): Promise<number>;
  /** Converts an instant that the page has told to the browser's clock; `undefined` if it cannot. */
  convert(instant: PageInstant): number | undefined;
}

/** More operations than can follow an input before it is reported. */
const KEPT = 32;
/** An instant that was converted from the browser's clock may be this much off. */
const TOLERANCE_MS = 1;

/**
 * Which step of a user acted on the page. Inputs are told apart in the page's own order, so that the delay of a report does not
 * matter: after each operation the page is asked for a mark, which it makes after the inputs of this operation and before those of
 * the next one.
 */
export class StepTimes {
  readonly #clock: Clock;
  readonly #times: StepTime[] = [];
  #marks: PageMarks | undefined;
  #marked: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the page's marks from there from now on. */
  markBy(marks: PageMarks): void {
    this.#marks = marks;
  }

  /**
   * An operation of a step began; the returned function tells that it ended, with its mark if the page has told that already.
   * Operations without a step are not kept.
   */
  began(step: string | undefined, { navigates = false, looks = false } = {}): (mark?: PageInstant) => void {
    if (step === undefined) return () => {};
    const time: StepTime = { step, startedAtMs: this.#clock.now(), navigates, looks: looks || navigates };
    this.#times.push(time);
    if (this.#times.length > KEPT) this.#times.shift();
    return (mark) => {
      if (time.endedAtMs !== undefined) return;
      time.endedAtMs = this.#clock.now();
      if (!time.looks) this.#close(time, mark);
    };
  }

  /** Resolves once all marks are made; `undefined` if there is none to come. What acts without a look at the page waits for it. */
  get marked(): Promise<void> | undefined {
    return this.#marked;
  }

  /** The operation that was under way at a time of the node's clock. */
  at(ms: number): StepTime | undefined {
    return this.#times.find(({ startedAtMs, endedAtMs }) => {
      return startedAtMs - TOLERANCE_MS <= ms && (endedAtMs === undefined || ms <= endedAtMs + TOLERANCE_MS);
    });
  }

  /** The operation that gave an input, by the input's instant on the browser's clock and when that was by the node's at the latest. */
  ofInput(at: number, ms: number): StepTime | undefined {
    const isOpen = ({ looks, handledBy = at }: StepTime) => !looks && at <= handledBy;
    const time = this.#times.find(isOpen);
    return time !== undefined && time.startedAtMs - TOLERANCE_MS <= ms ? time : undefined;
  }

  #close(time: StepTime, mark: PageInstant | undefined): void {
    const marks = this.#marks;
    const known = mark && marks?.convert(mark);
    if (marks === undefined || known !== undefined) {
      time.handledBy = known ?? Number.NEGATIVE_INFINITY;
      return;
    }
    const made = marks.ask().then(
      (at) => {
        time.handledBy = at;
      },
      // The document is gone: nothing more comes from it.
      () => {
        time.handledBy = Number.NEGATIVE_INFINITY;
      },
    );
    const all = Promise.all([this.#marked, made]).then(() => {
      if (this.#marked === all) this.#marked = undefined;
    });
    this.#marked = all;
  }
}
