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

const NO_POOLS = { assigned: [] } as unknown as LoadedScenario["pools"];
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
  const scenario = { name: "shop", data: {}, parts: [] };
  state.loaded = {
    scenario,
    options: given,
    seed: 1,
    plan: constant(2, browsersMs),
    users: 2,
    background,
    pools: NO_POOLS,
  } as unknown as LoadedScenario;
  const grown: number[] = [];
  const cluster = { nodes: [], crowd: [], everyone: [], carries: 2, crowdCarries: 5, totals: [], change: async () => [] };
  state.cluster = { ...cluster, growCrowd: (users: number) => grown.push(users) } as unknown as Cluster;
  state.start = { t0Ms: 1000, startedAtMs: 0, skewMs: 0 };
  return { clock, stop, events, state, grown, steering: new Steering(state, state.start) };
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

describe("background users that are set", () => {
  const set = (users: number, overMs = 0) => ({ do: "backgroundUsers" as const, users, overMs });

  it("are as many from then on, and the users in browsers stay as they are", async () => {
    const { clock, state, grown, steering } = running({ browsersMs: 15_000 });
    await clock.advance(5000);
    const { change, warnings } = await steering.apply(set(40), "dashboard");
    expect(change).toEqual({ offsetMs: 5300, kind: "backgroundUsers", from: 5, to: 40, by: "dashboard" });
    await steering.apply(set(1), "command");
    expect([grown, warnings]).toEqual([[40], []]);
    expect(state.backgroundLoad).toMatchObject({ users: 40, growths: [{ atMs: 5300, users: 40, place: 0 }] });
    expect(state.backgroundLoad?.plan).toMatchObject({ version: 3 });
    expect([state.load.users, state.load.plan.version]).toEqual([2, 1]);
    expect(state.load.changes.map(({ from, to }) => [from, to])).toEqual([
      [5, 40],
      [40, 1],
    ]);
  });

  it("may go on when the users in browsers are done, and not the other way round", async () => {
    const { clock, state, steering } = running({ browsersMs: 3000 });
    await clock.advance(10_000);
    await steering.apply(set(2), "command");
    expect(state.backgroundLoad?.plan).toMatchObject({ kind: "closed", stages: [{ users: 5 }, { users: 2 }, { users: 2 }] });
    const other = running({ browsersMs: 15_000, backgroundMs: 3000 });
    await other.clock.advance(10_000);
    await expect(other.steering.apply(set(2), "command")).rejects.toMatchObject({
      message: "the load of the background users is over, and only users in browsers go on",
    });
  });

  it("have to be there from the start, and have a rate only where they began with one", async () => {
    const { clock, state, steering } = running();
    await clock.advance(1000);
    const rate = { do: "backgroundRate" as const, perSecond: 5, overMs: 0 };
    await expect(steering.apply(rate, "command")).rejects.toMatchObject({
      code: "CHANGE_REFUSED",
      message: "this run has a number of background users, and no rate of theirs to set",
      hint: "set --background-users instead",
    });
    state.backgroundLoad = undefined;
    await expect(steering.apply(set(2), "command")).rejects.toMatchObject({ message: "this run has no background users" });
  });
});
