import type { Clock, Timer } from "../../../../base/clock.js";
import { delay } from "../../../../base/deadline.js";
import { type ClosedLoadPlan, isUserWanted, nextChange } from "../../../../load/closed-plan.js";
import { planDurationMs } from "../../../../load/load-plan.js";
import type { UserTurn, UserTurns } from "./user-turns.js";

/** What turns are derived from. */
export interface TurnsOptions<Plan> {
  readonly clock: Clock;
  readonly plan: Plan;
  /** When the plan begins, on our clock. */
  readonly t0Ms: number;
  /** Aborts when the load is over. */
  readonly endOfLoad: AbortSignal;
  /** Aborts when the load is over, or all users have to end at once. */
  readonly stop: AbortSignal;
}

/** Turns of the closed model: a user iterates for as long as the plan wants it. */
export class LoopingTurns implements UserTurns {
  readonly #options: TurnsOptions<ClosedLoadPlan>;

  constructor(options: TurnsOptions<ClosedLoadPlan>) {
    this.#options = options;
  }

  async next(ordinal: number, onWait: () => void): Promise<UserTurn | undefined> {
    const { clock, plan, t0Ms, stop } = this.#options;
    while (!stop.aborted) {
      const atMs = clock.now() - t0Ms;
      if (isUserWanted(plan, ordinal, atMs)) return this.#turn(ordinal, atMs);
      onWait();
      const next = nextChange(plan, ordinal, { fromMs: atMs, wanted: true });
      if (next === undefined) return undefined;
      // Rounding may still say no at the instant itself, so always wait a little.
      await delay(Math.max(1, next - atMs), { clock, signal: stop }).catch(() => {});
    }
    return undefined;
  }

  /** The turn ends with the load, or earlier where the plan ramps this user down. */
  #turn(ordinal: number, atMs: number): UserTurn {
    const { clock, plan, endOfLoad } = this.#options;
    const untilMs = nextChange(plan, ordinal, { fromMs: atMs, wanted: false }) ?? Number.POSITIVE_INFINITY;
    const whole = { intendedAtMs: undefined, cut: endOfLoad, end: () => {}, giveBack: () => {} };
    if (untilMs >= planDurationMs(plan)) return whole;
    const cut = new AbortController();
    const over = () => cut.abort();
    const timer: Timer = clock.setTimer(over, untilMs - atMs);
    endOfLoad.addEventListener("abort", over, { once: true });
    if (endOfLoad.aborted) over();
    const end = () => {
      timer.cancel();
      endOfLoad.removeEventListener("abort", over);
    };
    return { ...whole, cut: cut.signal, end, giveBack: end };
  }
}
