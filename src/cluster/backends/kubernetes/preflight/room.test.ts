import type { V1LimitRange, V1Node, V1Pod, V1ResourceQuota } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { limitProblems, nodesRoom, quantity, quotaRoom } from "./room.js";

const GIB = 1024 ** 3;
const pod = { cpus: 2, memoryBytes: 4 * GIB };
const quota = (name: string, hard: Record<string, string>, used: Record<string, string> = {}, spec = {}): V1ResourceQuota => ({
  metadata: { name },
  spec: { hard, ...spec },
  status: { hard, used },
});

describe("room in a cluster", () => {
  it.each([
    ["500m", 0.5],
    ["4Gi", 4 * GIB],
    ["4", 4],
    ["1e3", 1000],
    ["128974848", 128_974_848],
    ["1500k", 1.5e6],
    ["0", 0],
  ])("is computed from quantities: %s", (text, value) => expect(quantity(text)).toBeCloseTo(value, 9));

  it("is unknown for invalid quantities", () => expect(quantity("lots")).toBeNaN());

  it("is what the tightest quota leaves", () => {
    const quotas = [
      quota("team", { "requests.cpu": "10", "limits.memory": "64Gi" }, { "requests.cpu": "3" }),
      quota("pods", { pods: "5" }, { pods: "1" }),
      quota("objects", { "count/configmaps": "1" }, { "count/configmaps": "1" }),
    ];
    expect(quotaRoom(quotas, pod)).toEqual({ pods: 3, why: "the quota team has 3 of 10 requests.cpu in use" });
  });

  it("is not limited by quotas on other resources", () => {
    const scoped = [
      quota("best effort", { pods: "0" }, {}, { scopes: ["BestEffort"] }),
      quota("short", { pods: "0" }, {}, { scopes: ["Terminating"] }),
      quota(
        "classes",
        { pods: "0" },
        {},
        { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "Exists" }] } },
      ),
    ];
    expect(quotaRoom(scoped, pod)).toBeUndefined();
    expect(quotaRoom([quota("long", { pods: "1" }, {}, { scopes: ["NotTerminating", "NotBestEffort"] })], pod)?.pods).toBe(1);
  });

  it("includes limit ranges for a pod", () => {
    const ranges: V1LimitRange[] = [
      {
        metadata: { name: "small" },
        spec: {
          limits: [
            { type: "Container", max: { cpu: "1", memory: "8Gi" } },
            { type: "Pod", min: { memory: "6Gi" } },
            { type: "PersistentVolumeClaim", max: { storage: "1Gi" } },
          ],
        },
      },
    ];
    expect(limitProblems(ranges, pod)).toEqual([
      "the limit range small allows a container at most 1 cpu: change backendOptions.nodes.cpus",
      "the limit range small allows a pod at least 6Gi memory: change backendOptions.nodes.memory",
    ]);
    expect(limitProblems(ranges, { cpus: 1, memoryBytes: 8 * GIB })).toEqual([]);
  });

  it("is the free capacity of schedulable nodes beside their current pods", () => {
    const node = (name: string, spec = {}): V1Node => ({
      metadata: { name },
      spec,
      status: { allocatable: { cpu: "7900m", memory: "30Gi", pods: "110" } },
    });
    const nodes = [
      node("a"),
      node("b"),
      node("off", { unschedulable: true }),
      node("gpu", { taints: [{ key: "gpu", effect: "NoSchedule" }] }),
    ];
    const running: V1Pod[] = [
      {
        spec: { nodeName: "b", containers: [{ name: "x", resources: { requests: { cpu: "4", memory: "1Gi" } } }] },
        status: { phase: "Running" },
      },
      {
        spec: { nodeName: "a", containers: [{ name: "x", resources: { requests: { cpu: "7" } } }] },
        status: { phase: "Succeeded" },
      },
    ];
    expect(nodesRoom(nodes, running, pod)).toEqual({ pods: 4, why: "the 2 nodes that take pods have no more room now" });
  });
});
