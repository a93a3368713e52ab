import type { Bounds } from "../../page-operations.js";
import type { StopSignal } from "../../stop-signal.js";

/** A backstop: operations end earlier. */
const INPUT_TIMEOUT_MS = 60_000;

/** Options of commands that send input. An operation that has ended sends no more, except to release what it holds. */
export function inputOptions(bounds: Bounds | undefined): {
  readonly timeoutMs: number;
  readonly signals: readonly StopSignal[];
} {
  return { timeoutMs: INPUT_TIMEOUT_MS, signals: bounds === undefined ? [] : [bounds.over] };
}
