import type { Clock, Timer } from "../../base/clock.js";
import { DEBUG_PREFIX } from "../../base/debug-log.js";
import { RateBudget } from "../../base/rate-budget.js";
import { boundedText } from "../../base/wording/bounded-text.js";
import { MAX_TEXT_LENGTH } from "../../protocol/evidence-messages.js";
import { MAX_LISTED } from "../../protocol/messages.js";

/** Sends lines to the controller; `false` while it cannot be reached. */
type Deliver = (lines: string[]) => boolean;

const GATHER_MS = 100;
/** More would congest the channel that batches and leases need. */
const RATE = { burst: 5000, perSecond: 1000 };
const MAX_WAITING = 5000;

/** Sends the node's debug lines to the controller. Lines from before the join wait for it. */
export class DebugLines {
  readonly #clock: Clock;
  readonly #budget: RateBudget;
  readonly #waiting: string[] = [];
  #leftOut = 0;
  #deliver: Deliver = () => false;
  #timer: Timer | undefined;
  #haveArrived = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#budget = new RateBudget(clock, RATE);
  }

  /** Whether lines have reached the controller: then the node's own log can do without them. */
  get haveArrived(): boolean {
    return this.#haveArrived;
  }

  deliverTo(deliver: Deliver): void {
    this.#deliver = deliver;
  }

  add(line: string): void {
    if (this.#waiting.length < MAX_WAITING && this.#budget.take()) this.#waiting.push(boundedText(line, MAX_TEXT_LENGTH));
    else this.#leftOut += 1;
    this.#flushLater();
  }

  /** Sends the waiting lines, if the controller can be reached. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#waiting.length > 0 && this.#deliver(this.#waiting.slice(0, MAX_LISTED))) {
      this.#waiting.splice(0, MAX_LISTED);
      this.#haveArrived = true;
    }
    const isSent = this.#waiting.length === 0;
    if (isSent && this.#leftOut > 0 && this.#deliver([leftOutText(this.#leftOut)])) this.#leftOut = 0;
    if (!isSent || this.#leftOut > 0) this.#flushLater();
  }

  #flushLater(): void {
    this.#timer ??= this.#clock.setTimer(() => this.flush(), GATHER_MS, { background: true });
  }
}

function leftOutText(count: number): string {
  return `${DEBUG_PREFIX}${count} lines left out: there are too many to send`;
}
