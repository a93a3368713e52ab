import type { RunEvent } from "../../run/run-events.js";

/** Shows the progress of a run in the terminal. */
export interface ProgressView {
  show(event: RunEvent): void;
  /** Clears what is being redrawn. */
  end(): void;
}
