import { describe, expect, it } from "vitest";
import { StopRequest } from "./stop-request.js";

describe("a request to stop", () => {
  it("keeps the first reason, and tells it once", () => {
    const stop = new StopRequest();
    const told: string[] = [];
    stop.onStop((reason) => told.push(reason));
    stop.ask("threshold");
    stop.ask("aborted");
    expect([stop.reason, stop.signal.aborted, stop.forced.aborted]).toEqual(["threshold", true, false]);
    expect(told).toEqual(["threshold"]);
  });

  it("waits for nothing any more when a person asks again", () => {
    const stop = new StopRequest();
    stop.ask("interrupted");
    expect(stop.forced.aborted).toBe(false);
    stop.ask("interrupted");
    expect(stop.forced.aborted).toBe(true);
  });

  it("goes down to what is part of it, and not up", () => {
    const whole = new StopRequest();
    const [first, second] = [whole.child(), whole.child()];
    first.ask("aborted");
    expect([whole.reason, second.reason]).toEqual([undefined, undefined]);
    whole.ask("terminated");
    expect([first.reason, second.reason]).toEqual(["aborted", "terminated"]);
    expect(whole.child().reason).toBe("terminated");
    whole.ask("terminated");
    expect([first.forced.aborted, second.forced.aborted]).toEqual([true, true]);
  });
});
