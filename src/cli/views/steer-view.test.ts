import { expect, it } from "vitest";
import type { RunStatus } from "../../run/steering/run-status.js";
import { statusText } from "./steer-view.js";

const STATUS: RunStatus = {
  runId: "t3x9ab-5f0c2e",
  name: "shop",
  pid: 1,
  outputFolder: "/report",
  state: "running",
  phase: "running",
  startedAt: null,
  elapsedMs: 5000,
  durationMs: 60_000,
  target: { of: "users", value: 2 },
  users: { active: 2, most: 2, carried: null },
  iterations: { finished: 9, failed: 0, perSecond: 1.8 },
  latency: null,
  nodes: { total: 1, running: 1, lost: 0 },
  changes: [],
};

it("the status has a line on background users, if there are any", () => {
  const text = (status: RunStatus) => statusText(status, (_color, shown) => shown);
  const background = { activeUsers: 500, iterationsPerSecond: 51.4, failed: 16, sick: 0, lost: 0 };
  expect(text({ ...STATUS, background })).toMatch(/ Nodes .*\n +Crowd +500 background users · 51\.4\/s · 16 failed\n +Output /);
  expect(text(STATUS)).not.toContain("Crowd");
});
