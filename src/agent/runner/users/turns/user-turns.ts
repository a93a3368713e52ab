/** A user's turn: it is to run one iteration. */
export interface UserTurn {
  /** When the iteration was due, on our clock, where the plan says so. */
  readonly intendedAtMs: number | undefined;
  /** Aborts when the turn is over: waits for throttles and think time are cut, everything else goes on. */
  readonly cut: AbortSignal;
  /** The iteration is over. */
  end(): void;
  /** Nothing came of it: somebody else is to have the turn. */
  giveBack(): void;
}

/** Whose turn it is, as the load plan has it. */
export interface UserTurns {
  /**
   * Resolves to the user's next turn, at once when it is due; `undefined` when there will be none any more.
   * @param onWait told when the user has to wait
   */
  next(ordinal: number, onWait: () => void): Promise<UserTurn | undefined>;
}
