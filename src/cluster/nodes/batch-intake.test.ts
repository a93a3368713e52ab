import { describe, expect, it } from "vitest";
import { settle } from "../../../test/fixtures/fake-clock.js";
import { batch, EPOCH } from "../../../test/fixtures/watchdog-bench.js";
import { deferred } from "../../base/deadline.js";
import { BatchIntake } from "./batch-intake.js";

/** An intake whose batches are stored when the test says so. */
function intake() {
  const stored: number[] = [];
  const acknowledged: (readonly [number, number])[] = [];
  const refused: unknown[] = [];
  const writes: ReturnType<typeof deferred<void>>[] = [];
  let refusal: Error | undefined;
  const it = new BatchIntake({
    store: () => {
      if (refusal !== undefined) throw refusal;
      const write = deferred<void>();
      writes.push(write);
      stored.push(writes.length);
      return write.promise;
    },
    acknowledge: (epoch, seq) => void acknowledged.push([epoch, seq]),
    refuse: (why) => void refused.push(why),
  });
  it.begin(EPOCH);
  return { it, stored, acknowledged, refused, writes, refuseNext: (error: Error) => (refusal = error) };
}

describe("a batch intake", () => {
  it("acknowledges a batch when it is stored, not before", async () => {
    const { it: batches, writes, acknowledged } = intake();
    expect(batches.take(batch(1))).toBe(true);
    await settle();
    expect(acknowledged).toEqual([]);
    expect([batches.takenSeq, batches.lastSeq]).toEqual([1, 0]);
    writes[0]?.resolve();
    await settle();
    expect(acknowledged).toEqual([[EPOCH, 1]]);
    expect(batches.lastSeq).toBe(1);
  });

  it("does not acknowledge a batch before those that came first are stored", async () => {
    const { it: batches, writes, acknowledged } = intake();
    batches.take(batch(1));
    batches.take(batch(2));
    writes[1]?.resolve();
    await settle();
    expect(acknowledged).toEqual([]);
    writes[0]?.resolve();
    await settle();
    expect(acknowledged).toEqual([
      [EPOCH, 1],
      [EPOCH, 2],
    ]);
  });

  it("stores a batch that is sent again once, and acknowledges it again", async () => {
    const { it: batches, stored, writes, acknowledged } = intake();
    batches.take(batch(1));
    writes[0]?.resolve();
    await settle();
    expect(batches.take(batch(1))).toBe(false);
    expect(stored).toHaveLength(1);
    expect(acknowledged).toEqual([
      [EPOCH, 1],
      [EPOCH, 1],
    ]);
  });

  it("does not acknowledge a batch that is sent again while it is being stored", async () => {
    const { it: batches, acknowledged } = intake();
    batches.take(batch(1));
    expect(batches.take(batch(1))).toBe(false);
    await settle();
    expect(acknowledged).toEqual([]);
  });

  it.each([
    ["skips a number", 2],
    ["has the number 0", 0],
  ])("rejects a batch that %s", (_what, seq) => {
    const { it: batches, stored } = intake();
    expect(() => batches.take(batch(seq))).toThrow(expect.objectContaining({ code: "CHANNEL_PROTOCOL" }));
    expect(stored).toEqual([]);
  });

  it("rejects a batch of another epoch", () => {
    const { it: batches, stored } = intake();
    batches.begin(EPOCH + 1);
    expect(() => batches.take(batch(1))).toThrow(`batch ${EPOCH}/1 where ${EPOCH + 1}/1 comes next`);
    expect(stored).toEqual([]);
  });

  it("counts a refused batch as never received, so that the right one can follow", () => {
    const { it: batches, refuseNext } = intake();
    refuseNext(new Error("malformed"));
    expect(() => batches.take(batch(1))).toThrow("malformed");
    expect(batches.takenSeq).toBe(0);
  });

  it("reports a batch that could not be stored, and acknowledges nothing after it", async () => {
    const { it: batches, writes, acknowledged, refused } = intake();
    batches.take(batch(1));
    batches.take(batch(2));
    writes[0]?.reject(new Error("disk full"));
    writes[1]?.resolve();
    await settle();
    expect(acknowledged).toEqual([]);
    expect(refused[0]).toMatchObject({ message: "disk full" });
    expect(batches.lastSeq).toBe(0);
  });
});
