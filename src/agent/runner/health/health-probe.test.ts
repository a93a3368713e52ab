import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { Recorder } from "../../../telemetry/recorder.js";
import { HealthProbe } from "./health-probe.js";
import type { NodeUsage } from "./usage-meter.js";

const probing = (given: {
  readonly roundTrip?: (clock: FakeClock) => Promise<number> | undefined;
  readonly usage?: (clock: FakeClock) => Promise<NodeUsage>;
}) => {
  const clock = new FakeClock(0);
  const recorder = new Recorder();
  recorder.startAt(500);
  const probe = new HealthProbe({
    clock,
    recorder,
    measureUsage: async () => given.usage?.(clock) ?? { cpu: 0.95, memory: 0.5, throttledMs: 3, outOfMemoryKills: 0 },
    eventLoopDelayMs: () => 7,
    roundTrip: () => (given.roundTrip === undefined ? Promise.resolve(2) : given.roundTrip(clock)),
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

  it("is also read for the last second, which ends early", async () => {
    const { clock, recorder, probe } = probing({});
    await clock.advance(1700);
    await probe.finish();
    expect(recorder.flush(clock.now()).seconds.map(({ second, busy }) => [second, busy])).toEqual([
      [0, true],
      [1, true],
    ]);
    expect(clock.pending).toBe(0);
  });

  it("is sick in every second in which the browser does not answer", async () => {
    const { clock, recorder, probe } = probing({ roundTrip: () => new Promise(() => {}) });
    await clock.advance(6600);
    probe.stop();
    const { seconds } = recorder.flush(clock.now());
    expect(seconds.slice(0, 6).map(({ sick }) => sick)).toEqual(Array.from({ length: 6 }, () => "browser-late"));
  });

  it("says nothing about a missing browser", async () => {
    const { clock, recorder, probe } = probing({ roundTrip: () => undefined });
    await clock.advance(2600);
    probe.stop();
    expect(recorder.flush(clock.now()).seconds[0]?.gauges.has("node_browser_round_trip")).toBe(false);
  });

  it("is unknown in every second in which the process stalled, whatever is read afterwards", async () => {
    for (const sleptMs of [2000, 5000, 15_000]) {
      for (const beforeMs of [3500, 3700, 4000, 4010, 4250, 4490]) {
        const { clock, recorder, probe } = probing({});
        await clock.advance(beforeMs);
        await clock.sleepThrough(sleptMs);
        await clock.advance(2300);
        await probe.finish();
        const sick = recorder.flush(clock.now()).seconds.filter((second) => second.sick === "unmeasured");
        const [from, to] = [beforeMs - 500, beforeMs - 500 + sleptMs];
        for (let second = Math.floor(from / 1000); second * 1000 < to; second += 1)
          expect(
            sick.map((each) => each.second),
            `${sleptMs} ms from ${from} on`,
          ).toContain(second);
        expect(sick.length).toBeLessThanOrEqual(sleptMs / 1000 + 2);
      }
    }
  });

  it("is unknown for readings that came too late", async () => {
    let answer = () => {};
    const { clock, recorder, probe } = probing({
      usage: (time) =>
        time.now() === 2500
          ? new Promise((resolve) => {
              answer = () => resolve({ cpu: 0.5, memory: 0.5, throttledMs: 0, outOfMemoryKills: 0 });
            })
          : Promise.resolve({ cpu: 0.5, memory: 0.5, throttledMs: 0, outOfMemoryKills: 0 }),
    });
    await clock.advance(4200);
    answer();
    await clock.advance(3200);
    await probe.finish();
    expect(recorder.flush(clock.now()).seconds.map(({ sick }) => sick)).toEqual([
      undefined,
      "unmeasured",
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("is unknown while the machine was suspended, even though its clock stopped as well", async () => {
    const { clock, recorder, probe } = probing({});
    await clock.advance(3600);
    clock.suspend(60_000);
    await clock.advance(2000);
    probe.stop();
    expect(recorder.flush(clock.now()).seconds.map(({ sick }) => sick)).toEqual([
      undefined,
      undefined,
      undefined,
      "unmeasured",
      undefined,
      undefined,
    ]);
  });

  it("is known when beats are less than a second late", async () => {
    const { clock, recorder, probe } = probing({});
    for (let round = 0; round < 6; round += 1) {
      await clock.advance(700);
      await clock.sleepThrough(900);
    }
    await clock.advance(400);
    await probe.finish();
    expect(recorder.flush(clock.now()).seconds.map(({ sick }) => sick)).toEqual(Array.from({ length: 10 }, () => undefined));
  });

  it("is sick in every second in which the browser stalled, from its last answer on", async () => {
    for (const frozenAtMs of [3499, 3501, 3750, 3999]) {
      let frozen: [number, number] = [frozenAtMs, frozenAtMs + 2000];
      const { clock, recorder, probe } = probing({
        roundTrip: (time) => {
          const askedAt = time.now();
          const waitMs = askedAt >= frozen[0] && askedAt < frozen[1] ? frozen[1] - askedAt : 1;
          return new Promise((resolve) => void time.setTimer(() => resolve(time.now() - askedAt), waitMs));
        },
      });
      await clock.advance(8000);
      frozen = [0, 0];
      probe.stop();
      const seconds = recorder.flush(clock.now()).seconds;
      const sick = seconds.filter((second) => second.sick === "browser-late").map(({ second }) => second);
      for (let second = Math.floor((frozenAtMs - 500) / 1000); second * 1000 < frozenAtMs + 1500; second += 1)
        expect(sick, `frozen at ${frozenAtMs}`).toContain(second);
      expect(sick.length).toBeLessThanOrEqual(4);
    }
  });

  it("spreads throttled time over the seconds of the reading", async () => {
    let throttledMs = 0;
    const { clock, recorder, probe } = probing({
      usage: async () => ({ cpu: 0.5, memory: 0.5, throttledMs, outOfMemoryKills: 0 }),
    });
    await clock.advance(2600);
    throttledMs = 3000;
    await clock.sleepThrough(4000);
    await clock.advance(100);
    throttledMs = 0;
    await clock.advance(2000);
    probe.stop();
    const { seconds } = recorder.flush(clock.now());
    expect(seconds[3]?.gauges.get("node_throttled")).toBe(750);
    expect(seconds.slice(2, 6).map(({ sick }) => sick)).toEqual(Array.from({ length: 4 }, () => "cpu-throttled"));
  });
});
