import type { Clock } from "../../base/clock.js";
import type { ActedDocument, Claim, Send } from "./exchanges.js";
import type { Act, Gesture } from "./interaction.js";
import type { StepTime } from "./step-times.js";

/** Applications wait so long at most for the next key before they send. */
const DEBOUNCE_MS = 2000;
/** What an input has sent is known this long afterwards. */
const REPORTED_MS = 200;
/** Frameworks show a cached page within this time of the input. */
const SOON_MS = 50;
const MOST_GESTURES = 64;
/** Instants of the page are rounded. */
const ROUNDING_MS = 0.3;
/** After an interaction has ended, its last messages may still come. */
const AFTERMATH_MS = 100;

/** An input as the page reported it. */
export interface ReportedInput {
  readonly number: number;
  readonly at: number;
  readonly document: ActedDocument;
  readonly step: StepTime | undefined;
  /** The name of its step in the report. */
  readonly label: string;
}

interface GesturesOptions {
  readonly clock: Clock;
  /** No interaction can follow from the act any more. */
  readonly decided: (act: Act) => void;
}

/** The latest inputs of a page. */
export class Gestures {
  readonly #options: GesturesOptions;
  readonly #acts = new WeakMap<StepTime, Act>();
  #gestures: Gesture[] = [];

  constructor(options: GesturesOptions) {
    this.#options = options;
  }

  /** The last input of all. */
  get last(): Gesture | undefined {
    return this.#gestures.at(-1);
  }

  add({ number, at, document, step, label }: ReportedInput): Gesture {
    const known = step === undefined ? undefined : this.#acts.get(step);
    const act = known ?? { step: label, from: at, lastInputAt: at, interactions: [], isDecided: false };
    act.lastInputAt = at;
    if (step !== undefined) this.#acts.set(step, act);
    if (known === undefined) this.#decideLater(act);
    const gesture: Gesture = { number, act, document, at };
    this.#gestures.push(gesture);
    if (this.#gestures.length > MOST_GESTURES) this.#gestures.shift();
    return gesture;
  }

  handled(document: ActedDocument, number: number, at: number): void {
    const gesture = this.#gestures.findLast((one) => one.document === document && one.number === number);
    if (gesture !== undefined) gesture.handledAt ??= at;
  }

  /** Their document is gone: what comes now has another cause. What they have sent is known soon. */
  left(): void {
    for (const gesture of this.#gestures) {
      if (gesture.isLeft !== true && !gesture.act.isDecided) this.#decideLeft(gesture.act);
      gesture.isLeft = true;
    }
  }

  /** The last input before that instant that can be its cause. */
  before(at: number): Gesture | undefined {
    const gesture = this.#gestures.findLast((one) => one.at <= at + ROUNDING_MS);
    if (gesture === undefined || gesture.isLeft === true) return undefined;
    return at - (gesture.handledAt ?? gesture.at) > DEBOUNCE_MS ? undefined : gesture;
  }

  /** The input of a document that an event belongs to, unless nothing can be sent because of it any more. */
  behind(eventAt: number, document: ActedDocument): Gesture | undefined {
    const gesture = this.#gestures.findLast((one) => one.document === document && one.at <= eventAt + ROUNDING_MS);
    if (gesture === undefined || gesture.isLeft === true || gesture.act.isDecided) return undefined;
    return eventAt - gesture.at > DEBOUNCE_MS ? undefined : gesture;
  }

  /** The page shows what an input asked for, and has sent nothing for it. What it sends later still belongs to the input. */
  shown({ cause, at, document }: Claim): void {
    if (cause === "nobody") return;
    const latest = this.before(at);
    const isSoon = latest?.document === document && at - (latest.handledAt ?? at) <= SOON_MS;
    const gesture = cause === undefined ? (isSoon ? latest : undefined) : this.behind(cause, document);
    if (gesture !== undefined) gesture.act.isShown = true;
  }

  /** Whether it was sent while the page handled the input. */
  static isOfTask({ handledAt }: Gesture, { at }: Pick<Send, "at">): boolean {
    return handledAt === undefined || at <= handledAt + ROUNDING_MS;
  }

  /** Whether another act before the gesture's, which has sent nothing so far, can be the cause too. */
  hasRival({ act }: Gesture, at: number): boolean {
    return this.#gestures.some((one) => {
      const isSilent = one.act !== act && one.act.interactions.length === 0;
      return isSilent && one.at < at && at - one.at < DEBOUNCE_MS;
    });
  }

  /** Whether somebody acted then, or waited for an answer. */
  isBusy(at: number): boolean {
    return this.#gestures.some(({ act }) => act.from <= at && at <= busyUntil(act));
  }

  /** When the last of the inputs so far has no consequences any more. */
  get busyUntil(): number {
    return Math.max(0, ...this.#gestures.map(({ act }) => busyUntil(act)));
  }

  #decideLater(act: Act, waitMs = DEBOUNCE_MS + REPORTED_MS): void {
    const last = act.lastInputAt;
    const decide = () => {
      // It has gone on: by so much longer.
      if (act.lastInputAt > last) this.#decideLater(act, act.lastInputAt - last);
      else this.#decide(act);
    };
    this.#options.clock.setTimer(decide, waitMs, { background: true });
  }

  /** Unless the act goes on in the next document. */
  #decideLeft(act: Act): void {
    const last = act.lastInputAt;
    const decide = () => act.lastInputAt === last && this.#decide(act);
    this.#options.clock.setTimer(decide, REPORTED_MS, { background: true });
  }

  #decide(act: Act): void {
    if (act.isDecided) return;
    act.isDecided = true;
    this.#options.decided(act);
  }
}

function busyUntil({ interactions, lastInputAt }: Act): number {
  const ends = interactions.map(({ endedAt }) => (endedAt ?? Number.POSITIVE_INFINITY) + AFTERMATH_MS);
  return ends.length === 0 ? lastInputAt + DEBOUNCE_MS : Math.max(lastInputAt, ...ends);
}
