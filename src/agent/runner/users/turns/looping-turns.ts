import type { Clock, Timer } from "../../../../base/clock.js";
import { type ClosedLoadPlan, isUserWanted, nextChange, withPausesHeld } from "../../../../load/closed-plan.js";
import { planDurationMs } from "../../../../load/load-plan.js";
import type { FollowedPlan } from "./followed-plan.js";
import type { TurnWait, UserTurn, UserTurns } from "./user-turns.js";

/** What turns are derived from. */
export interface TurnsOptions<Plan extends FollowedPlan["plan"]> {
  readonly clock: Clock;
  readonly followed: FollowedPlan<Plan>;
  /** When the plan begins, on our clock. */
  readonly t0Ms: number;
  /** Aborts when the load is over. */
  readonly endOfLoad: AbortSignal;
  /** Aborts when the load is over, or all users have to end at once. */
  readonly stop: AbortSignal;
}

/** An iteration that is under way, and when the plan ends it. */
interface OpenTurn {
  readonly ordinal: number;
  readonly cut: AbortController;
  timer: Timer | undefined;
}

/** Turns of the closed model: a user iterates for as long as the plan wants it. */
export class LoopingTurns implements UserTurns {
  readonly #options: TurnsOptions<ClosedLoadPlan>;
  readonly #open = new Set<OpenTurn>();

  constructor(options: TurnsOptions<ClosedLoadPlan>) {
    this.#options = options;
    options.followed.onChange(() => {
      for (const turn of this.#open) this.#time(turn);
    });
    options.endOfLoad.addEventListener("abort", () => {
      for (const turn of this.#open) turn.cut.abort();
    });
  }

  async next(ordinal: number, { onWait, onLeave }: TurnWait): Promise<UserTurn | undefined> {
    const { clock, followed, t0Ms, stop } = this.#options;
    let hasLeft = false;
    while (!stop.aborted) {
      const { plan } = followed;
      const atMs = clock.now() - t0Ms;
      if (isUserWanted(plan, ordinal, atMs)) return this.#turn(ordinal);
      onWait();
      const next = nextChange(plan, ordinal, { fromMs: atMs, wanted: true });
      if (next === undefined && !hasLeft) {
        await onLeave();
        hasLeft = true;
        continue;
      }
      await this.#untilChange(next === undefined ? undefined : next - atMs);
    }
    return undefined;
  }

  /** The turn ends with the load, or earlier where the plan ramps this user down. A pause lets it finish. */
  #turn(ordinal: number): UserTurn {
    const { endOfLoad } = this.#options;
    const turn: OpenTurn = { ordinal, cut: new AbortController(), timer: undefined };
    this.#open.add(turn);
    this.#time(turn);
    if (endOfLoad.aborted) turn.cut.abort();
    const end = () => {
      turn.timer?.cancel();
      this.#open.delete(turn);
    };
    return { intendedAtMs: undefined, cut: turn.cut.signal, end, giveBack: end };
  }

  #time(turn: OpenTurn): void {
    const { clock, followed, t0Ms } = this.#options;
    turn.timer?.cancel();
    const atMs = clock.now() - t0Ms;
    const held = withPausesHeld(followed.plan);
    const untilMs = nextChange(held, turn.ordinal, { fromMs: atMs, wanted: false }) ?? Number.POSITIVE_INFINITY;
    if (untilMs < planDurationMs(held)) turn.timer = clock.setTimer(() => turn.cut.abort(), Math.max(0, untilMs - atMs));
  }

  /** Waits for `ms`, if there is such a time, or a changed plan, or the end. */
  #untilChange(ms: number | undefined): Promise<void> {
    const { clock, followed, stop } = this.#options;
    return new Promise((resolve) => {
      const over = () => {
        timer?.cancel();
        forget();
        stop.removeEventListener("abort", over);
        resolve();
      };
      const forget = followed.onChange(over);
      // Rounding may still say no at the instant itself, so always wait a little.
      const timer = ms === undefined ? undefined : clock.setTimer(over, Math.max(1, ms));
      stop.addEventListener("abort", over, { once: true });
    });
  }
}
