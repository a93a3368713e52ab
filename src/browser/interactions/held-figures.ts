import type { Clock } from "../../base/clock.js";
import type { BackgroundTraffic } from "./background-traffic.js";
import type { Figures } from "./interaction.js";

/** By then a message that comes regularly has often come again. */
const LATER_MS = 1500;
const MOST_HELD = 200;

/** Figures of a step, with the adapter that recognized them. */
export interface NamedFigures {
  readonly adapter: string;
  readonly step: string;
  readonly figures: Figures;
}

/** They rest on a message or request which nothing but its time ties to the input. */
interface Held extends NamedFigures {
  /** Its message would have come again. */
  isDue: boolean;
}

interface HeldFiguresOptions {
  readonly clock: Clock;
  readonly background: BackgroundTraffic;
  readonly record: (held: NamedFigures) => void;
  readonly drop: (held: NamedFigures) => void;
}

/**
 * Holds figures back until it is known whether what they took for the input's request, or for its answer, comes by itself too. A
 * page's background traffic is unknown when it begins, and what comes first of it may look like these.
 */
export class HeldFigures {
  readonly #options: HeldFiguresOptions;
  #held: Held[] = [];
  #interactions = 0;

  constructor(options: HeldFiguresOptions) {
    this.#options = options;
  }

  /** An interaction has begun: it may be answered by messages. */
  began(): void {
    this.#interactions++;
    this.review();
  }

  hold(named: NamedFigures): void {
    const { clock } = this.#options;
    const one: Held = { ...named, isDue: false };
    this.#held.push(one);
    if (this.#held.length > MOST_HELD) this.#drop(this.#held.shift());
    const review = () => {
      one.isDue = true;
      this.review();
    };
    clock.setTimer(review, LATER_MS, { background: true });
  }

  /** Decides what can be decided. */
  review(): void {
    const { background, record } = this.#options;
    const undecided: Held[] = [];
    for (const one of this.#held) {
      const { loose } = one.figures;
      if (loose.some((shape) => background.includes(shape))) this.#drop(one);
      else if (one.isDue && this.#isCertain(one)) record(one);
      else undecided.push(one);
    }
    this.#held = undecided;
  }

  /** The user is gone: what is known now decides. */
  end(): void {
    const { record } = this.#options;
    for (const one of this.#held.splice(0)) {
      if (this.#isCertain(one)) record(one);
      else this.#drop(one);
    }
  }

  #isCertain({ figures: { loose } }: Held): boolean {
    return loose.every((shape) => this.#options.background.excludes(shape, this.#interactions));
  }

  #drop(one: Held | undefined): void {
    if (one !== undefined) this.#options.drop(one);
  }
}
