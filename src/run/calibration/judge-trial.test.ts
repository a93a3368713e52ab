import { describe, expect, it } from "vitest";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import { healthLimit, judgeTrial, type TrialSecond } from "./judge-trial.js";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const resources: NodeResources = {
  cpus: 2,
  cpuSource: "host",
  memoryBytes: 8 * GIB,
  availableMemoryBytes: 6 * GIB,
  memorySource: "host",
  cgroup: "v2",
  platform: "linux",
  arch: "x64",
  hostname: "n1",
  nodeVersion: "v20",
};
const given: BrowserDescription = {
  connection: "chromium",
  executablePath: "/usr/bin/chromium",
  version: "Chromium 1",
  browserContextsPerCore: 10,
  browserMemoryUsageBytes: 256 * MIB,
  contextMemoryUsageBytes: 60 * MIB,
  cannotMeasure: [],
};

/** A second in which each user takes 2 % of the node's CPU and 32 MiB. */
function second(activeUsers: number, more: Partial<TrialSecond> = {}): TrialSecond {
  const memory = (2 * GIB + 256 * MIB + activeUsers * 32 * MIB) / (8 * GIB);
  return { activeUsers, cpu: Math.min(1, 0.02 * activeUsers), memory, sick: undefined, ...more };
}

const growing = (to: number) => Array.from({ length: to }, (_, at) => second(at + 1));

describe("the health limit", () => {
  it("is reached when three of five seconds were busy", () => {
    expect(healthLimit(growing(60))).toEqual({ limit: "cpu", users: 46, second: 45 });
  });

  it("is not reached by one or two bad seconds", () => {
    const seconds = growing(30).map((one, at) => (at === 10 || at === 12 ? { ...one, sick: "browser-late" as const } : one));
    expect(healthLimit(seconds)).toBeUndefined();
  });

  it("names the exhausted resource rather than its symptom", () => {
    const seconds = Array.from({ length: 5 }, () => second(50, { sick: "browser-late" }));
    expect(healthLimit(seconds)?.limit).toBe("cpu");
  });

  it.each(["browser-late", "cpu-throttled", "event-loop-delay"] as const)("is reached when the node is sick: %s", (sick) => {
    const seconds = [second(1), second(2), ...Array.from({ length: 3 }, () => second(3, { sick }))];
    expect(healthLimit(seconds)).toEqual({ limit: sick, users: 3, second: 2 });
  });

  it("is memory when memory is full", () => {
    const seconds = Array.from({ length: 3 }, () => second(4, { memory: 0.95 }));
    expect(healthLimit(seconds)?.limit).toBe("memory");
  });
});

describe("the verdict on a trial", () => {
  it("takes a safe share of the users at the limit, per CPU", () => {
    const { usersPerCore, healthyUsers, limit, figures } = judgeTrial(growing(60), { resources, given });
    expect(limit?.limit).toBe("cpu");
    expect(healthyUsers).toBe(45);
    expect(usersPerCore).toBeCloseTo((0.8 * 46) / 2, 6);
    expect(figures.browserContextsPerCore).toBe(usersPerCore);
  });

  it("is at least the number of users tried when there was no limit", () => {
    const { usersPerCore, limit } = judgeTrial(growing(20), { resources, given });
    expect(limit).toBeUndefined();
    expect(usersPerCore).toBe(10);
  });

  it("charges each user its share of the memory that was free before", () => {
    const { figures } = judgeTrial(growing(20), { resources, given });
    expect(figures.contextMemoryUsageBytes / MIB).toBeCloseTo(32, 0);
    expect(figures.browserMemoryUsageBytes).toBe(given.browserMemoryUsageBytes);
  });

  it("keeps the connection's figure when memory is unknown, or was freed during the trial", () => {
    for (const memory of [undefined, 0.1]) {
      const seconds = growing(20).map((one) => ({ ...one, memory }));
      expect(judgeTrial(seconds, { resources, given }).figures.contextMemoryUsageBytes).toBe(60 * MIB);
    }
  });

  it("takes a few MiB for a user without a browser, but not for a page", () => {
    const memory = (2 * GIB + 256 * MIB + 500 * 6 * MIB) / (8 * GIB);
    const seconds = Array.from({ length: 5 }, () => second(500, { cpu: 0.5, memory }));
    const costOf = (connection: string) =>
      judgeTrial(seconds, { resources, given: { ...given, connection } }).figures.contextMemoryUsageBytes / MIB;
    expect(costOf("protocol")).toBeCloseTo(6, 3);
    expect(costOf("chromium")).toBe(60);
  });

  it("never yields zero users per core", () => {
    const seconds = Array.from({ length: 5 }, () => second(0, { cpu: 1 }));
    expect(judgeTrial(seconds, { resources, given }).usersPerCore).toBeGreaterThan(0);
  });
});
