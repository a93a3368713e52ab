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

/** How a user waits for its turn. */
export interface TurnWait {
  /** The user has to wait. */
  readonly onWait: () => void;
  /** As the plan stands, it will have no turn any more; a change of the plan may bring it back. */
  readonly onLeave: () => Promise<void>;
}

/** Gives users their turns, according to the load plan. */
export interface UserTurns {
  /** Resolves to the user's next turn when it is due; `undefined` when the load is over. */
  next(ordinal: number, wait: TurnWait): Promise<UserTurn | undefined>;
  /** All users have ended by themselves, before the load did: nobody takes the turns that are left. */
  abandon?(): void;
}
