import { describe, expect, it } from "vitest";
import { checkRoomFor, roomTextOf } from "./cluster-room.js";

const POD = { cpus: 2, memoryBytes: 4 * 1024 ** 3 };
const room = (pods: number) => ({ pods, why: "the one node that takes pods has no more room now" });

describe("the room of a cluster", () => {
  it("is described in pods, from any source", () => {
    expect(roomTextOf({ nodes: room(3), quota: undefined }, POD)).toBe("3 pods of 2 CPUs and 4096 MiB on the cluster's nodes");
    expect(roomTextOf({ nodes: room(3), quota: room(1) }, POD)).toMatch(/^3 pods of .*; 1 pod by the namespace's quota$/);
    expect(roomTextOf({ nodes: undefined, quota: room(5) }, POD)).toMatch(
      /^5 pods by the namespace's quota; cannot tell how many pods fit/,
    );
    expect(roomTextOf({ nodes: undefined, quota: undefined }, POD)).toMatch(
      /^cannot tell how many pods fit on the cluster's nodes: that needs the right to list/,
    );
  });

  it("is a hard limit under a quota, and otherwise a warning", () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => void warnings.push(message);
    checkRoomFor(3, POD, { room: { nodes: room(3), quota: room(3) }, onWarning });
    expect(warnings).toEqual([]);
    checkRoomFor(4, POD, { room: { nodes: room(3), quota: undefined }, onWarning });
    expect(warnings).toEqual([expect.stringContaining("takes 3 pods of 2 CPUs and 4096 MiB now, and the run needs 4")]);
    expect(() => checkRoomFor(4, POD, { room: { nodes: undefined, quota: room(3) }, onWarning })).toThrow(/takes 3 pods/);
  });
});
