/** Limits a sum to the largest finite double, because infinity cannot be sent. */
export function boundedAmount(sum: number): number {
  return Math.min(sum, Number.MAX_VALUE);
}

/** Rounds an amount of a built-in counter to a non-negative integer: browsers report byte counts as doubles. */
export function wholeAmount(amount: number): number {
  return Math.min(Math.max(0, Math.round(amount)), Number.MAX_SAFE_INTEGER);
}
