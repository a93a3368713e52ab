import { seededRandom } from "../base/seeded-random.js";
import { distributeUsers } from "./distribution.js";

/** The part of a mix that a user runs, and the user's rank in that part. */
export interface MixedUser {
  /** Index of the part, from 0. */
  readonly part: number;
  /** From 1. */
  readonly rank: number;
}

/**
 * Divides users 1 … `users` among the parts of a mix: exactly in proportion to the weights (largest remainders), and nearly so in
 * any range of users, and so on any node. The seed decides the order among a few neighbours.
 */
export function mixUsers(weights: readonly number[], users: number, seed: number): readonly MixedUser[] {
  const counts = distributeUsers(users, weights).map(({ count }) => count);
  return ranked(shuffledInBlocks(evenOrder(counts), blockSize(counts), seed), []);
}

/** The users that make `mixed` grow to `users`, with parts that bring all of them as close to the weights as possible. */
export function moreMixUsers(mixed: readonly MixedUser[], weights: readonly number[], users: number): readonly MixedUser[] {
  const more = Math.max(0, users - mixed.length);
  const lacking = distributeUsers(users, weights).map(({ count }, part) =>
    Math.max(0, count - mixed.filter((user) => user.part === part).length),
  );
  // A part that already has more than its share leaves fewer for the others.
  const counts = lacking.every((count) => count === 0) ? [] : distributeUsers(more, lacking).map(({ count }) => count);
  return ranked(evenOrder(counts), mixed);
}

/** Gives each user its rank in its part, after those that there are already. */
function ranked(order: readonly number[], before: readonly MixedUser[]): readonly MixedUser[] {
  const ranks = new Map<number, number>();
  for (const { part } of before) ranks.set(part, (ranks.get(part) ?? 0) + 1);
  return order.map((part) => {
    const rank = (ranks.get(part) ?? 0) + 1;
    ranks.set(part, rank);
    return { part, rank };
  });
}

/** A sequence of parts: the next is always the one furthest behind its share; ties go to the first. */
function evenOrder(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const given = counts.map(() => 0);
  return Array.from({ length: total }, (_, at) => {
    let next = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [part, count] of counts.entries()) {
      const behind = (count * (at + 1)) / total - (given[part] ?? 0);
      if ((given[part] ?? 0) >= count || behind <= most) continue;
      [next, most] = [part, behind];
    }
    given[next] = (given[next] ?? 0) + 1;
    return next;
  });
}

/** The number of users among which the rarest part has about one. */
function blockSize(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.min(...counts.filter((count) => count > 0));
  return Math.max(1, Math.round(total / least));
}

function shuffledInBlocks(order: readonly number[], size: number, seed: number): readonly number[] {
  const random = seededRandom(seed, "mix");
  const shuffled = [...order];
  for (let start = 0; start < shuffled.length; start += size) {
    for (let left = Math.min(size, shuffled.length - start); left > 1; left -= 1) {
      const [a, b] = [start + left - 1, start + Math.floor(random() * left)];
      [shuffled[a], shuffled[b]] = [shuffled[b] ?? 0, shuffled[a] ?? 0];
    }
  }
  return shuffled;
}
