import type { Timer } from "../../../../base/clock.js";
import { planDurationMs } from "../../../../load/load-plan.js";
import { arrivalCurve, type OpenLoadPlan, placeOfArrival } from "../../../../load/open-plan.js";
import { pausedMs, pauseEndMs } from "../../../../load/plan-changes.js";
import type { RateCurve } from "../../../../load/rate-curve.js";
import type { TelemetrySink } from "../../../../telemetry/telemetry-sink.js";
import type { TurnsOptions } from "./looping-turns.js";
import type { TurnWait, UserTurn, UserTurns } from "./user-turns.js";

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
 * are dropped when no user becomes free in time, the load ends, or no user is left. During a pause those in the queue wait, and do
 * not grow late.
 */
export class ArrivalTurns implements UserTurns {
  readonly #options: ArrivalTurnsOptions;
  #curve: RateCurve;
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
    const { followed, stop } = options;
    this.#curve = arrivalCurve(followed.plan);
    followed.onChange(() => {
      this.#curve = arrivalCurve(followed.plan);
      this.#look();
    });
    stop.addEventListener("abort", () => this.#end(), { once: true });
    this.#advance();
    this.#look();
    if (stop.aborted) this.#end();
  }

  next(_ordinal: number, { onWait }: TurnWait): Promise<UserTurn | undefined> {
    this.#dropLate();
    const intendedAtMs = this.#pauseEndMs === undefined ? this.#waiting.shift() : undefined;
    if (intendedAtMs !== undefined) return Promise.resolve(this.#turn(intendedAtMs));
    if (this.#isOver) return Promise.resolve(undefined);
    onWait();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  abandon(): void {
    if (this.#isOver) return;
    this.#look();
    let left = this.#waiting.splice(0).length;
    for (; this.#nextMs < this.#endMs; this.#advance()) left += 1;
    this.#isOver = true;
    this.#timer?.cancel();
    if (left > 0) this.#drop("no user left", left);
  }

  #turn(intendedAtMs: number): UserTurn {
    const giveBack = () => {
      if (this.#isOver) this.#drop("end of load");
      else this.#arrive(intendedAtMs, "first");
    };
    // A pause is no fault of the site.
    const dueMs = intendedAtMs + this.#pausedSince(intendedAtMs);
    return { intendedAtMs: dueMs, cut: this.#options.endOfLoad, end: () => {}, giveBack };
  }

  get #endMs(): number {
    return this.#options.t0Ms + planDurationMs(this.#options.followed.plan);
  }

  /** When the pause ends, on our clock, if there is one now. */
  get #pauseEndMs(): number | undefined {
    const { followed, clock, t0Ms } = this.#options;
    const endMs = pauseEndMs(followed.plan, clock.now() - t0Ms);
    return endMs === undefined ? undefined : t0Ms + endMs;
  }

  #pausedSince(atMs: number): number {
    const { followed, clock, t0Ms } = this.#options;
    return pausedMs(followed.plan, clock.now() - t0Ms) - pausedMs(followed.plan, atMs - t0Ms);
  }

  /** The instant, on our clock, of this node's next arrival; there is none when it is not before the end. */
  get #nextMs(): number {
    return this.#options.t0Ms + this.#curve.instantOf(this.#arrival);
  }

  /** Advances to this node's next arrival; a node without users has none. */
  #advance(): void {
    const { followed, isOurs } = this.#options;
    const { maxUsers } = followed.plan;
    for (let step = 1; step <= maxUsers; step += 1) {
      if (!isOurs(placeOfArrival(this.#arrival + step, maxUsers))) continue;
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
    const pauseEnds = this.#pauseEndMs;
    if (pauseEnds === undefined) this.#serve();
    const wakeMs = Math.min(pauseEnds ?? this.#lateAtMs, this.#nextMs < this.#endMs ? this.#nextMs : Number.POSITIVE_INFINITY);
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    this.#timer = clock.setTimer(() => this.#look(), Math.max(1, wakeMs - clock.now()));
  }

  /** When the first in the queue has waited too long. */
  get #lateAtMs(): number {
    const [first] = this.#waiting;
    if (first === undefined) return Number.POSITIVE_INFINITY;
    return first + this.#pausedSince(first) + this.#options.followed.plan.maxLatenessMs;
  }

  /** Gives users that became idle during a pause what was in the queue. */
  #serve(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0)
      this.#idle.shift()?.(this.#turn(this.#waiting.shift() ?? this.#options.clock.now()));
  }

  #arrive(intendedAtMs: number, place: "first" | "last"): void {
    if (place === "first") this.#waiting.unshift(intendedAtMs);
    else this.#waiting.push(intendedAtMs);
    if (this.#pauseEndMs === undefined) this.#serve();
  }

  #dropLate(): void {
    const { clock } = this.#options;
    while (clock.now() > this.#lateAtMs && this.#pauseEndMs === undefined) {
      this.#waiting.shift();
      this.#drop("late");
    }
  }

  #drop(reason: "late" | "end of load" | "no user left", count = 1): void {
    const { sink, clock } = this.#options;
    sink.count("dropped_iterations", reason, count, clock.now());
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
