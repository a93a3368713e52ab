import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distributeUsers } from "./distribution.js";
import { mixUsers } from "./mix-shares.js";

const partsOf = (weights: readonly number[], users: number, seed: number) =>
  mixUsers(weights, users, seed).map(({ part }) => part);

describe("users of a mix", () => {
  it("are divided exactly, each with its rank in its part, for any seed", () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 300 }), fc.integer(), (given, users, seed) => {
        const mixed = mixUsers(given, users, seed);
        expect(mixed).toHaveLength(users);
        const exact = distributeUsers(users, given).map(({ count }) => count);
        for (const [part, count] of exact.entries()) {
          const ranks = mixed.filter((user) => user.part === part).map(({ rank }) => rank);
          expect(ranks).toEqual(Array.from({ length: count }, (_, at) => at + 1));
        }
      }),
    );
  });

  it("are nearly in proportion in any range, and so on every node", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const parts = partsOf([8, 2], 1000, seed);
      for (let first = 0; first < 1000; first += 50) {
        const buyers = parts.slice(first, first + 50).filter((part) => part === 1).length;
        expect(Math.abs(buyers - 10)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("depend only on the seed", () => {
    expect(partsOf([3, 1], 40, 7)).toEqual(partsOf([3, 1], 40, 7));
    expect(new Set(Array.from({ length: 10 }, (_, seed) => partsOf([3, 1], 40, seed).join())).size).toBeGreaterThan(5);
  });
});
