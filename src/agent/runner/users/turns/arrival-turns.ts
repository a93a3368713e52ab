import type { Timer } from "../../../../base/clock.js";
import { planDurationMs } from "../../../../load/load-plan.js";
import { arrivalCurve, type OpenLoadPlan, placeOfArrival } from "../../../../load/open-plan.js";
import type { RateCurve } from "../../../../load/rate-curve.js";
import type { TelemetrySink } from "../../../../telemetry/telemetry-sink.js";
import type { TurnsOptions } from "./looping-turns.js";
import type { UserTurn, UserTurns } from "./user-turns.js";

/** What {@link ArrivalTurns} acts through. */
export interface ArrivalTurnsOptions extends TurnsOptions<OpenLoadPlan> {
  readonly sink: Pick<TelemetrySink, "count">;
  /** Whether this node has the user with this place in the plan. */
  readonly isOurs: (place: number) => boolean;
}

/** Timers may fire early by up to this. */
const EARLY_MS = 0.5;

/**
 * Turns of the open model: arrivals follow the plan, whether or not a user is free. They queue, first come, first served, and
 * are dropped when no user becomes free in time or the load ends.
 */
export class ArrivalTurns implements UserTurns {
  readonly #options: ArrivalTurnsOptions;
  readonly #curve: RateCurve;
  readonly #endMs: number;
  /** Instants, on our clock, of the queued arrivals. */
  readonly #waiting: number[] = [];
  /** Users without an iteration, the one that has been idle longest first. */
  readonly #idle: ((turn: UserTurn | undefined) => void)[] = [];
  /** The number of this node's next arrival in the plan. */
  #arrival = -1;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(options: ArrivalTurnsOptions) {
    this.#options = options;
    const { plan, t0Ms, stop } = options;
    this.#curve = arrivalCurve(plan);
    this.#endMs = t0Ms + planDurationMs(plan);
    stop.addEventListener("abort", () => this.#end(), { once: true });
    this.#advance();
    this.#look();
    if (stop.aborted) this.#end();
  }

  next(_ordinal: number, onWait: () => void): Promise<UserTurn | undefined> {
    this.#dropLate();
    const intendedAtMs = this.#waiting.shift();
    if (intendedAtMs !== undefined) return Promise.resolve(this.#turn(intendedAtMs));
    if (this.#isOver) return Promise.resolve(undefined);
    onWait();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #turn(intendedAtMs: number): UserTurn {
    const giveBack = () => {
      if (this.#isOver) this.#drop("end of load");
      else this.#arrive(intendedAtMs, "first");
    };
    return { intendedAtMs, cut: this.#options.endOfLoad, end: () => {}, giveBack };
  }

  /** The instant, on our clock, of this node's next arrival; there is none when it is not before the end. */
  get #nextMs(): number {
    return this.#options.t0Ms + this.#curve.instantOf(this.#arrival);
  }

  /** Advances to this node's next arrival; a node without users has none. */
  #advance(): void {
    const { plan, isOurs } = this.#options;
    for (let step = 1; step <= plan.maxUsers; step += 1) {
      if (!isOurs(placeOfArrival(this.#arrival + step, plan.maxUsers))) continue;
      this.#arrival += step;
      return;
    }
    this.#arrival = Number.POSITIVE_INFINITY;
  }

  #look(): void {
    const { clock } = this.#options;
    this.#timer?.cancel();
    if (this.#isOver) return;
    for (let due = this.#nextMs; due < this.#endMs && due - clock.now() < EARLY_MS; due = this.#nextMs) {
      this.#advance();
      this.#arrive(due, "last");
    }
    this.#dropLate();
    const lateAtMs = (this.#waiting[0] ?? Number.POSITIVE_INFINITY) + this.#options.plan.maxLatenessMs;
    const wakeMs = Math.min(lateAtMs, this.#nextMs < this.#endMs ? this.#nextMs : Number.POSITIVE_INFINITY);
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    this.#timer = clock.setTimer(() => this.#look(), Math.max(1, wakeMs - clock.now()));
  }

  #arrive(intendedAtMs: number, place: "first" | "last"): void {
    const user = this.#idle.shift();
    if (user !== undefined) user(this.#turn(intendedAtMs));
    else if (place === "first") this.#waiting.unshift(intendedAtMs);
    else this.#waiting.push(intendedAtMs);
  }

  #dropLate(): void {
    const { clock, plan } = this.#options;
    while (clock.now() - (this.#waiting[0] ?? clock.now()) > plan.maxLatenessMs) {
      this.#waiting.shift();
      this.#drop("late");
    }
  }

  #drop(reason: "late" | "end of load"): void {
    const { sink, clock } = this.#options;
    sink.count("dropped_iterations", reason, 1, clock.now());
  }

  #end(): void {
    if (this.#isOver) return;
    this.#look();
    this.#isOver = true;
    this.#timer?.cancel();
    for (const _waiting of this.#waiting.splice(0)) this.#drop("end of load");
    for (const user of this.#idle.splice(0)) user(undefined);
  }
}
