import { describe, expect, it } from "vitest";
import type { MachineResources } from "../../../base/machine/machine-resources.js";
import { checkFits, parseLocalOptions, sliceOf } from "./slice-options.js";

const GIB = 1024 ** 3;
const machine: MachineResources = {
  cpus: 4,
  cpuSource: "host",
  memoryBytes: 16 * GIB,
  availableMemoryBytes: 12 * GIB,
  memorySource: "host",
  cgroup: "v2",
  platform: "linux",
  arch: "x64",
  hostname: "m",
  nodeVersion: "",
};

describe("slices of this machine", () => {
  it("are not made by default", () => {
    expect(sliceOf(parseLocalOptions({}), machine)).toBeUndefined();
  });

  it.each([
    [
      { cpus: "1", memory: "2GiB" },
      { cpus: 1, memoryBytes: 2 * GIB },
    ],
    [
      { cpus: 0.5, memory: 512 * 1024 ** 2 },
      { cpus: 0.5, memoryBytes: 512 * 1024 ** 2 },
    ],
    [
      { cpus: 2, memory: "1.5g" },
      { cpus: 2, memoryBytes: 1.5 * GIB },
    ],
  ])("have the size given by %j", (nodes, slice) => {
    expect(sliceOf(parseLocalOptions({ nodes }), machine)).toEqual(slice);
  });

  it("get a proportional amount of a resource that the options omit", () => {
    expect(sliceOf(parseLocalOptions({ nodes: { cpus: "1" } }), machine)).toEqual({ cpus: 1, memoryBytes: 4 * GIB });
    expect(sliceOf(parseLocalOptions({ nodes: { memory: "8GiB" } }), machine)).toEqual({ cpus: 2, memoryBytes: 8 * GIB });
  });

  it.each([
    [{ nodes: { cpus: 0 } }, "nodes.cpus"],
    [{ nodes: { cpus: "many" } }, "nodes.cpus"],
    [{ nodes: { memory: "2 elephants" } }, "nodes.memory"],
    [{ nodes: { memory: 12 } }, "nodes.memory"],
    [{ nodes: {} }, "nodes"],
    [{ nodes: "2" }, "nodes"],
    [{ overcommit: "maybe" }, "overcommit"],
  ])("are refused with the options %j", (options, name) => {
    expect(() => parseLocalOptions(options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(name) }),
    );
  });

  it("come with a suggestion for a misspelled option", () => {
    expect(() => parseLocalOptions({ nodes: { cpu: 1 } })).toThrow(expect.objectContaining({ hint: 'did you mean "cpus"?' }));
    expect(() => parseLocalOptions({ node: {} })).toThrow(expect.objectContaining({ hint: 'did you mean "nodes"?' }));
  });

  it("are refused beyond the resources of the machine, unless overcommit is allowed", () => {
    const slice = { cpus: 1, memoryBytes: GIB };
    checkFits(4, slice, { machine, overcommit: false });
    expect(() => checkFits(5, slice, { machine, overcommit: false })).toThrow(/5 nodes with 1 CPU and 1024 MiB each/);
    checkFits(5, slice, { machine, overcommit: true });
    expect(() => sliceOf(parseLocalOptions({ nodes: { cpus: 5 }, overcommit: "true" }), machine)).toThrow(/a node with 5 CPUs/);
  });
});
