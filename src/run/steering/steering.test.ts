import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { Cluster } from "../../cluster/cluster.js";
import { resolveOptions } from "../../config/resolve-options.js";
import { constantUsers } from "../../load/closed-plan.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { runProgressOf } from "../live/run-progress.js";
import type { LoadedScenario } from "../load-test/loaded-scenario.js";
import { StopRequest } from "../load-test/stop-request.js";
import { type RunPorts, RunState } from "../phases/run-state.js";
import type { RunEvent } from "../run-events.js";
import { runStatusOf } from "./run-status.js";
import { MAX_PAUSED_MS, Steering } from "./steering.js";

const constant = (users: number, durationMs: number) => constantUsers({ users, durationMs, rampUpMs: 0 });

/** A run that has begun: 2 users in browsers for as long as this, and 5 background users. */
function running({ browsersMs = 3000, backgroundMs = 15_000 } = {}) {
  const clock = new FakeClock(1000);
  const stop = new StopRequest();
  const events: RunEvent[] = [];
  const ports = { runId: "r", file: "a", host: { clock, pid: 1 }, stop, emit: (event: RunEvent) => void events.push(event) };
  const given = resolveOptions([]);
  const state = new RunState({
    ports: ports as unknown as RunPorts,
    folder: { path: "out" } as RunState["folder"],
    parent: undefined,
    journal: { status: "complete", append: async () => {} } as unknown as RunState["journal"],
    aggregate: new RunAggregate(),
    given,
  });
  const background = { plan: constant(5, backgroundMs), users: 5 };
  const scenario = { name: "shop" };
  state.loaded = { scenario, options: given, seed: 1, plan: constant(2, browsersMs), users: 2, background } as LoadedScenario;
  state.cluster = { nodes: [], crowd: [], everyone: [], carries: 2, change: async () => [] } as unknown as Cluster;
  state.start = { t0Ms: 1000, startedAtMs: 0, skewMs: 0 };
  return { clock, stop, events, state, steering: new Steering(state, state.start) };
}

describe("a run that goes on with background users only", () => {
  it("is running until they are done, and says how long that takes", async () => {
    const { clock, state } = running();
    await clock.advance(10_000);
    expect(runStatusOf(state, "running")).toMatchObject({ state: "running", durationMs: 15_000, target: { value: 0 } });
    expect(runProgressOf(state, 10_000)).toMatchObject({ durationMs: 15_000, isPaused: false });
    await clock.advance(5000);
    expect(runStatusOf(state, "running").state).toBe("ending");
  });

  it("can be paused, resumed and stopped, and a stop lets iterations finish", async () => {
    const { clock, stop, events, state, steering } = running();
    await clock.advance(10_000);
    await steering.apply({ do: "pause" }, "command");
    await clock.advance(1000);
    expect(runStatusOf(state, "running").state).toBe("paused");
    expect(runProgressOf(state, 11_000)).toMatchObject({ isPaused: true, durationMs: 15_000 + 700 });
    await steering.apply({ do: "resume" }, "command");
    expect(state.backgroundLoad?.durationMs).toBe(16_000);
    expect(state.load.durationMs).toBe(3000);
    await clock.advance(2000);
    await steering.apply({ do: "stop", now: false }, "command");
    expect(stop.reason).toBeUndefined();
    expect(state.backgroundLoad?.durationMs).toBe(13_300);
    expect(events.map((event) => (event.type === "load-changed" ? [event.change.kind, event.durationMs] : event.type))).toEqual([
      ["pause", 15_000],
      ["resume", 16_000],
      ["stop", 13_300],
    ]);
  });

  it("refuses to change the users in browsers, whose load is over", async () => {
    const { clock, steering } = running();
    await clock.advance(10_000);
    await expect(steering.apply({ do: "users", users: 1, overMs: 0 }, "command")).rejects.toMatchObject({
      code: "CHANGE_REFUSED",
      message: "the load of the users in browsers is over, and only background users go on",
    });
  });

  it("ends a pause by itself after the longest time", async () => {
    const { clock, state, steering } = running();
    await clock.advance(10_000);
    await steering.apply({ do: "pause" }, "command");
    await clock.advance(MAX_PAUSED_MS + 500);
    expect(state.load.changes.map(({ kind, by }) => [kind, by])).toEqual([
      ["pause", "command"],
      ["resume", "limit"],
    ]);
  });
});

it("background users that are done stay so when the users in browsers pause", async () => {
  const { clock, state, steering } = running({ browsersMs: 15_000, backgroundMs: 3000 });
  await clock.advance(10_000);
  await steering.apply({ do: "pause" }, "command");
  expect(state.backgroundLoad?.durationMs).toBe(3000);
  expect(state.load.durationMs).toBe(15_000 + MAX_PAUSED_MS);
});
