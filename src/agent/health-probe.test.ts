import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { Recorder } from "../telemetry/recorder.js";
import { HealthProbe } from "./health-probe.js";

const probing = (given: { readonly roundTrip?: () => Promise<number> | undefined; readonly delayMs?: () => number }) => {
  const clock = new FakeClock(0);
  const recorder = new Recorder();
  recorder.startAt(500);
  const probe = new HealthProbe({
    clock,
    recorder,
    measureUsage: async () => ({ cpu: 0.95, memory: 0.5, throttledMs: 3, outOfMemoryKills: 0 }),
    eventLoopDelayMs: given.delayMs ?? (() => 7),
    roundTrip: given.roundTrip ?? (async () => 2),
  });
  probe.start(500);
  return { clock, recorder, probe };
};

describe("the health of a node", () => {
  it("is read at the end of every second since T0", async () => {
    const { clock, recorder, probe } = probing({});
    await clock.advance(2600);
    probe.stop();
    const { seconds } = recorder.flush(clock.now());
    expect(seconds.map(({ second, busy, sick }) => [second, busy, sick])).toEqual([
      [0, true, undefined],
      [1, true, undefined],
      [2, false, undefined],
    ]);
    expect(Object.fromEntries(seconds[1]?.gauges ?? [])).toEqual({
      node_cpu: 0.95,
      node_memory: 0.5,
      node_throttled: 3,
      node_event_loop_delay: 7,
      node_browser_round_trip: 2,
    });
    expect(clock.pending).toBe(0);
  });

  it("is read of the last second, too, which is over before its time", async () => {
    const { clock, recorder, probe } = probing({});
    await clock.advance(1700);
    await probe.finish();
    expect(recorder.flush(clock.now()).seconds.map(({ second, busy }) => [second, busy])).toEqual([
      [0, true],
      [1, true],
    ]);
    expect(clock.pending).toBe(0);
  });

  it("is bad in every second in which the browser does not answer", async () => {
    const { clock, recorder, probe } = probing({ roundTrip: () => new Promise(() => {}) });
    await clock.advance(6600);
    probe.stop();
    const { seconds } = recorder.flush(clock.now());
    expect(seconds.slice(0, 6).map(({ sick }) => sick)).toEqual(Array.from({ length: 6 }, () => "browser-late"));
  });

  it("says nothing of a browser that is not there", async () => {
    const { clock, recorder, probe } = probing({ roundTrip: () => undefined });
    await clock.advance(2600);
    probe.stop();
    expect(recorder.flush(clock.now()).seconds[0]?.gauges.has("node_browser_round_trip")).toBe(false);
  });

  it("counts for every second that was slept through", async () => {
    const { clock, recorder, probe } = probing({ delayMs: () => 3000 });
    await clock.advance(600);
    await clock.sleepThrough(4000);
    await clock.advance(1000);
    probe.stop();
    const sick = recorder.flush(clock.now()).seconds.map((second) => second.sick);
    expect(sick.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => "event-loop-delay"));
  });
});
