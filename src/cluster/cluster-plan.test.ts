import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareUsers } from "./cluster-plan.js";

const countsOf = (users: number, capacities: readonly number[]) =>
  shareUsers(users, capacities).map((share) => share.users.count);

describe("spreading users over nodes", () => {
  it("is even where every node has room, whatever else it has", () => {
    expect(countsOf(10, [4, 9, 4])).toEqual([4, 3, 3]);
  });

  it("goes by capacity where an even share does not fit", () => {
    expect(countsOf(12, [2, 4, 6])).toEqual([2, 4, 6]);
    expect(countsOf(24, [2, 4, 6])).toEqual([4, 8, 12]);
  });

  it("is even where nobody has room at all", () => {
    expect(countsOf(3, [0, 0])).toEqual([2, 1]);
  });

  it("gives every user one node and one place in a ramp", () => {
    const capacities = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), capacities, (users, rooms) => {
        const shares = shareUsers(users, rooms);
        const all = Array.from({ length: users }, (_, at) => at + 1);
        const ids = shares.flatMap((share) => Array.from({ length: share.users.count }, (_, j) => share.users.first + j));
        const places = shares.flatMap((share) =>
          Array.from({ length: share.users.count }, (_, j) => share.ordinals.offset + j * share.ordinals.stride + 1),
        );
        expect(ids).toEqual(all);
        expect(places.sort((a, b) => a - b)).toEqual(all);
      }),
    );
  });
});
