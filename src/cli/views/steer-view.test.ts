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

it("the status has a line on background users, if there are any, with what is planned for them", () => {
  const text = (status: RunStatus) => statusText(status, (_color, shown) => shown);
  const shown = { activeUsers: 480, mostUsers: 500, iterationsPerSecond: 51.4, failed: 16, sick: 0, lost: 1 };
  const background = { ...shown, target: { of: "users", value: 490 }, carriedUsers: null } as const;
  expect(text({ ...STATUS, background })).toMatch(
    / Nodes .*\n +Crowd +490 planned now · 480 users active · at most 500 · 51\.4\/s · 16 failed · 1 process lost\n +Output /,
  );
  const atRate = { ...background, target: { of: "rate", value: 20 }, carriedUsers: 1000 } as const;
  expect(text({ ...STATUS, background: atRate })).toMatch(
    /Crowd +20\/s planned now · 480 users active of 500 .* · sized for 1,000 users\n/,
  );
  expect(text(STATUS)).not.toContain("Crowd");
});

it("the status has no lines on load and time before a plan is known", () => {
  const text = (status: RunStatus) => statusText(status, (_color, shown) => shown);
  const early = { ...STATUS, state: "starting", phase: "starting the controller in the cluster", durationMs: 0 } as const;
  for (const status of [early, { ...early, state: "ending" } as const]) expect(text(status)).not.toMatch(/^ +(Load|Time) /m);
  expect(text({ ...early, durationMs: 60_000 })).toMatch(/^ +Time +1 min planned$/m);
});
