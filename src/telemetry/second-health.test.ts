import { describe, expect, it } from "vitest";
import { type HealthReadings, isBusy, judgeSecond } from "./second-health.js";

const healthy: HealthReadings = { browserLatenessMs: [1], pageLatenessMs: [1] };
const judge = (second: number, seconds: readonly Partial<HealthReadings>[]) =>
  judgeSecond(second, (at) => (seconds[at] === undefined ? undefined : { ...healthy, ...seconds[at] }));

describe("the health of a second", () => {
  it("is good when no reading speaks against it", () => {
    expect(judge(0, [{}])).toBeUndefined();
    expect(judge(5, [{}])).toBeUndefined();
  });

  it("is bad when the quota throttled the node for more than a tenth of it", () => {
    expect(judge(0, [{ throttledMs: 100 }])).toBeUndefined();
    expect(judge(0, [{ throttledMs: 101 }])).toBe("cpu-throttled");
  });

  it("is bad when a process was killed for lack of memory", () => {
    expect(judge(0, [{ outOfMemoryKills: 1 }])).toBe("out-of-memory");
  });

  it("is bad in each of two seconds, at most two apart, in which the event loop was late", () => {
    const late = { eventLoopDelayMs: 150 };
    expect(judge(0, [late, {}, {}])).toBeUndefined();
    expect([0, 1, 2].map((second) => judge(second, [late, {}, late]))).toEqual([
      "event-loop-delay",
      undefined,
      "event-loop-delay",
    ]);
    expect([0, 1, 2, 3].map((second) => judge(second, [late, {}, {}, late]))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("is bad in each second with a late round trip when three of ten round trips were late", () => {
    const late = { browserLatenessMs: [200] };
    const seconds = [{}, {}, late, {}, late, {}, late, {}, {}, {}];
    expect(seconds.map((_, second) => judge(second, seconds) ?? "")).toEqual([
      "",
      "",
      "browser-late",
      "",
      "browser-late",
      "",
      "browser-late",
      "",
      "",
      "",
    ]);
    expect(judge(2, [{}, {}, late, {}, late, {}, {}, {}])).toBeUndefined();
  });

  it("is bad when three of ten page timers were late", () => {
    const mixed = (late: number) => ({ pageLatenessMs: Array.from({ length: 20 }, (_, at) => (at < late ? 150 : 2)) });
    expect(judge(0, [mixed(5)])).toBeUndefined();
    expect(judge(0, [mixed(6)])).toBe("page-timers-late");
  });

  it("distinguishes busy from sick", () => {
    expect(isBusy({ ...healthy, cpu: 0.95 })).toBe(true);
    expect(isBusy({ ...healthy, memory: 0.91 })).toBe(true);
    expect(isBusy({ ...healthy, cpu: 0.9, memory: 0.9 })).toBe(false);
    expect(judge(0, [{ cpu: 1, memory: 1 }])).toBeUndefined();
  });
});
