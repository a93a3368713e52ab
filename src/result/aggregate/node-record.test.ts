import { describe, expect, it } from "vitest";
import type { SecondDelta } from "../../telemetry/delta.js";
import { NodeRecord } from "./node-record.js";

function second(at: number, sickUsers: number): SecondDelta {
  return {
    second: at,
    histograms: new Map(),
    sickHistograms: new Map(),
    counters: new Map(),
    gauges: new Map(),
    activeUsers: 4,
    sick: sickUsers === 0 ? undefined : "unmeasured",
    sickUsers,
    busy: false,
  };
}

describe("the record of a node", () => {
  it("calls the node sick only when at least half of its users were affected", () => {
    const record = new NodeRecord("n");
    for (const [at, sickUsers] of [0, 1, 2, 4].entries())
      record.add(second(at, sickUsers), new Map(), { ended: 3, finished: 2, failed: 1 });
    expect(record.health().map(({ sick }) => sick)).toEqual([undefined, undefined, "unmeasured", "unmeasured"]);
    expect(record.latest?.sick).toBe("unmeasured");
  });

  it("counts the sick seconds of each user, and covers each of them with a window", () => {
    const record = new NodeRecord("n");
    for (const [at, sickUsers] of [0, 1, 2, 4].entries())
      record.add(second(at, sickUsers), new Map(), { ended: 3, finished: 2, failed: 1 });
    expect(record.sickUserSeconds).toBe(7);
    expect([record.iterations, record.finishedIterations, record.failedIterations]).toEqual([12, 8, 4]);
    expect(record.sickWindows()).toEqual([{ node: "n", fromMs: 1000, toMs: 4000, cause: "unmeasured" }]);
  });
});
