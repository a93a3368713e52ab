import { describe, expect, it } from "vitest";
import type { LivePicture } from "../run/live/live-picture.js";
import type { DashboardEvent } from "./dashboard-events.js";
import { currentFigures, type DashboardState, emptyState, stateAfter } from "./dashboard-state.js";

const bucket = (offsetMs: number, activeUsers = 1, isSick = false) => ({
  offsetMs,
  activeUsers,
  succeeded: 1,
  failed: 0,
  histograms: {},
  isSick,
});

function picture(series: LivePicture["series"], knownMs = 3000): LivePicture {
  return {
    name: "shop",
    elapsedMs: knownMs + 500,
    durationMs: 60_000,
    knownMs,
    plan: { of: "users", points: [[0, 4]] },
    isPaused: false,
    changes: [],
    users: 4,
    activeUsers: 4,
    iterations: { started: 3, succeeded: 3, failed: 0, interrupted: 0, abortedInfra: 0, dropped: 0 },
    iterationsPerSecond: 1,
    nodes: { total: 1, joined: 1, running: 1, shown: [] },
    histograms: {},
    recent: { overMs: 3000, histograms: {} },
    counters: {},
    thresholds: [],
    failures: [],
    pageErrors: [],
    series,
  };
}

const started = (name: string, index = 1): DashboardEvent => ({ type: "scenario-started", name, index, total: 2 });
const live = (widthMs: number, ...buckets: ReturnType<typeof bucket>[]): DashboardEvent => {
  return { type: "live", picture: picture({ widthMs, buckets }) };
};
const ended = (name: string): DashboardEvent => ({
  type: "scenario-ended",
  ended: { name, verdict: "pass", sentence: "It went well.", reasons: [], outputFolder: "/out" },
});
const output = (text: string): DashboardEvent => ({ type: "message", message: { atMs: 1, level: "log", from: "user 1", text } });

const stateOf = (events: readonly DashboardEvent[], from: DashboardState = emptyState("run", "1.0.0")) =>
  events.reduce(stateAfter, from);

const STORY: readonly DashboardEvent[] = [
  started("shop.scenario.ts"),
  { type: "phase-started", title: "starting the cluster" },
  { type: "under-way", text: "1 of 4 browser contexts opened" },
  { type: "phase-ended", title: "starting the cluster", durationMs: 400 },
  { type: "fact", text: "1 node for 4 users" },
  { type: "load-started", load: "4 users for 1 min", users: 4, durationMs: 60_000 },
  live(1000, bucket(0), bucket(1000)),
  output("hello"),
  { type: "message", message: { atMs: 2, level: "warn", text: "a node is slow" } },
  live(1000, bucket(1000, 2), bucket(2000)),
  live(2000, bucket(0, 5), bucket(2000, 6, true)),
  { type: "stopping", reason: "threshold" },
  ended("shop"),
  started("other.scenario.ts", 2),
  live(1000, bucket(0)),
  { type: "over", exit: { code: 0, meaning: "Everything held." } },
];

describe("the state of the dashboard", () => {
  it("is the same for a page that connects late, however late", () => {
    const whole = stateOf(STORY);
    for (let at = 0; at <= STORY.length; at++) {
      const overTheWire = JSON.parse(JSON.stringify(stateOf(STORY.slice(0, at)))) as DashboardState;
      expect(stateOf(STORY.slice(at), overTheWire)).toEqual(whole);
    }
  });

  it("replaces buckets that are sent again, and all of them when their width changes", () => {
    const users = (events: readonly DashboardEvent[]) =>
      stateOf([started("a"), ...events]).current?.series.map(({ offsetMs, activeUsers }) => [offsetMs, activeUsers]);
    const first = live(1000, bucket(0), bucket(1000));
    const second = live(1000, bucket(1000, 2), bucket(2000, 3));
    expect(users([first, second])).toEqual([
      [0, 1],
      [1000, 2],
      [2000, 3],
    ]);
    expect(users([first, second, live(2000, bucket(0, 7), bucket(2000, 8))])).toEqual([
      [0, 7],
      [2000, 8],
    ]);
  });

  it("keeps the slices of background users beside those of the users in browsers", () => {
    const base = picture({ widthMs: 1000, buckets: [bucket(0), bucket(1000)] });
    const crowd = (...buckets: ReturnType<typeof bucket>[]): DashboardEvent => ({
      type: "live",
      picture: { ...base, background: { ...base, users: 500, activeUsers: 480, series: { widthMs: 1000, buckets } } },
    });
    const state = stateOf([started("a"), crowd(bucket(0, 100)), crowd(bucket(0, 200), bucket(1000, 300))]);
    const figures = currentFigures(JSON.parse(JSON.stringify(state)).current);
    expect(figures?.timeSeries.map(({ activeUsers }) => activeUsers)).toEqual([1, 1]);
    expect(figures?.background).toMatchObject({ users: 500, activeUsers: 480 });
    expect(figures?.background?.timeSeries.map(({ activeUsers }) => activeUsers)).toEqual([200, 300]);
    expect(currentFigures(stateOf([started("a"), live(1000, bucket(0))]).current!)).not.toHaveProperty("background");
  });

  it("has the times during which the generator was not healthy", () => {
    const { current } = stateOf([started("a"), live(2000, bucket(0), bucket(2000, 1, true))]);
    expect(currentFigures(current!)?.sick.windows).toEqual([{ fromMs: 2000, toMs: 4000 }]);
  });

  it("keeps the outcomes of earlier scenarios, without their figures", () => {
    const figures = currentFigures(stateOf(STORY.slice(0, 8)).current!)!;
    const end = ended("shop") as Extract<DashboardEvent, { type: "scenario-ended" }>;
    const { done, current } = stateOf([started("a"), { ...end, ended: { ...end.ended, figures } }, started("b", 2)]);
    expect(done).toEqual([{ name: "shop", verdict: "pass", sentence: "It went well.", reasons: [], outputFolder: "/out" }]);
    expect(current).toMatchObject({ name: "b", phases: [], series: [] });
  });

  it("is bounded in size", () => {
    const state = stateOf(Array.from({ length: 5000 }, (_, at) => output(`line ${at}`)));
    expect(state.output).toHaveLength(200);
    expect(state.output.at(-1)?.text).toBe("line 4999");
  });
});
