import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { deferred } from "../../base/deadline.js";
import type { Cluster } from "../../cluster/cluster.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { brokenThreshold, judgeThreshold } from "../../result/thresholds/judge-threshold.js";
import { measuredUntil, noteEnds, ownDurationMs } from "./own-duration.js";
import type { RunPorts, RunState } from "./run-state.js";

const PER_SECOND = { threshold: "iterations: perSecond>3", abortOnFail: true, delayAbortEvalMs: 0 };
const OF_BACKGROUND = { ...PER_SECOND, threshold: "background.iterations: perSecond>3" };

/** A run with 15 iterations of each kind of users, whose nodes end on request. */
function running({ crowd = 1 } = {}) {
  const clock = new FakeClock(1000);
  const [browsers, background] = [deferred<undefined>(), deferred<undefined>()];
  const cluster = { nodes: [{ ended: browsers.promise }], crowd: Array(crowd).fill({ ended: background.promise }) };
  const measured = () => {
    const aggregate = new RunAggregate();
    aggregate.addSeconds("n", [new SecondBuilder(0).count("iterations", "succeeded", 15).build()]);
    return aggregate;
  };
  const state = {
    cluster: cluster as unknown as Cluster,
    ports: { host: { clock } } as unknown as RunPorts,
    ends: {} as RunState["ends"],
    start: { t0Ms: 1000, startedAtMs: 0, skewMs: 0 },
    aggregate: measured(),
    background: measured(),
  };
  noteEnds(state);
  return { clock, browsers, background, state };
}

describe("the duration of one kind of users", () => {
  it("is its own when the other goes on, also for the thresholds of a run that is under way", async () => {
    const { clock, browsers, background, state } = running();
    await clock.advance(3000);
    browsers.resolve(undefined);
    await clock.advance(12_000);
    const measured = measuredUntil(state, 15_000);
    expect(judgeThreshold(PER_SECOND, measured)).toMatchObject({ value: 5, passed: true });
    expect(judgeThreshold(OF_BACKGROUND, measured)).toMatchObject({ value: 1, passed: false });
    background.resolve(undefined);
    await clock.advance(5);
    expect(ownDurationMs(state, "browsers", 15_005)).toBe(3000);
    expect(ownDurationMs(state, "background", 15_005)).toBeUndefined();
  });

  it("does not keep a threshold from ending the run after its delay", async () => {
    const { clock, browsers, state } = running();
    await clock.advance(3000);
    browsers.resolve(undefined);
    await clock.advance(12_000);
    const late = { ...OF_BACKGROUND, delayAbortEvalMs: 10_000 };
    expect(brokenThreshold([late], measuredUntil(state, 15_000))).toMatchObject({ passed: false });
  });

  it("is that of the run when there are no background users", async () => {
    const { clock, browsers, state } = running({ crowd: 0 });
    browsers.resolve(undefined);
    await clock.advance(3000);
    expect(state.ends).toEqual({});
    expect(measuredUntil(state, 3000).durationMs).toBe(3000);
  });
});
