import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import { capacityBeside, capacityOf, capacityOfProcess, crowdOnOne, sizeCluster } from "./sizing.js";

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

describe("sizing for background users beside those in browsers", () => {
  const background: BrowserDescription = {
    ...playwright,
    connection: "protocol",
    browserContextsPerCore: 500,
    browserMemoryUsageBytes: 100 * MIB,
    contextMemoryUsageBytes: 2 * MIB,
  };
  const crowdOf = (users: number) => ({ users, browser: background });

  it("gives them their part of the cores, in as many processes", () => {
    const sizing = sizeCluster({ users: 10, crowd: crowdOf(1500) }, node(8, 64 * GIB), playwright);
    expect(sizing).toMatchObject({ nodes: 1, usersPerNode: 10, crowd: { usersPerNode: 1500, processesPerNode: 3 } });
    expect(sizeCluster({ users: 10, crowd: crowdOf(1501) }, node(8, 64 * GIB), playwright).nodes).toBe(2);
  });

  it("has room for all of both, with as few nodes as can be", () => {
    const loads = fc.record({ users: fc.integer({ min: 1, max: 3000 }), crowd: fc.integer({ min: 1, max: 50_000 }) });
    const anyNode = fc.record({
      cpus: fc.double({ min: 1, max: 64, noNaN: true }),
      memory: fc.integer({ min: 4 * GIB, max: 256 * GIB }),
    });
    fc.assert(
      fc.property(anyNode, loads, ({ cpus, memory }, { users, crowd }) => {
        const resources = node(cpus, memory);
        const { nodes, usersPerNode, crowd: share } = sizeCluster({ users, crowd: crowdOf(crowd) }, resources, playwright);
        expect(usersPerNode * nodes).toBeGreaterThanOrEqual(users);
        expect((share?.usersPerNode ?? 0) * nodes).toBeGreaterThanOrEqual(crowd);
        expect(usersPerNode / 2 + (share?.usersPerNode ?? 0) / 500).toBeLessThanOrEqual(cpus + 1e-6);
        if (nodes === 1) return;
        const fewer = capacityBeside(crowdOnOne(crowdOf(crowd), nodes - 1), resources, playwright);
        expect(fewer.usersPerNode * (nodes - 1)).toBeLessThan(users);
      }),
    );
  });

  it("lets each of their processes use one core at most, beside the browsers and the other processes", () => {
    const perProcess = (cpus: number, processes: number, users: number) =>
      capacityOfProcess({ resources: node(cpus, 64 * GIB), processes, browser: background }, { users, browser: playwright });
    expect([perProcess(4, 1, 2), perProcess(4, 3, 2), perProcess(4, 3, 4), perProcess(1, 1, 4)]).toEqual([500, 500, 333, 0]);
    expect(perProcess(4, 1, 1000)).toBe(0);
    expect(capacityOf(node(8, 64 * GIB), background).usersByCpu).toBe(500);
    expect(capacityOf(node(0.5, 64 * GIB), background).usersByCpu).toBe(250);
  });

  it("gives them all cores of a node in as many processes when there are no others", () => {
    const processes = (users: number, cpus: number, bytes = 64 * GIB) => {
      const { nodes, usersPerNode, processesPerNode } = sizeCluster({ users }, node(cpus, bytes), background);
      return { nodes, usersPerNode, processesPerNode };
    };
    expect(processes(1, 4)).toEqual({ nodes: 1, usersPerNode: 2000, processesPerNode: 1 });
    expect(processes(500, 4)).toMatchObject({ nodes: 1, processesPerNode: 1 });
    expect(processes(501, 4)).toMatchObject({ nodes: 1, processesPerNode: 2 });
    expect(processes(4200, 4)).toMatchObject({ nodes: 3, processesPerNode: 3 });
    expect(processes(700, 1.5)).toMatchObject({ nodes: 1, usersPerNode: 750, processesPerNode: 2 });
    // 1.3 GiB for users: a third process would only take memory from them.
    expect(processes(5000, 16, 1.8 * GIB)).toMatchObject({ usersPerNode: 431, processesPerNode: 1 });
    expect(sizeCluster({ users: 10 }, node(8, 64 * GIB), playwright).processesPerNode).toBeUndefined();
    // A process of such a node is sized for its part, beside no browsers.
    expect(capacityOfProcess({ resources: node(1.5, 64 * GIB), processes: 2, browser: background })).toBe(375);
  });

  it("refuses nodes that are too small for one of each", () => {
    expect(() => sizeCluster({ users: 1, crowd: crowdOf(1) }, node(0.5, 64 * GIB), playwright)).toThrow("it lacks 0.00 CPU");
  });
});
