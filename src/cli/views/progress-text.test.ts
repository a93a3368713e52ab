import { expect, it } from "vitest";
import type { RunProgress } from "../../run/run-events.js";
import { eventText } from "./progress-text.js";

const PROGRESS: RunProgress = {
  elapsedMs: 5000,
  durationMs: 60_000,
  activeUsers: 2,
  target: { of: "users", value: 2 },
  isPaused: false,
  iterations: 9,
  iterationsPerSecond: 1.8,
  failedIterations: 0,
  latency: undefined,
  failures: { kinds: 0, top: [] },
  nodes: { total: 1, running: 1, sick: 0, sickNow: [] },
};

it("a line of progress tells of background users, if there are any", () => {
  const alone = "00:05 / 01:00  ·  2 users  ·  9 iterations (1.8/s)  ·  0 failed";
  expect(eventText({ type: "progress", progress: PROGRESS })).toBe(alone);
  const latency = { metric: "step_duration", p95Ms: 84 };
  expect(eventText({ type: "progress", progress: { ...PROGRESS, latency } })).toBe(`${alone}  ·  step_duration p95 84 ms`);
  const background = { activeUsers: 500, iterationsPerSecond: 51.4, failed: 16, sick: 2, lost: 0 };
  expect(eventText({ type: "progress", progress: { ...PROGRESS, background } })).toBe(
    `${alone}  ·  beside 500 background users, 51.4/s, 16 failed, 2 processes sick`,
  );
});
