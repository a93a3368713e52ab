/** A user's turn to run one iteration. */
export interface UserTurn {
  /** When the iteration was due, on our clock; `undefined` in the closed model. */
  readonly intendedAtMs: number | undefined;
  /** Aborts when the turn is over: that cuts throttle waits and think time, and nothing else. */
  readonly cut: AbortSignal;
  /** Called when the iteration is over. */
  end(): void;
  /** Called when the turn was not used, so that another user can have it. */
  giveBack(): void;
}

/** Gives users their turns, according to the load plan. */
export interface UserTurns {
  /**
   * Resolves to the user's next turn when it is due; `undefined` when there are no more.
   * @param onWait called when the user has to wait
   */
  next(ordinal: number, onWait: () => void): Promise<UserTurn | undefined>;
}
