import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveLoadError } from "../base/errors.js";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { Sketch } from "../telemetry/sketch.js";
import type { MetricBatch } from "./batch.js";
import { decodeBatch, encodeBatch, peekBatchHeader } from "./batch-codec.js";

const name = fc.string({ maxLength: 20, unit: "grapheme" });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const sketch = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }).map((values) => {
  const made = new Sketch();
  for (const value of values) made.add(value);
  return made;
});
const map = <T>(value: fc.Arbitrary<T>) => fc.array(fc.tuple(name, value), { maxLength: 5 }).map((entries) => new Map(entries));
const second = fc
  .record({
    second: fc.nat(100_000),
    histograms: map(map(sketch)),
    sickHistograms: map(map(sketch)),
    counters: map(map(number)),
    gauges: map(number),
    activeUsers: fc.nat(10_000),
    sick: fc.option(fc.constantFrom(...SICK_CAUSES), { nil: undefined }),
    sickShare: fc.double({ min: 0, max: 1, noNaN: true }),
    busy: fc.boolean(),
  })
  .map(({ sickShare, ...made }) => ({
    ...made,
    sickUsers: made.sick === undefined ? 0 : Math.round(sickShare * made.activeUsers),
  }));
const failure = fc.record({
  signature: name,
  category: name,
  count: fc.nat(1000),
  firstOffsetMs: number,
  sample: fc.option(fc.record({ category: name, message: name, step: fc.nat(50), operation: name, userId: fc.nat(1000) }), {
    nil: undefined,
  }),
});
const batch: fc.Arbitrary<MetricBatch> = fc.record({
  nodeId: name,
  epoch: fc.integer({ min: 1, max: 2 ** 31 }),
  seq: fc.integer({ min: 1, max: 2 ** 40 }),
  seconds: fc.array(second, { maxLength: 4 }),
  failures: fc.array(failure, { maxLength: 4 }),
  capped: fc.array(name, { maxLength: 3 }),
  customKinds: map(fc.constantFrom("histogram" as const, "counter" as const)),
});

/** Everything in plain data, sketches by their bytes. */
const plain = (value: unknown): unknown => {
  if (value instanceof Sketch) return value.toBase64();
  if (value instanceof Map) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return Object.is(value, -0) ? 0 : value;
};

describe("the batch format", () => {
  it("gives back what was written", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        expect(plain(decodeBatch(encodeBatch(sent)))).toEqual(plain(sent));
      }),
    );
  });

  it("tells epoch and number without reading on", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        expect(peekBatchHeader(encodeBatch(sent))).toEqual({ epoch: sent.epoch, seq: sent.seq });
      }),
    );
  });

  it("refuses everything else with one error, and does not fall over", () => {
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
    );
  });
});
