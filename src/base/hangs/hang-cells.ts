/** Positions in the memory that the main thread shares with the thread that watches it. */
export const CELLS = {
  /** Counted by the main thread whenever it comes to its timers. */
  beats: 0,
  /** Milliseconds that user code may keep the main thread; 0 while none runs. */
  limitMs: 1,
} as const;

/** The function in the main thread that the watching thread has it call, where the user code is. */
export const HUNG_SYMBOL = "live-load.hung";

/** How long the main thread has been held up: long enough for a warning, or longer than its limit. */
export type HangStage = "long" | "tooLong";
