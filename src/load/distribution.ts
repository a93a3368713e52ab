/** A contiguous range of user ids: `first … first + count - 1`. */
export interface UserRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Spreads users 1 … `users` over nodes by weight as contiguous ranges (largest remainders; ties go to the first nodes, so
 * equal weights put the remainder on the first nodes). The ranges cover every user exactly once.
 */
export function distributeUsers(users: number, weights: readonly number[]): readonly UserRange[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length === 0 || !(total > 0)) throw new RangeError("users need at least one node with a weight above 0");
  const exact = weights.map((weight) => (users * weight) / total);
  const counts = exact.map(Math.floor);
  let left = users - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    counts[index] = (counts[index] ?? 0) + 1;
    left -= 1;
  }
  let first = 1;
  return counts.map((count) => {
    const range = { first, count };
    first += count;
    return range;
  });
}
