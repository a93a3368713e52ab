import { describe, expect, it } from "vitest";
import { NOTHING, OURS } from "../../test/fixtures/channel-ends.js";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { Connection } from "./connection.js";
import { memoryTransports } from "./memory-transport.js";
import { CLOSE_CODES } from "./transport.js";

describe("signs of life", () => {
  const life = { pingEveryMs: 2000, silenceLimitMs: 10_000 };
  function watched(farLooks = true) {
    const clock = new FakeClock();
    const [a, b] = memoryTransports();
    const near = new Connection({ transport: a, clock, ours: OURS, theirs: NOTHING, lifeSigns: life }).start();
    const far = new Connection({
      transport: b,
      clock,
      ours: NOTHING,
      theirs: OURS,
      lifeSigns: farLooks ? life : undefined,
    }).start();
    return { clock, near, far, stall: (on: boolean) => b.stall(on) };
  }

  it("keep a quiet connection open", async () => {
    const { clock, near, far } = watched();
    await clock.advance(120_000);
    expect([near.isOpen, far.isOpen]).toEqual([true, true]);
  });

  it("find a peer that is frozen", async () => {
    const { clock, near, stall } = watched(false);
    stall(true);
    await clock.advance(9000);
    expect(near.isOpen).toBe(true);
    await clock.advance(3000);
    expect((await near.closed).code).toBe(CLOSE_CODES.silent);
  });

  it("do not blame the peer for our own sleep", async () => {
    const { clock, near } = watched();
    await clock.advance(5000);
    await clock.sleepThrough(60_000);
    await clock.advance(5000);
    expect(near.isOpen).toBe(true);
  });
});
