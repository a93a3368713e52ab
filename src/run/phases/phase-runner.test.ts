import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { RunEvent } from "../run-events.js";
import { type Phase, runPhases } from "./phase-runner.js";

function play(phases: readonly Phase<string[]>[], signal = new AbortController().signal) {
  const events: RunEvent[] = [];
  const log: string[] = [];
  const ended = runPhases(phases, log, { clock: new FakeClock(), signal, emit: (event) => events.push(event) });
  return ended.then((failure) => ({ failure, log, events }));
}

function phase(title: string, more: Partial<Phase<string[]>> = {}): Phase<string[]> {
  return {
    title,
    run: async (log) => void log.push(title),
    teardown: async (log) => void log.push(`undo ${title}`),
    ...more,
  };
}

const failing = async () => {
  throw new Error("no");
};

describe("phases", () => {
  it("run in order and are undone in reverse", async () => {
    const { failure, log, events } = await play([phase("a"), phase("b")]);
    expect(failure).toBeUndefined();
    expect(log).toEqual(["a", "b", "undo b", "undo a"]);
    expect(events.map(({ type }) => type)).toEqual(["phase-started", "phase-ended", "phase-started", "phase-ended"]);
  });

  it("are undone even when they failed half way", async () => {
    const { failure, log } = await play([phase("a"), phase("b", { run: failing }), phase("c")]);
    expect(failure).toMatchObject({ message: "no" });
    expect(log).toEqual(["a", "undo b", "undo a"]);
  });

  it("are all undone when one teardown fails, which causes a warning", async () => {
    const { failure, log, events } = await play([phase("a"), phase("b", { teardown: failing })]);
    expect(failure).toBeUndefined();
    expect(log).toEqual(["a", "b", "undo a"]);
    expect(events.at(-1)).toEqual({ type: "warning", message: 'cleaning up after "b" failed: no' });
  });

  it("do not begin once the run was stopped", async () => {
    const stop = new AbortController();
    const stopping = phase("a", { run: async () => stop.abort() });
    const { failure, log } = await play([stopping, phase("b")], stop.signal);
    expect(failure).toMatchObject({ code: "ABORTED" });
    expect(log).toEqual(["undo a"]);
  });
});
