import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataPools, type LoadedPool } from "./data-pools.js";

const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at }));
const pool = (given: Partial<LoadedPool>): LoadedPool => ({
  name: "p",
  mode: "unique",
  per: "iteration",
  rows: rowsOf(10),
  ...given,
});
const idsOf = (rows: readonly object[]) => rows.map((row) => (row as { readonly id: number }).id);

describe("rows across the cluster", () => {
  it("that a trial has used are not handed out again to the run's nodes, which have the same names", () => {
    const pools = new DataPools([pool({}), pool({ name: "own", per: "user" })]);
    expect(idsOf(pools.lease("n1", { pool: "p", seq: 1, count: 3 }).rows)).toEqual([0, 1, 2]);
    pools.at("n1", { pool: "own", indexes: [4] });
    pools.anotherRun();
    expect(idsOf(pools.lease("n1", { pool: "p", seq: 1, count: 3 }).rows)).toEqual([3, 4, 5]);
    // A user has the same row on any node.
    expect(idsOf(pools.at("n2", { pool: "own", indexes: [4] }))).toEqual([4]);
  });

  it("are handed out at most once when unique, despite repeated requests and lost answers", () => {
    const asks = fc.array(
      fc.record({ node: fc.nat(4), count: fc.integer({ min: 1, max: 9 }), again: fc.nat(2), dies: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.nat(60), asks, (size, questions) => {
        const pools = new DataPools([pool({ rows: rowsOf(size + 1) })]);
        pools.sharedBy(5);
        const seqs = new Map<number, number>();
        const dead = new Set<number>();
        const handedOut: number[] = [];
        for (const { node, count, again, dies } of questions) {
          if (dead.has(node)) continue;
          const seq = (seqs.get(node) ?? 0) + 1;
          seqs.set(node, seq);
          const question = { pool: "p", seq, count };
          const answer = pools.lease(`n${node}`, question);
          for (let at = 0; at < again; at += 1) expect(pools.lease(`n${node}`, question)).toBe(answer);
          handedOut.push(...idsOf(answer.rows));
          expect(answer.rows.length).toBeLessThanOrEqual(count);
          expect(answer.usedUp).toBe(handedOut.length === size + 1);
          if (answer.rows.length === 0) expect(answer.usedUp).toBe(true);
          if (dies) dead.add(node);
        }
        expect(handedOut).toEqual(rowsOf(handedOut.length).map(({ id }) => id));
      }),
    );
  });

  it("are not hoarded by one node when only a few are left", () => {
    const pools = new DataPools([pool({ rows: rowsOf(12) })]);
    pools.sharedBy(3);
    const counts = [1, 2, 3].flatMap((seq) =>
      ["a", "b", "c"].map((node) => pools.lease(node, { pool: "p", seq, count: 10 }).rows.length),
    );
    expect(counts).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1]);
  });

  it("start over from the first when recycled, each used equally often", () => {
    const pools = new DataPools([pool({ mode: "recycle", rows: rowsOf(3) })]);
    const first = pools.lease("a", { pool: "p", seq: 1, count: 4 });
    const second = pools.lease("b", { pool: "p", seq: 1, count: 2 });
    expect([idsOf(first.rows), idsOf(second.rows), second.usedUp]).toEqual([[0, 1, 2, 0], [1, 2], false]);
  });

  it("are served by index for pools with a fixed order, a unique row to one node only", () => {
    const pools = new DataPools([pool({ per: "user" }), pool({ name: "r", mode: "random" })]);
    expect(idsOf(pools.at("a", { pool: "p", indexes: [3, 4] }))).toEqual([3, 4]);
    expect(idsOf(pools.at("a", { pool: "p", indexes: [3] }))).toEqual([3]);
    expect(() => pools.at("b", { pool: "p", indexes: [4] })).toThrow("b asks for a row that belongs to a");
    expect(idsOf(pools.at("b", { pool: "r", indexes: [1, 1] }))).toEqual([1, 1]);
    expect(() => pools.at("b", { pool: "r", indexes: [10] })).toThrow("there is no row 10");
  });

  it("are limited in number to what the control channel carries well", () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({ id: at, text: "x".repeat(900_000) }));
    const pools = new DataPools([pool({ mode: "recycle", rows }), pool({ name: "r", mode: "random", rows })]);
    expect(idsOf(pools.lease("a", { pool: "p", seq: 1, count: 12 }).rows)).toEqual([0, 1, 2, 3]);
    expect(idsOf(pools.lease("a", { pool: "p", seq: 2, count: 2 }).rows)).toEqual([4, 5]);
    expect(idsOf(pools.at("a", { pool: "r", indexes: [9, 8, 7, 6, 5] }))).toEqual([9, 8, 7, 6]);
  });

  it("are refused to nonsensical requests", () => {
    const pools = new DataPools([pool({}), pool({ name: "r", mode: "random" })]);
    expect(() => pools.lease("a", { pool: "p", seq: 2, count: 1 })).toThrow("request 2 for a pool follows request 0");
    expect(() => pools.lease("a", { pool: "x", seq: 1, count: 1 })).toThrow('there is no pool "x"');
    expect(() => pools.lease("a", { pool: "r", seq: 1, count: 1 })).toThrow("is not handed out in turn");
    expect(() => pools.at("a", { pool: "p", indexes: [1] })).toThrow("have no fixed index");
    expect(pools.assigned).toEqual([
      { name: "p", mode: "unique", per: "iteration", size: 10 },
      { name: "r", mode: "random", per: "iteration", size: 10 },
    ]);
  });
});
