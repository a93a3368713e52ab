import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { batch } from "../../../test/fixtures/watchdog-bench.js";
import { LiveLoadError } from "../../base/errors.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { StopRequest } from "../load-test/stop-request.js";
import type { RunEvent } from "../run-events.js";
import { type CollectingState, collectEvents } from "./collect-events.js";

/** The events of a run's nodes, and what becomes of them. */
function collecting(given: Partial<CollectingState> = {}) {
  const clock = new FakeClock();
  const stop = new StopRequest();
  const emitted: RunEvent[] = [];
  const journal: string[] = [];
  const state: CollectingState = {
    ports: { emit: (event) => void emitted.push(event), stop, host: { clock } },
    aggregate: new RunAggregate(),
    background: new RunAggregate(),
    journal: { append: async ({ type }) => void journal.push(type), leftOut: () => void journal.push("left out") },
    loaded: { users: 10, pools: { lease: () => ({ rows: [], usedUp: true }), at: () => [] } },
    start: undefined,
    abort: undefined,
    throttles: undefined,
    steering: undefined,
    folder: { write: async () => {} },
    evidence: { asked: () => ({ grantedBytes: 0, askAgainMs: 1000 }), put: () => {} },
    traces: { asked: () => ({ answer: "never", leaseMs: 0, mostBytes: 0 }), put: () => {} },
    keep: () => {},
    ...given,
  };
  return { clock, stop, emitted, journal, state, events: collectEvents(state) };
}

const node = (name: string, given: Partial<ClusterNode> = {}) =>
  ({ name, status: "running", isBackground: false, ...given }) as ClusterNode;
const prepared = (preparedUsers: number) => ({ preparedUsers, totalUsers: 5 });

describe("what nodes tell of a run", () => {
  it("adds up the prepared users in browsers of all nodes", () => {
    const { events, emitted } = collecting();
    events.notices["runner.progress"](node("a"), prepared(2));
    events.notices["runner.progress"](node("b"), prepared(3));
    events.notices["runner.progress"](node("a-crowd-1", { host: node("a"), isBackground: true }), prepared(500));
    events.notices["runner.progress"](node("a"), prepared(4));
    expect(emitted.map((event) => (event.type === "users-prepared" ? [event.prepared, event.total] : event))).toEqual([
      [2, 10],
      [5, 10],
      [7, 10],
    ]);
  });

  it("takes a batch into the aggregate and the journal", async () => {
    const { events, state, journal } = collecting();
    await events.onBatch(node("n"), batch(1));
    expect(state.aggregate.node("n")).toBeDefined();
    expect(journal).toEqual(["batch"]);
  });

  it("tells evidence of background users from that of users in browsers", () => {
    const sources: unknown[] = [];
    const note = (source: unknown) => void sources.push(source);
    const asked = (source: unknown) => {
      note(source);
      return { grantedBytes: 0, askAgainMs: 1000 };
    };
    const { events } = collecting({ evidence: { asked, put: note } });
    for (const sender of [node("a"), node("a-crowd-1", { host: node("a"), isBackground: true })]) {
      events.requests["evidence.ask"](sender, { signature: "s", offsetMs: 0 });
      events.requests["evidence.put"](sender, { id: "e", userId: 1, iteration: 1, offsetMs: 0, record: "" });
    }
    const [a, crowd] = [
      { name: "a", isBackground: false },
      { name: "a-crowd-1", isBackground: true },
    ];
    expect(sources).toEqual([a, a, crowd, crowd]);
  });

  it("keeps a batch that names another node out of both", () => {
    const { events, state, journal } = collecting();
    expect(() => events.onBatch(node("m"), batch(1))).toThrow(expect.objectContaining({ code: "CHANNEL_PROTOCOL" }));
    expect(state.aggregate.node("n")).toBeUndefined();
    expect(journal).toEqual([]);
  });

  it("keeps the first abort, with the time since the load began, and stops the run", async () => {
    const { events, state, stop, clock } = collecting({ start: { t0Ms: 2000, startedAtMs: 0, skewMs: 0 } });
    await clock.advance(4000);
    events.notices["runner.aborted"](node("a"), { reason: "the shop is closed", userId: 1 });
    events.notices["runner.aborted"](node("b"), { reason: "too late", userId: 2 });
    expect(state.abort).toEqual({ message: "the shop is closed", node: "a", offsetMs: 3000 });
    expect(stop.reason).toBe("aborted");
  });

  it("shows the same warning of many nodes once", () => {
    const { events, emitted } = collecting();
    for (const name of ["a", "b", "c"]) events.onWarning(node(name), "no /dev/shm");
    events.onWarning(node("b"), "slow disk");
    expect(emitted).toEqual([
      { type: "warning", message: "a: no /dev/shm" },
      { type: "warning", message: "b: slow disk" },
    ]);
  });

  it("shows as much of the scenario's output as a person can read, and says that some is left out", async () => {
    const { events, emitted, clock } = collecting();
    const write = () => events.notices["runner.output"](node("a"), { userId: 1, level: "log", text: "hello" });
    for (let line = 0; line < 300; line += 1) write();
    const lines = () => emitted.filter(({ type }) => type === "scenario-output").length;
    expect(lines()).toBe(100);
    expect(emitted.filter(({ type }) => type === "warning")).toHaveLength(1);
    await clock.advance(1000);
    for (let line = 0; line < 300; line += 1) write();
    expect(lines()).toBe(150);
    expect(emitted.filter(({ type }) => type === "warning")).toHaveLength(1);
  });

  it("says why a node was lost, and marks the journal of one whose batches were refused", () => {
    const { events, emitted, journal } = collecting();
    events.onStatus(node("a"), "finished");
    events.onStatus(node("b", { trouble: new LiveLoadError("CHANNEL_CLOSED", "its pod was deleted") }), "lost");
    expect(journal).toEqual([]);
    events.onStatus(node("c", { trouble: new LiveLoadError("CHANNEL_PROTOCOL", "a malformed batch") }), "lost");
    expect(journal).toEqual(["left out"]);
    expect(emitted).toEqual([
      { type: "warning", message: "b: lost: its pod was deleted" },
      { type: "warning", message: "c: lost: a malformed batch" },
    ]);
  });

  it("tells of a cut connection only while the node runs", () => {
    const { events, emitted } = collecting();
    events.onReachable(node("a"), false);
    events.onReachable(node("b", { status: "finished" }), false);
    expect(emitted).toHaveLength(1);
  });
});
