import { describe, expect, it } from "vitest";
import { StopRequest } from "./stop-request.js";

describe("a request to stop", () => {
  it("keeps the first reason, and reports it once", () => {
    const stop = new StopRequest();
    const reasons: string[] = [];
    stop.onStop((reason) => reasons.push(reason));
    stop.ask("threshold");
    stop.ask("aborted");
    expect([stop.reason, stop.signal.aborted, stop.forced.aborted]).toEqual(["threshold", true, false]);
    expect(reasons).toEqual(["threshold"]);
  });

  it("is forced when a person asks again", () => {
    const stop = new StopRequest();
    stop.ask("interrupted");
    expect(stop.forced.aborted).toBe(false);
    stop.ask("interrupted");
    expect(stop.forced.aborted).toBe(true);
  });

  it("passes from parent to children, but not back", () => {
    const parent = new StopRequest();
    const [first, second] = [parent.child(), parent.child()];
    first.ask("aborted");
    expect([parent.reason, second.reason]).toEqual([undefined, undefined]);
    parent.ask("terminated");
    expect([first.reason, second.reason]).toEqual(["aborted", "terminated"]);
    expect(parent.child().reason).toBe("terminated");
    parent.ask("terminated");
    expect([first.forced.aborted, second.forced.aborted]).toEqual([true, true]);
  });
});
