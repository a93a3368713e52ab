import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import { capacityOf, sizeCluster } from "./sizing.js";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const node = (cpus: number, availableMemoryBytes: number): NodeResources => ({
  cpus,
  cpuSource: "host",
  memoryBytes: availableMemoryBytes,
  availableMemoryBytes,
  memorySource: "host",
  cgroup: "none",
  platform: "linux",
  arch: "x64",
  hostname: "h",
  nodeVersion: "20",
});
const playwright: BrowserDescription = {
  connection: "playwright",
  executablePath: "/b",
  version: "1",
  browserContextsPerCore: 2,
  browserMemoryUsageBytes: 250 * MIB,
  contextMemoryUsageBytes: 150 * MIB,
  cannotMeasure: [],
};

describe("sizing a cluster", () => {
  it("is limited by the resource that is exhausted first", () => {
    expect(sizeCluster({ users: 10 }, node(8, 64 * GIB), playwright)).toMatchObject({
      usersPerNode: 16,
      nodes: 1,
      limitedBy: "cpu",
    });
    expect(sizeCluster({ users: 10 }, node(8, 2 * GIB), playwright)).toMatchObject({
      usersPerNode: 5,
      nodes: 2,
      limitedBy: "memory",
    });
    expect(sizeCluster({ users: 10_000 }, node(8, 64 * GIB), playwright).nodes).toBe(625);
  });

  it("reports which resource is short, and by how much", () => {
    expect(() => sizeCluster({ users: 1 }, node(0.25, 8 * GIB), playwright)).toThrow("it lacks 0.25 CPU (it has 0.25)");
    expect(() => sizeCluster({ users: 1 }, node(2, 1 * GIB), playwright)).toThrow(
      "it lacks 116 MiB of memory (it has 1024 MiB free)",
    );
  });

  const anyNode = fc.record({
    cpus: fc.double({ min: 0.5, max: 128, noNaN: true }),
    memory: fc.integer({ min: 2 * GIB, max: 512 * GIB }),
  });

  it("has room for every user", () => {
    fc.assert(
      fc.property(anyNode, fc.integer({ min: 1, max: 100_000 }), ({ cpus, memory }, users) => {
        const { usersPerNode, nodes } = sizeCluster({ users }, node(cpus, memory), playwright);
        expect(usersPerNode * nodes).toBeGreaterThanOrEqual(users);
        expect(usersPerNode * (nodes - 1)).toBeLessThan(users);
      }),
    );
  });

  it("never gives fewer users for more memory or cores", () => {
    fc.assert(
      fc.property(anyNode, fc.double({ min: 0, max: 8, noNaN: true }), fc.nat(GIB), ({ cpus, memory }, moreCpus, moreMemory) => {
        const before = capacityOf(node(cpus, memory), playwright).usersPerNode;
        expect(capacityOf(node(cpus + moreCpus, memory), playwright).usersPerNode).toBeGreaterThanOrEqual(before);
        expect(capacityOf(node(cpus, memory + moreMemory), playwright).usersPerNode).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
