import { describe, expect, it } from "vitest";
import { halvesOf } from "../../src/agent/runner/batch-halves.js";
import { BatchSender } from "../../src/agent/runner/batch-sender.js";
import { MAX_FRAME_BYTES } from "../../src/channel/transport.js";
import { MAX_BATCH_BYTES } from "../../src/protocol/batch.js";
import { encodeBatch } from "../../src/protocol/batch-codec.js";
import { RunAggregate } from "../../src/result/run-aggregate.js";
import { takeBatch } from "../../src/run/phases/take-batch.js";
import { MAX_OWN_METRICS } from "../../src/telemetry/own-metrics.js";
import { type RecordedDelta, Recorder } from "../../src/telemetry/recorder.js";
import { FakeClock } from "../fixtures/fake-clock.js";

/** Failures and metrics of all kinds, in numbers that grow with the size. */
function recorded(failures: number, textLength: number): Recorder {
  const recorder = new Recorder();
  recorder.startAt(1000);
  for (let at = 0; at < failures; at += 1) {
    const atMs = 1000 + (at % 5) * 1000;
    recorder.sample("step_duration", `click #b${at}`, at, atMs + 500);
    recorder.count("steps", `click #b${at}`, at, atMs);
    recorder.gauge("node_cpu", at / failures, atMs);
    recorder.activeUsers(at, atMs);
    recorder.custom(`own ${at}`, "counter", 0.5, atMs);
    const text = `${at} ${"\0".repeat(textLength)}`;
    recorder.failure({ category: `kind ${at}`, message: text, stack: text, userId: at }, atMs);
  }
  return recorder;
}

function pictureOf(aggregate: RunAggregate): unknown {
  const node = aggregate.node("n");
  return {
    steps: aggregate.counters.total("steps"),
    own: aggregate.counters.metrics.map((metric) => aggregate.counters.find(metric)),
    durations: aggregate.healthy.find("step_duration")?.toBase64(),
    failures: aggregate.failures(),
    customKinds: [...aggregate.customKinds],
    users: [node?.userSeconds, node?.activeUsers, node?.lastSecond],
    health: node?.health(),
    series: aggregate
      .timeSeries()
      .map(({ histograms, ...bucket }) => ({ ...bucket, counts: histograms.map(([, { count }]) => count) })),
  };
}

/** The result of sending and merging batches one after another. */
function taken(batches: readonly Uint8Array[]): unknown {
  const aggregate = new RunAggregate();
  for (const bytes of batches) takeBatch(bytes, (node) => (node === "n" ? aggregate : undefined));
  return pictureOf(aggregate);
}

/** Everything in pieces that cannot be split further. */
function atoms(whole: RecordedDelta): RecordedDelta[] {
  return halvesOf(whole)?.flatMap(atoms) ?? [whole];
}

describe("data too large for one batch", () => {
  it("is sent in pieces that fit the channel and together contain the same data", () => {
    expect(4 * MAX_BATCH_BYTES).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    const clock = new FakeClock(6000);
    const sent: Uint8Array[] = [];
    const options = { clock, nodeId: "n", epoch: 1, intervalMs: 1000, send: (batch: Uint8Array) => void sent.push(batch) };
    const onDefect = (error: unknown) => expect.unreachable(String(error));
    expect(new BatchSender({ ...options, recorder: recorded(500, 10_000), onDefect }).finish()).toBe(sent.length);
    expect(sent.length).toBeGreaterThan(2);
    expect(Math.max(...sent.map(({ length }) => length))).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    const whole = encodeBatch({ nodeId: "n", epoch: 1, seq: 1, ...recorded(500, 10_000).flush(6000) });
    expect(whole.length).toBeGreaterThan(MAX_BATCH_BYTES);
    expect(taken(sent)).toEqual(taken([whole]));
  });

  it("stays the same however small the pieces are, down to single values", () => {
    const whole = recorded(40, 10).flush(6000);
    const pieces = atoms(whole);
    expect(pieces.length).toBeGreaterThan(100);
    const encoded = pieces.map((piece, at) => encodeBatch({ nodeId: "n", epoch: 1, seq: at + 1, ...piece }));
    expect(taken(encoded)).toEqual(taken([encodeBatch({ nodeId: "n", epoch: 1, seq: 1, ...whole })]));
  });

  it("is not marked complete when the pieces cannot be built", () => {
    const recorder = recorded(1, 1);
    const defects: unknown[] = [];
    const onDefect = (error: unknown) => void defects.push(error);
    const send = () => expect.unreachable();
    new BatchSender({ clock: new FakeClock(), recorder, nodeId: "n", epoch: -1, intervalMs: 1000, send, onDefect }).finish();
    expect(defects).toHaveLength(1);
  });

  it("is limited by the number of custom metrics, which have one kind each and no built-in names", () => {
    const recorder = recorded(1, 1);
    for (let at = 1; at < MAX_OWN_METRICS; at += 1) recorder.custom(`own ${at}`, "counter", 1, 1000);
    expect(() => recorder.custom("one more", "counter", 1, 1000)).toThrow(/"one more" is one metric too many.*1000/);
    expect(() => recorder.custom("own 1", "histogram", 1, 1000)).toThrow(/"own 1" is already a counter/);
    expect(() => recorder.custom("iterations", "counter", 1, 1000)).toThrow(/"iterations" is a built-in metric/);
    recorder.custom("own 1", "counter", 1, 1000);
    expect(recorder.flush(6000).customKinds.size).toBe(MAX_OWN_METRICS);
  });
});
