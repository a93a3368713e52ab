import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { type Deferred, deferred } from "../../base/deadline.js";
import type { MeasuredTotals, Output } from "./output.js";
import { OutputSession } from "./output-session.js";

/** A receiver that answers when told to. */
class ControlledOutput implements Output {
  readonly name = "otlp=http://collector";
  readonly pushes: { readonly totals: MeasuredTotals; readonly signal: AbortSignal; readonly answer: Deferred<void> }[] = [];
  isClosed = false;

  push(totals: MeasuredTotals, signal: AbortSignal): Promise<void> {
    const answer = deferred<void>();
    this.pushes.push({ totals, signal, answer });
    return answer.promise;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

const totalsAt = (atMs: number): MeasuredTotals => ({
  run: { id: "run-1", scenario: "shop", version: "0.0.0" },
  startedAtMs: 0,
  atMs,
  histograms: [],
  sickHistograms: [],
  counters: [],
  gauges: [],
});

function start(totals: (now: number) => MeasuredTotals | undefined = totalsAt) {
  const clock = new FakeClock(0);
  const output = new ControlledOutput();
  const warnings: string[] = [];
  const session = new OutputSession({
    output,
    clock,
    intervalMs: 5000,
    totals: () => totals(clock.now()),
    onWarning: (message) => warnings.push(message),
  });
  const forced = new AbortController();
  return {
    clock,
    output,
    warnings,
    session,
    forced,
    finish: () => session.finish(totalsAt(clock.now()), { timeoutMs: 4000, signal: forced.signal }),
  };
}

describe("pushes to an output", () => {
  it("happen at the interval, and once more at the end", async () => {
    const { clock, output, warnings, finish } = start();
    for (let seconds = 0; seconds < 12; seconds += 1) {
      await clock.advance(1000);
      for (const { answer } of output.pushes) answer.resolve();
    }
    const finished = finish();
    await clock.advance(0);
    output.pushes.at(-1)?.answer.resolve();
    await finished;
    expect(output.pushes.map(({ totals }) => totals.atMs)).toEqual([5000, 10_000, 12_000]);
    expect(output.isClosed).toBe(true);
    expect(warnings).toEqual([]);
    await clock.advance(60_000);
    expect(output.pushes).toHaveLength(3);
  });

  it("do not happen while there is nothing to send", async () => {
    const { clock, output, session, forced } = start(() => undefined);
    await clock.advance(60_000);
    await session.finish(undefined, { timeoutMs: 4000, signal: forced.signal });
    expect(output.pushes).toEqual([]);
    expect(output.isClosed).toBe(true);
  });

  it("time out, with a single warning", async () => {
    const { clock, output, warnings } = start();
    await clock.advance(5000);
    expect(output.pushes[0]?.signal.aborted).toBe(false);
    await clock.advance(3000);
    expect(output.pushes[0]?.signal.aborted).toBe(true);
    await clock.advance(20_000);
    expect(output.pushes).toHaveLength(5);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^otlp=http:\/\/collector cannot be reached: waited 3000 ms/);
  });

  it("deliver everything in the end although some were lost, which is reported", async () => {
    const { clock, output, warnings, finish } = start();
    await clock.advance(5000);
    output.pushes[0]?.answer.reject(new Error("", { cause: new Error("ECONNREFUSED") }));
    const finished = finish();
    await clock.advance(0);
    output.pushes[1]?.answer.resolve();
    await finished;
    expect(warnings[0]).toContain("cannot be reached: ECONNREFUSED;");
    expect(warnings[1]).toMatch(/: 1 of 2 pushes did not arrive; the last one did, and it has everything$/);
  });

  it("are retried at the end, but not for long", async () => {
    const { clock, output, warnings, finish } = start();
    await clock.advance(5000);
    output.pushes[0]?.answer.resolve();
    await clock.advance(1000);
    const finished = finish();
    await clock.advance(0);
    output.pushes[1]?.answer.reject(new Error("HTTP 503"));
    await clock.advance(4000);
    await finished;
    expect(output.pushes).toHaveLength(4);
    expect(output.pushes.every(({ signal }) => signal.aborted)).toBe(true);
    expect(warnings).toEqual([
      "otlp=http://collector: the last values could not be sent (waited 3000 ms for the answer): what has arrived there ends 5 s after the start",
    ]);
  });

  it("do not delay an interrupted run", async () => {
    const { clock, finish, forced, output } = start();
    await clock.advance(5000);
    const finished = finish();
    forced.abort();
    await finished;
    expect(output.isClosed).toBe(true);
  });
});
