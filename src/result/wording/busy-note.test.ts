import { describe, expect, it } from "vitest";
import { busyNote } from "./busy-note.js";

const node = (name: string, busy: number, rows = 10) => ({
  name,
  health: Array.from({ length: rows }, (_, at) => ({ offsetMs: at * 1000, gauges: {}, busy: at < busy })),
});

describe("the note on busy nodes", () => {
  it("is absent when none was, or only for a moment", () => {
    expect(busyNote({ nodes: [node("a", 0), node("b", 1, 100)] })).toBeUndefined();
  });

  it("names the node, and says for how long", () => {
    expect(busyNote({ nodes: [node("a", 0), node("b", 3)] })).toMatch(/^node b was busy.*30 % of the time/);
  });

  it("does not advise fewer users when there is only one", () => {
    expect(busyNote({ nodes: [{ ...node("a", 9), users: 1 }] })).toMatch(
      /a node with more CPU and memory would make the figures more reliable$/,
    );
    expect(busyNote({ nodes: [{ ...node("a", 9), users: 2 }] })).toMatch(
      /fewer users per node would make the figures more reliable$/,
    );
  });

  it("names the busiest of several", () => {
    expect(busyNote({ nodes: [node("a", 2), node("b", 9)] })).toMatch(/^2 nodes were busy.*b for 90 % of the time/);
  });
});
