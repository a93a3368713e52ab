import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { constantUsers } from "../../load/closed-plan.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunState } from "../phases/run-state.js";
import { runStatusOf, runStatusSchema } from "../steering/run-status.js";
import { runProgressOf } from "./run-progress.js";

it("progress and status of a run tell of background users, apart from those in browsers", () => {
  const plan = constantUsers({ users: 1, durationMs: 10_000, rampUpMs: 0 });
  const background = new RunAggregate();
  for (const name of ["n-crowd-1", "n-crowd-2", "n-crowd-3"]) {
    const second = new SecondBuilder(0).count("iterations", "succeeded", 4).count("iterations", "failed", 1);
    second.activeUsers = 50;
    if (name !== "n-crowd-1") second.sick = "cpu-throttled";
    background.addSeconds(name, [second.build()]);
  }
  const nodeOf = (name: string, status = "running") => ({ name, status });
  const load = { plan, users: 1, changes: [], durationMs: 10_000 };
  const crowd = { ...load, plan: constantUsers({ users: 200, durationMs: 20_000, rampUpMs: 0 }), users: 200, durationMs: 20_000 };
  const alone = {
    ports: { runId: "r", file: "f", host: { pid: 1, clock: new FakeClock() }, stop: {} },
    folder: { path: "/report" },
    aggregate: new RunAggregate(),
    background,
    load,
    isLoaded: true,
    loaded: { scenario: { name: "shop" } },
    hasCluster: true,
    start: { t0Ms: 0, startedAtMs: 0, skewMs: 0 },
    cluster: {
      nodes: [nodeOf("n")],
      crowdCarries: 300,
      carries: 1,
      crowd: [nodeOf("n-crowd-1"), nodeOf("n-crowd-2"), nodeOf("n-crowd-3", "lost")],
    },
  } as unknown as RunState;
  const state: RunState = Object.assign(Object.create(alone), { backgroundLoad: crowd });
  const expected = { activeUsers: 150, iterationsPerSecond: expect.any(Number), failed: 3, sick: 1, lost: 1 };
  expect(runProgressOf(state, 1000)).toMatchObject({ activeUsers: 0, background: expected });
  const status = runStatusOf(state, "running");
  expect(runStatusSchema.parse(status)).toEqual(status);
  const planned = { target: { of: "users", value: 200 }, mostUsers: 200, carriedUsers: 300 };
  expect(status.background).toEqual({ ...expected, ...planned });
  const over = Object.assign(Object.create(state), {
    cluster: { nodes: [nodeOf("n", "finished")], crowd: ["finished", "finished", "lost"].map((end) => nodeOf("n-crowd-1", end)) },
  });
  expect(runProgressOf(state, 1000).background?.iterationsPerSecond).toBeGreaterThan(0);
  expect(runProgressOf(over, 9000).background?.iterationsPerSecond).toBe(0);
  for (const told of [runProgressOf(alone, 1000), runStatusOf(alone, "running")]) expect(told).not.toHaveProperty("background");
});
