import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../base/bytes.js";
import { LiveLoadError } from "../base/errors.js";
import { boundedFailure } from "../telemetry/bounded-failure.js";
import { boundedName } from "../telemetry/bounded-name.js";
import type { SecondDelta } from "../telemetry/delta.js";
import { Recorder } from "../telemetry/recorder.js";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { Sketch } from "../telemetry/sketch.js";
import type { MetricBatch } from "./batch.js";
import { checkBatch } from "./batch-checks.js";
import { decodeBatch, encodeBatch, peekBatchHeader } from "./batch-codec.js";

/** Names as scenarios and pages give them: any code units, up to 10,000 of them. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom("🙂", "é", "\0", "\ud800"),
);
const name = fc.oneof(fc.string({ maxLength: 20, unit: "grapheme" }), fc.string({ maxLength: 10_000, unit }));
const amount = fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true });
const sketch = fc.array(amount, { minLength: 1, maxLength: 20 }).map((values) => {
  const made = new Sketch();
  for (const value of values) made.add(value);
  return made;
});
const map = <T>(value: fc.Arbitrary<T>) => fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => new Map(entries));
const sums = fc
  .tuple(map(map(amount)), map(fc.nat()))
  .map(([own, steps]) => new Map<string, Map<string, number>>([...own, ["steps", steps]]));
const second = fc
  .record({
    second: fc.nat(100_000),
    histograms: map(map(sketch)),
    sickHistograms: map(map(sketch)),
    counters: sums,
    gauges: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new Map([["node_cpu", value]])),
    activeUsers: fc.nat(10_000),
    sick: fc.option(fc.constantFrom(...SICK_CAUSES), { nil: undefined }),
    sickShare: fc.double({ min: 0, max: 1, noNaN: true }),
    busy: fc.boolean(),
  })
  .map(({ sickShare, ...made }) => ({
    ...made,
    sickUsers: made.sick === undefined ? 0 : Math.round(sickShare * made.activeUsers),
  }));
const seconds = fc
  .uniqueArray(second, { maxLength: 3, selector: (one) => one.second })
  .map((all) => all.sort((a, b) => a.second - b.second));
const failure = fc.record({
  signature: name,
  category: name,
  count: fc.integer({ min: 1, max: 1000 }),
  firstOffsetMs: amount,
  sample: fc.option(
    fc.record(
      {
        category: name,
        message: name,
        stack: name,
        step: fc.nat(50),
        operation: name,
        page: name,
        userId: fc.nat(1000),
        likelyCauses: fc.array(name, { maxLength: 20 }),
      },
      { requiredKeys: ["category", "message", "stack", "step", "operation", "page", "userId"] },
    ),
    { nil: undefined },
  ),
});
const batch: fc.Arbitrary<MetricBatch> = fc.record({
  nodeId: fc.string({ maxLength: 20, unit: "grapheme" }),
  epoch: fc.integer({ min: 1, max: 2 ** 31 }),
  seq: fc.integer({ min: 1, max: 2 ** 40 }),
  seconds,
  failures: fc.array(failure, { maxLength: 3 }),
  capped: fc.array(name, { maxLength: 3 }),
  customKinds: map(fc.constantFrom("histogram" as const, "counter" as const)),
});
const runs = { numRuns: 60 };

/** The batch as plain data, with bounded texts; sketches as their bytes. */
const plain = (value: unknown): unknown => {
  if (value instanceof Sketch) return value.toBase64();
  if (value instanceof Map) return [...value].map(([key, item]) => [boundedName(key), plain(item)]);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return Object.is(value, -0) ? 0 : value;
};

const EMPTY: MetricBatch = { nodeId: "n", epoch: 1, seq: 1, seconds: [], failures: [], capped: [], customKinds: new Map() };
const FAILED = { signature: "s", category: "step", count: 1, firstOffsetMs: 0, sample: undefined };
const REST: SecondDelta = {
  second: 4,
  histograms: new Map(),
  sickHistograms: new Map(),
  counters: new Map(),
  gauges: new Map(),
  activeUsers: 0,
  sick: undefined,
  sickUsers: 0,
  busy: false,
};

describe("the batch format", () => {
  it("decodes what was encoded, with names and texts bounded", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        const failures = sent.failures.map((failed) => ({
          ...failed,
          signature: boundedName(failed.signature),
          category: boundedName(failed.category),
          sample: failed.sample && boundedFailure(failed.sample),
        }));
        const capped = sent.capped.map(boundedName);
        expect(plain(decodeBatch(encodeBatch(sent)))).toEqual(plain({ ...sent, failures, capped }));
      }),
      runs,
    );
  });

  it("encodes everything that a recorder can record", () => {
    const anyNumber = fc.oneof(fc.double(), fc.constantFrom(Number.MAX_VALUE, 5e-324, -0));
    const calls = fc.array(fc.tuple(fc.nat(3), name, anyNumber, fc.double({ min: 0, max: 5000, noNaN: true })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(calls, (all) => {
        const recorder = new Recorder();
        recorder.startAt(0);
        for (const [what, text, value, atMs] of all) {
          if (what === 0) recorder.sample("step_duration", text, value, atMs);
          if (what === 1) recorder.count("http_bytes_received", text, value, atMs);
          if (what === 2) recorder.failure({ category: text, message: text, stack: text, operation: text }, atMs);
          if (what === 3 && value >= 0)
            for (let twice = 0; twice < 2; twice += 1) recorder.custom(`own ${text}`, "counter", value, atMs);
        }
        const recorded = recorder.flush(6000);
        const { seconds: taken } = decodeBatch(encodeBatch({ nodeId: "n", epoch: 1, seq: 1, ...recorded }));
        expect(taken.length).toBe(recorded.seconds.length);
        const sumOf = (metric: string) =>
          taken
            .flatMap((one) => [...(one.counters.get(metric)?.values() ?? [])])
            .reduce((a, b) => Math.min(a + b, Number.MAX_VALUE), 0);
        const wanted = all
          .filter(([what, , value]) => what === 1 && Number.isFinite(value))
          .reduce(
            (sum, [, , value]) =>
              Math.min(sum + Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER), Number.MAX_VALUE),
            0,
          );
        expect(Math.abs(sumOf("http_bytes_received") - wanted)).toBeLessThanOrEqual(1e-9 * wanted);
      }),
      runs,
    );
  });

  it.each([["one"], [[1]], [Array.from({ length: 11 }, () => "x")], [{}]])(
    "refuses likely causes that are not a list of texts: %j",
    (likelyCauses) => {
      const bytes = encodeBatch({ ...EMPTY, failures: [{ ...FAILED, sample: { category: "step", message: "CAUSED" } }] });
      expect(() => decodeBatch(withSample(bytes, { category: "step", message: "CAUSED", likelyCauses }))).toThrow(
        "a failure's causes are not a list of texts",
      );
    },
  );

  it("reads epoch and number without decoding the rest", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        expect(peekBatchHeader(encodeBatch(sent))).toEqual({ epoch: sent.epoch, seq: sent.seq });
      }),
      runs,
    );
  });

  it("refuses arbitrary bytes with CHANNEL_PROTOCOL", () => {
    const decode = (bytes: Uint8Array) => {
      try {
        decodeBatch(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(LiveLoadError);
        expect((error as LiveLoadError).code).toBe("CHANNEL_PROTOCOL");
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), decode));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => decode(Uint8Array.from([0x4c, 1, 1, 1, ...bytes]))));
    fc.assert(
      fc.property(batch, fc.nat(), fc.nat(255), (sent, at, byte) => {
        const bytes = encodeBatch(sent);
        bytes[at % bytes.length] = byte;
        decode(bytes);
        decode(bytes.subarray(0, at % bytes.length));
      }),
      runs,
    );
  });

  it("refuses well-formed batches that no node can have recorded", () => {
    const good: SecondDelta = {
      second: 3,
      histograms: new Map(),
      sickHistograms: new Map(),
      counters: new Map([["steps", new Map([["click #inc", 1]])]]),
      gauges: new Map([["node_cpu", 0.5]]),
      activeUsers: 2,
      sick: undefined,
      sickUsers: 0,
      busy: false,
    };
    const counted = (metric: string, sum: number) => ({ ...good, counters: new Map([[metric, new Map([["", sum]])]]) });
    const of = (...all: SecondDelta[]) => ({ ...EMPTY, seconds: all });
    const one = new Sketch();
    one.add(1);
    const bad: readonly (readonly [string, MetricBatch, RegExp])[] = [
      ["a negative count", of(counted("steps", -1)), /a counter is -1/],
      ["half a step", of(counted("steps", 0.5)), /steps counts 0.5/],
      ["no number", of(counted("own", Number.NaN)), /a counter is NaN/],
      ["an endless sum", of(counted("own", Number.POSITIVE_INFINITY)), /a counter is Infinity/],
      ["a histogram that is counted", of(counted("step_duration", 1)), /step_duration is a histogram/],
      [
        "a counter with a distribution",
        of({ ...good, histograms: new Map([["steps", new Map([["", one]])]]) }),
        /steps is a counter/,
      ],
      ["a gauge that there is not", of({ ...good, gauges: new Map([["steps", 1]]) }), /"steps" is not a gauge/],
      ["a gauge without a value", of({ ...good, gauges: new Map([["node_cpu", Number.NaN]]) }), /node_cpu is NaN/],
      ["a second twice", of(good, good), /second 3 comes after second 3/],
      ["seconds in the wrong order", of(good, { ...good, second: 2 }), /second 2 comes after second 3/],
      ["a failure that did not happen", { ...EMPTY, failures: [{ ...FAILED, count: 0 }] }, /has a count below 1/],
      ["a failure before the start", { ...EMPTY, failures: [{ ...FAILED, firstOffsetMs: -1 }] }, /-1 ms after the start/],
      [
        "a built-in metric as the scenario's own",
        { ...EMPTY, customKinds: new Map([["steps", "counter"]]) },
        /steps is declared/,
      ],
    ];
    for (const [what, sent, why] of bad) {
      expect(() => encodeBatch(sent), what).toThrow(why);
      expect(() => checkBatch(sent), what).toThrow(why);
    }
    expect(decodeBatch(encodeBatch(of(counted("own", 0.5), { ...good, second: 4 }, REST))).seconds.length).toBe(3);
  });

  it("refuses duplicate names, as the values of one would be lost", () => {
    const bytes = encodeBatch({
      ...EMPTY,
      customKinds: new Map([
        ["aa", "counter"],
        ["ab", "counter"],
      ]),
    });
    const at = Buffer.from(bytes).indexOf("ab");
    bytes[at + 1] = 0x61;
    expect(() => decodeBatch(bytes)).toThrow(/a name occurs twice/);
  });
});

/** The batch with a replaced failure sample, which the encoder would not produce. */
function withSample(bytes: Uint8Array, sample: unknown): Uint8Array {
  const json = '{"category":"step","message":"CAUSED"}';
  const at = Buffer.from(bytes).indexOf(json);
  const text = new ByteWriter(256);
  text.text(JSON.stringify(sample));
  return Buffer.concat([bytes.subarray(0, at - 1), text.finish(), bytes.subarray(at + json.length)]);
}
