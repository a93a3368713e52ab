import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Crowd } from "./boot/sizing.js";
import { planNodes, shareUsers } from "./cluster-plan.js";

const countsOf = (users: number, capacities: readonly number[]) =>
  shareUsers(users, capacities).map((share) => share.users.count);

describe("spreading users over nodes", () => {
  it("is even where every node has room for its share, whatever the capacities", () => {
    expect(countsOf(10, [4, 9, 4])).toEqual([4, 3, 3]);
  });

  it("is proportional to capacity where an even share does not fit", () => {
    expect(countsOf(12, [2, 4, 6])).toEqual([2, 4, 6]);
    expect(countsOf(24, [2, 4, 6])).toEqual([4, 8, 12]);
  });

  it("is even where no node has room at all", () => {
    expect(countsOf(3, [0, 0])).toEqual([2, 1]);
  });

  it("assigns every user to one node and one place in a ramp-up", () => {
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

describe("a single node", () => {
  const GIB = 1024 ** 3;
  const resources = { cpus: 2, memoryBytes: 8 * GIB, availableMemoryBytes: 6 * GIB } as never;
  const browser = { browserContextsPerCore: 10, browserMemoryUsageBytes: GIB / 4, contextMemoryUsageBytes: GIB / 8 } as never;
  const plan = (users: number, crowd?: Crowd) => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    return { sizing: planNodes({ users, crowd, maxNodes: 100, resources, browser, singleNode: true, onWarning }), warnings };
  };

  it("accepts more users than it is sized for, with a warning", () => {
    expect(plan(20)).toMatchObject({ sizing: { nodes: 1, usersPerNode: 20 }, warnings: [] });
    expect(plan(128).warnings[0]).toContain("128 users are more than the 20 that this machine is sized for");
  });

  it("refuses users who would not fit into twice its memory, and says how many would", () => {
    expect(() => plan(129)).toThrow(
      expect.objectContaining({
        code: "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
        message: "129 users need about 16 GiB of memory, and this machine, which is the only node, has 8 GiB",
        hint: expect.stringContaining("run at most 128 users here (it is sized for 20)"),
        details: { necessary: 7, maxAllowed: 1, usersPerNode: 20 },
      }),
    );
  });

  it("counts both kinds of users together, as they share its memory", () => {
    const light = { browserContextsPerCore: 500, browserMemoryUsageBytes: GIB / 8, contextMemoryUsageBytes: GIB / 1024 } as never;
    const crowdOf = (users: number) => ({ users, browser: light });
    expect(plan(64, crowdOf(8192)).sizing.nodes).toBe(1);
    expect(() => plan(65, crowdOf(8192))).toThrow(
      expect.objectContaining({
        message:
          "65 users and 8,192 background users need about 16 GiB of memory, and this machine, which is the only node, has 8 GiB",
        hint: expect.stringContaining("run at most 64 users beside 8,192 background users here"),
      }),
    );
    expect(() => plan(1, crowdOf(20_000))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("run fewer background users here, or") }),
    );
  });
});
