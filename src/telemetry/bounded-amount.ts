/** A sum as it may be sent: one that has grown beyond what a double holds stays at the greatest. */
export function boundedAmount(sum: number): number {
  return Math.min(sum, Number.MAX_VALUE);
}

/** What LiveLoad itself counts is whole and not negative, whatever a browser says: bytes come as doubles. */
export function wholeAmount(amount: number): number {
  return Math.min(Math.max(0, Math.round(amount)), Number.MAX_SAFE_INTEGER);
}
