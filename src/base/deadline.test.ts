import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { callWithin, signalWithin, unlessAborted, withAnySignal } from "./deadline.js";

describe("a signal with a deadline", () => {
  it("aborts after its timeout", async () => {
    const clock = new FakeClock();
    const signal = signalWithin(1000, { clock });
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("aborts early with the other signal's reason, and leaves no timer", () => {
    const clock = new FakeClock();
    const other = new AbortController();
    const signal = signalWithin(1000, { clock, signal: other.signal });
    other.abort(new Error("enough"));
    expect(signal.reason).toMatchObject({ message: "enough" });
    expect(clock.pending).toBe(0);
  });

  it("is aborted from the start if the other signal is", () => {
    const signal = signalWithin(1000, { clock: new FakeClock(), signal: AbortSignal.abort(new Error("before")) });
    expect(signal.reason).toMatchObject({ message: "before" });
  });
});

describe("a wait that a signal can end", () => {
  it("rejects at once when the signal aborts, and ignores the promise", async () => {
    const stop = new AbortController();
    const waiting = unlessAborted(new Promise(() => {}), stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(unlessAborted(Promise.reject(new Error("late")), stop.signal)).rejects.toThrow("enough");
  });

  it("settles as the promise does otherwise", async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });
});

describe("callWithin", () => {
  it("leaves neither timers nor listeners of calls that are over on a signal that lasts", async () => {
    const [clock, lasting] = [new FakeClock(), new AbortController()];
    const limits = { clock, signal: lasting.signal };
    for (let call = 0; call < 20; call++) await callWithin(1000, limits, () => Promise.resolve());
    expect(getEventListeners(lasting.signal, "abort")).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("aborts after its timeout", async () => {
    const clock = new FakeClock();
    const limits = { clock, signal: new AbortController().signal };
    const calling = callWithin(1000, limits, (signal) => unlessAborted(new Promise(() => {}), signal));
    const ended = expect(calling).rejects.toBeDefined();
    await clock.advance(1000);
    await ended;
  });
});

describe("withAnySignal", () => {
  it("aborts with the first of the signals, and leaves no listener on them", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const signals = [first.signal, second.signal];
    const aborted = withAnySignal(signals, (signal) => {
      second.abort(new Error("enough"));
      return Promise.resolve([signal.aborted, signal.reason]);
    });
    expect(await aborted).toEqual([true, new Error("enough")]);
    await withAnySignal([first.signal], (signal) => Promise.resolve(expect(signal.aborted).toBe(false)));
    expect(getEventListeners(first.signal, "abort")).toEqual([]);
    const already = withAnySignal(signals, (signal) => Promise.reject(signal.reason as Error));
    await expect(already).rejects.toThrow("enough");
    expect(getEventListeners(first.signal, "abort")).toEqual([]);
  });
});
