import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { ThrottleGate } from "./throttle-gate.js";

function gateOf() {
  const clock = new FakeClock();
  const sink = new RecordingTelemetry();
  const told: unknown[] = [];
  const throttles = [
    { name: "orders", held: false },
    { name: "seats", held: true },
  ];
  const gate = new ThrottleGate({ clock, sink, throttles, report: (demands) => void told.push(demands) });
  const log: string[] = [];
  const wait = (name: string, who: string, signal = new AbortController().signal) =>
    gate.acquire(name, signal).then(
      (lease) => {
        log.push(`${who} ${clock.now()}`);
        return lease;
      },
      (error: Error) => void log.push(`${who} ${error.message}`),
    );
  return { gate, clock, sink, told, log, wait };
}
const demand = (given: object) => ({ wants: 0, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0, ...given });

describe("a node's gate to the throttles", () => {
  it("reports simultaneous changes together, and lets users proceed at the granted instants in their order", async () => {
    const { gate, clock, sink, told, log, wait } = gateOf();
    const startMs = clock.now();
    void wait("orders", "a");
    void wait("orders", "b");
    await clock.advance(10);
    expect(told).toEqual([[demand({ wants: 2 }), demand({})]]);
    gate.granted({ throttle: 0, first: 0, dueMs: [startMs + 50, startMs + 100] });
    await clock.advance(200);
    expect(log).toEqual([`a ${startMs + 50}`, `b ${startMs + 100}`]);
    expect(told.at(-1)).toEqual([demand({ wants: 2, received: 2, used: 2 }), demand({})]);
    expect(sink.values("throttle_wait", "orders")).toEqual([50, 100]);
  });

  it("returns a grant that nobody waits for, and one that is late", async () => {
    const { gate, clock, told, log, wait } = gateOf();
    const leaving = new AbortController();
    void wait("orders", "a", leaving.signal);
    await clock.advance(10);
    leaving.abort();
    gate.granted({ throttle: 0, first: 0, dueMs: [clock.now()] });
    void wait("orders", "b");
    gate.granted({ throttle: 0, first: 1, dueMs: [clock.now() - 501] });
    await clock.advance(10);
    expect(log[0]).toContain("a stopped");
    expect(told.at(-1)).toEqual([demand({ wants: 2, gaveUp: 1, received: 2, used: 0, returned: 2 }), demand({})]);
  });

  it("drops duplicate grants, and waits for missing ones", async () => {
    const { gate, clock, told, log, wait } = gateOf();
    for (const who of ["a", "b", "c"]) void wait("orders", who);
    const now = clock.now();
    gate.granted({ throttle: 0, first: 1, dueMs: [now] });
    gate.granted({ throttle: 0, first: 0, dueMs: [now, now] });
    gate.granted({ throttle: 0, first: 1, dueMs: [now, now] });
    await clock.advance(10);
    expect(log).toEqual([`a ${now}`, `b ${now}`, `c ${now}`]);
    expect(told.at(-1)).toEqual([demand({ wants: 3, received: 3, used: 3 }), demand({})]);
  });

  it("reports released grants, however late they were granted", async () => {
    const { gate, clock, told, wait } = gateOf();
    const lease = wait("seats", "a");
    gate.granted({ throttle: 1, first: 0, dueMs: [clock.now() - 5000] });
    await clock.advance(10);
    expect(told.at(-1)).toEqual([demand({}), demand({ wants: 1, received: 1, used: 1 })]);
    (await lease)?.release();
    gate.flush();
    expect(told.at(-1)).toEqual([demand({}), demand({ wants: 1, received: 1, used: 1, released: 1 })]);
  });
});
