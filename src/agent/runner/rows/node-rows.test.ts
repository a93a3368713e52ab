import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import type { AssignedPool } from "../../../protocol/messages.js";
import type { IterationScope } from "../../../scenario/iteration/iteration-ports.js";
import { NodeRows } from "./node-rows.js";

const wait = { timeoutMs: 1000, signal: new AbortController().signal };

/** A node with some users of a plain scenario, and a controller with rows 0 … size - 1. */
function nodeOf(pool: Omit<AssignedPool, "name">, users: readonly number[], seed = 1) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const warnings: string[] = [];
  const rows = new NodeRows({
    clock,
    seed,
    pools: [{ ...pool, name: "p" }],
    parts: [{ name: undefined, pools: ["p"] }],
    usersOf: () => users.map((userId) => ({ userId, rank: userId })),
    onWarning: (message) => void warnings.push(message),
    signal: wait.signal,
    lease: async ({ count }) => {
      asked.push(`lease ${count}`);
      return { rows: [], usedUp: true };
    },
    rows: async ({ indexes }) => {
      asked.push(`rows ${indexes.join()}`);
      return { rows: indexes.slice(0, 3).map((id) => ({ id })) };
    },
  });
  const port = rows.portOf({ name: undefined, pools: ["p"] });
  const take = async (userId: number, iteration = 1, scope: IterationScope = "run") => {
    const row = port.take("p", { userId, iteration, scope }, wait);
    await clock.advance(10);
    return (await row)?.id;
  };
  return { rows, clock, asked, warnings, take, port };
}

const placed = (pool: Partial<AssignedPool>) => ({ mode: "unique", per: "user", size: 100, ...pool }) as const;

describe("the rows of a node's users", () => {
  it("are fetched once, before the start, when each user has one of its own", async () => {
    const node = nodeOf(placed({}), [5, 6, 7, 8]);
    const fetched = node.rows.fetchFirst();
    await node.clock.advance(10);
    await fetched;
    expect(node.asked).toEqual(["rows 4,5,6,7", "rows 7"]);
    for (const userId of [5, 6, 7, 8, 5]) expect(await node.take(userId, userId)).toBe(userId - 1);
    expect(node.asked).toHaveLength(2);
  });

  it("are shared in turn when a recycled pool has fewer rows than users", async () => {
    const node = nodeOf(placed({ mode: "recycle", size: 3 }), [1, 2, 3, 4]);
    expect(await Promise.all([1, 2, 3, 4].map((userId) => node.take(userId)))).toEqual([0, 1, 2, 0]);
  });

  it("are drawn by seed, user and iteration, whichever users share the node", async () => {
    const pool = placed({ mode: "random", per: "iteration" });
    const draws = async (users: readonly number[], seed: number) => {
      const node = nodeOf(pool, users, seed);
      return [await node.take(3, 1), await node.take(3, 2), await node.take(3, 2, "beforeUser"), await node.take(4, 1)];
    };
    const drawn = await draws([3, 4], 7);
    expect(await draws([1, 2, 3, 4, 5], 7)).toEqual(drawn);
    expect(await draws([3, 4], 8)).not.toEqual(drawn);
    expect(new Set(drawn).size).toBeGreaterThan(2);
    const fixed = nodeOf(placed({ mode: "random" }), [3]);
    expect(await fixed.take(3, 1)).toBe(await fixed.take(3, 9, "afterUser"));
  });

  it("are prefetched by the previous iteration", async () => {
    const node = nodeOf(placed({ mode: "random", per: "iteration" }), [1]);
    const fetched = node.rows.fetchFirst();
    await node.clock.advance(10);
    await fetched;
    for (let iteration = 1; iteration < 20; iteration += 1) {
      expect(node.port.take("p", { userId: 1, iteration, scope: "run" }, wait)).not.toBeInstanceOf(Promise);
      await node.clock.advance(10);
    }
  });

  it("are frozen, and one warning says when they are used up", async () => {
    const node = nodeOf(placed({ per: "iteration", size: 2 }), [1, 2]);
    expect([await node.take(1), await node.take(2)]).toEqual([undefined, undefined]);
    expect(node.warnings).toEqual(['the 2 rows of the data pool "p" are used up: users that need another row end']);
    const other = nodeOf(placed({}), [1]);
    await other.take(1);
    expect(Object.isFrozen(await other.port.take("p", { userId: 1, iteration: 1, scope: "run" }, wait))).toBe(true);
  });

  it("are not awaited forever", async () => {
    const node = nodeOf(placed({}), [1]);
    const row = node.port.take("p", { userId: 1, iteration: 1, scope: "run" }, { ...wait, timeoutMs: 1 });
    const refused = expect(row).rejects.toThrow("waited 1 ms for a row of the data pool p");
    await node.clock.advance(1);
    await refused;
  });
});
