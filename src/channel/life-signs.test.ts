import { beforeEach, describe, expect, it } from "vitest";
import { NOTHING, OURS } from "../../test/fixtures/channel-ends.js";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { Connection } from "./connection.js";
import { memoryTransports } from "./memory-transport.js";
import { CLOSE_CODES } from "./transport.js";

describe("signs of life", () => {
  const life = { pingEveryMs: 2000, silenceLimitMs: 10_000 };
  const silences: { readonly fromMs: number; readonly toMs: number }[] = [];
  beforeEach(() => void silences.splice(0));
  function watched(farLooks = true) {
    const clock = new FakeClock();
    const [a, b] = memoryTransports();
    const onHeardAgain = (silence: (typeof silences)[number]) => void silences.push(silence);
    const near = new Connection({
      transport: a,
      clock,
      ours: OURS,
      theirs: NOTHING,
      lifeSigns: { ...life, onHeardAgain },
    }).start();
    const far = new Connection({
      transport: b,
      clock,
      ours: NOTHING,
      theirs: OURS,
      lifeSigns: farLooks ? life : undefined,
    }).start();
    return { clock, near, far, stall: (on: boolean) => b.stall(on) };
  }

  it("keep an idle connection open", async () => {
    const { clock, near, far } = watched();
    await clock.advance(120_000);
    expect([near.isOpen, far.isOpen]).toEqual([true, true]);
  });

  it("detect a frozen peer", async () => {
    const { clock, near, stall } = watched(false);
    stall(true);
    await clock.advance(9000);
    expect(near.isOpen).toBe(true);
    await clock.advance(3000);
    expect((await near.closed).code).toBe(CLOSE_CODES.silent);
  });

  it("do not count our own stall against the peer", async () => {
    const { clock, near } = watched();
    await clock.advance(5000);
    await clock.sleepThrough(60_000);
    await clock.advance(5000);
    expect(near.isOpen).toBe(true);
  });

  it("report a silence when it is over, and none on an idle connection", async () => {
    const { clock, near, stall } = watched(false);
    await clock.advance(60_000);
    expect(silences).toEqual([]);
    stall(true);
    await clock.advance(9000);
    stall(false);
    await clock.advance(4000);
    expect(near.isOpen).toBe(true);
    expect(silences).toHaveLength(1);
    const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = silences;
    expect(toMs - fromMs).toBeGreaterThanOrEqual(9000);
    expect(toMs - fromMs).toBeLessThan(12_000);
  });

  it("do not report our own stall as a silence of the peer", async () => {
    const { clock } = watched();
    await clock.advance(5000);
    await clock.sleepThrough(60_000);
    await clock.advance(5000);
    expect(silences).toEqual([]);
  });
});
