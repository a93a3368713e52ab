import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distributeUsers } from "./distribution.js";

describe("spreading users over nodes", () => {
  it("puts the remainder on the first nodes", () => {
    expect(distributeUsers(10, [1, 1, 1])).toEqual([
      { first: 1, count: 4 },
      { first: 5, count: 3 },
      { first: 8, count: 3 },
    ]);
  });

  it("gives every user to exactly one node, in contiguous ranges near each node's weight", () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.double({ min: 0.1, max: 64, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (users, weights) => {
          const ranges = distributeUsers(users, weights);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          let next = 1;
          for (const [index, range] of ranges.entries()) {
            expect(range.first).toBe(next);
            expect(Math.abs(range.count - (users * (weights[index] ?? 0)) / total)).toBeLessThan(1);
            next += range.count;
          }
          expect(next).toBe(users + 1);
        },
      ),
    );
  });

  it("refuses to spread users over no nodes", () => {
    expect(() => distributeUsers(3, [])).toThrow("at least one node");
    expect(() => distributeUsers(3, [0, 0])).toThrow("weight above 0");
  });
});
