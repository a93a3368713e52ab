import { describe, expect, it } from "vitest";
import { busyNote } from "./busy-note.js";

const node = (name: string, busy: number, rows = 10) => ({
  name,
  health: Array.from({ length: rows }, (_, at) => ({ offsetMs: at * 1000, gauges: {}, busy: at < busy })),
});

describe("the note on busy nodes", () => {
  it("is not there when none was, or only for a moment", () => {
    expect(busyNote({ nodes: [node("a", 0), node("b", 1, 100)] })).toBeUndefined();
  });

  it("names the node and for how long", () => {
    expect(busyNote({ nodes: [node("a", 0), node("b", 3)] })).toMatch(/^the node b was busy.*30 % of the time/);
  });

  it("does not advise fewer users than one", () => {
    expect(busyNote({ nodes: [{ ...node("a", 9), users: 1 }] })).toMatch(
      /a node with more CPU and memory makes the figures safer$/,
    );
    expect(busyNote({ nodes: [{ ...node("a", 9), users: 2 }] })).toMatch(/fewer users on a node make the figures safer$/);
  });

  it("names the worst of several", () => {
    expect(busyNote({ nodes: [node("a", 2), node("b", 9)] })).toMatch(/^2 nodes were busy.*b for 90 % of the time/);
  });
});
