import { ByteReader, ByteWriter } from "../base/bytes.js";
import { LiveLoadError, messageOf } from "../base/errors.js";
import { boundedFailure, MAX_ITEMS, MAX_SAMPLE_BYTES } from "../telemetry/bounded-failure.js";
import { boundedName, MAX_NAME_BYTES } from "../telemetry/bounded-name.js";
import type { CounterTable, FailureDelta, SecondDelta, SketchTable } from "../telemetry/delta.js";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { Sketch } from "../telemetry/sketch.js";
import type { FailureSample } from "../telemetry/telemetry-sink.js";
import type { MetricBatch } from "./batch.js";
import { checkBatch, uniqueMap } from "./batch-checks.js";

/*
 * batch    := magic:u8 format:u8 epoch:varint seq:varint node:text names seconds failures capped kinds
 * names    := count text*                              every name in the batch once; elsewhere its number
 * seconds  := count second*
 * second   := second:varint activeUsers:varint flags:u8 [sick:u8 sickUsers:varint] sketches sketches counters gauges
 * sketches := count (metric:name count (dimension:name sketch)*)*
 * counters := count (metric:name count (dimension:name value:f64)*)*
 * gauges   := count (metric:name value:f64)*
 * failures := count (signature:text category:text count:varint firstOffset:f64 sample:text)*   the sample as JSON, or ""
 * capped   := count name*
 * kinds    := count (metric:name kind:u8)*
 *
 * The encoder never produces what the decoder refuses, as a refused batch would be lost: it bounds every text, and throws
 * for invalid numbers.
 */
const MAGIC = 0x4c;
const FORMAT = 2;
const [FLAG_SICK, FLAG_BUSY] = [1, 2];

/** Encodes a batch. Throws `RangeError` for one that no node can have recorded. */
export function encodeBatch(batch: MetricBatch): Uint8Array {
  checkBatch(batch);
  const names = new NameTable();
  const body = new ByteWriter(4096);
  writeList(body, batch.seconds, (second) => writeSecond(body, names, second));
  writeList(body, batch.failures, (failure) => writeFailure(body, failure));
  writeList(body, batch.capped, (metric) => body.varint(names.numberOf(metric)));
  writeList(body, [...batch.customKinds], ([metric, kind]) => {
    body.varint(names.numberOf(metric));
    body.u8(kind === "histogram" ? 0 : 1);
  });
  const writer = new ByteWriter(body.length + 1024);
  writer.u8(MAGIC);
  writer.u8(FORMAT);
  writer.varint(batch.epoch);
  writer.varint(batch.seq);
  writer.text(boundedName(batch.nodeId));
  writeList(writer, names.all, (name) => writer.text(name));
  writer.bytes(body.finish());
  return writer.finish();
}

/** Decodes and validates a batch. Throws `CHANNEL_PROTOCOL`. */
export function decodeBatch(bytes: Uint8Array): MetricBatch {
  return guarded(() => {
    const reader = new ByteReader(bytes);
    const { epoch, seq } = readHeader(reader);
    const nodeId = reader.text(MAX_NAME_BYTES);
    const names = readList(reader, 1, () => reader.text(MAX_NAME_BYTES));
    const name = () => names[reader.varint()] ?? refuse("a name is not in the table");
    const seconds = readList(reader, 7, () => readSecond(reader, name));
    const failures = readList(reader, 12, () => readFailure(reader));
    const capped = readList(reader, 1, name);
    const kinds = readList(reader, 2, () => [name(), reader.u8() === 0 ? "histogram" : "counter"] as const);
    reader.expectEnd();
    const batch = { nodeId, epoch, seq, seconds, failures, capped, customKinds: uniqueMap(kinds) };
    checkBatch(batch);
    return batch;
  });
}

/** Epoch and number of a batch, without decoding the rest. Throws `CHANNEL_PROTOCOL`. */
export function peekBatchHeader(bytes: Uint8Array): { readonly epoch: number; readonly seq: number } {
  return guarded(() => readHeader(new ByteReader(bytes)));
}

/** Numbers all names, after {@link boundedName}, in the order of their first use. */
class NameTable {
  readonly #numbers = new Map<string, number>();

  numberOf(given: string): number {
    const known = this.#numbers.get(given);
    if (known !== undefined) return known;
    const name = boundedName(given);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(name, number);
    }
    return number;
  }

  get all(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}

function writeList<T>(writer: ByteWriter, items: readonly T[], write: (item: T) => void): void {
  writer.varint(items.length);
  for (const item of items) write(item);
}

function writeSecond(writer: ByteWriter, names: NameTable, second: SecondDelta): void {
  writer.varint(second.second);
  writer.varint(second.activeUsers);
  writer.u8((second.sick === undefined ? 0 : FLAG_SICK) | (second.busy ? FLAG_BUSY : 0));
  if (second.sick !== undefined) {
    writer.u8(SICK_CAUSES.indexOf(second.sick));
    writer.varint(second.sickUsers);
  }
  writeTable(writer, names, second.histograms, (sketch) => sketch.write(writer));
  writeTable(writer, names, second.sickHistograms, (sketch) => sketch.write(writer));
  writeTable(writer, names, second.counters, (value) => writer.f64(value));
  writeList(writer, [...second.gauges], ([metric, value]) => {
    writer.varint(names.numberOf(metric));
    writer.f64(value);
  });
}

function writeTable<T>(
  writer: ByteWriter,
  names: NameTable,
  table: ReadonlyMap<string, ReadonlyMap<string, T>>,
  write: (value: T) => void,
): void {
  writeList(writer, [...table], ([metric, byDimension]) => {
    writer.varint(names.numberOf(metric));
    writeList(writer, [...byDimension], ([dimension, value]) => {
      writer.varint(names.numberOf(dimension));
      write(value);
    });
  });
}

function writeFailure(writer: ByteWriter, failure: FailureDelta): void {
  writer.text(boundedName(failure.signature));
  writer.text(boundedName(failure.category));
  writer.varint(failure.count);
  writer.f64(failure.firstOffsetMs);
  writer.text(failure.sample === undefined ? "" : JSON.stringify(boundedFailure(failure.sample)));
}

function readHeader(reader: ByteReader): { readonly epoch: number; readonly seq: number } {
  if (reader.u8() !== MAGIC || reader.u8() !== FORMAT) refuse("it is not a batch of this format");
  const [epoch, seq] = [reader.varint(), reader.varint()];
  if (epoch < 1 || seq < 1) refuse("its number is out of range");
  return { epoch, seq };
}

function readList<T>(reader: ByteReader, leastBytes: number, read: () => T): T[] {
  const count = reader.count(leastBytes);
  const items: T[] = [];
  for (let at = 0; at < count; at++) items.push(read());
  return items;
}

function readSecond(reader: ByteReader, name: () => string): SecondDelta {
  const [second, activeUsers, flags] = [reader.varint(), reader.varint(), reader.u8()];
  const sick = (flags & FLAG_SICK) === 0 ? undefined : (SICK_CAUSES[reader.u8()] ?? refuse("a cause is unknown"));
  const sickUsers = sick === undefined ? 0 : reader.varint();
  const histograms: SketchTable = readTable(reader, name, () => Sketch.read(reader));
  const sickHistograms: SketchTable = readTable(reader, name, () => Sketch.read(reader));
  const counters: CounterTable = readTable(reader, name, () => reader.f64());
  const gauges = uniqueMap(readList(reader, 9, () => [name(), reader.f64()] as const));
  if (flags > (FLAG_SICK | FLAG_BUSY)) refuse("a flag is unknown");
  return { second, histograms, sickHistograms, counters, gauges, activeUsers, sick, sickUsers, busy: (flags & FLAG_BUSY) !== 0 };
}

function readTable<T>(reader: ByteReader, name: () => string, read: () => T): ReadonlyMap<string, ReadonlyMap<string, T>> {
  return uniqueMap(readList(reader, 2, () => [name(), uniqueMap(readList(reader, 3, () => [name(), read()] as const))] as const));
}

function readFailure(reader: ByteReader): FailureDelta {
  const [signature, category] = [reader.text(MAX_NAME_BYTES), reader.text(MAX_NAME_BYTES)];
  const [count, firstOffsetMs] = [reader.varint(), reader.f64()];
  const json = reader.text(MAX_SAMPLE_BYTES);
  return { signature, category, count, firstOffsetMs, sample: json === "" ? undefined : sampleOf(JSON.parse(json)) };
}

function sampleOf(value: unknown): FailureSample {
  if (typeof value !== "object" || value === null) refuse("a failure has no sample");
  const texts = ["category", "message", "signature", "operation", "page", "stack", "screenshot"] as const;
  const numbers = ["step", "userId"] as const;
  const known: Record<string, string | number> = {};
  const from = value as Record<string, unknown>;
  for (const key of texts)
    if (from[key] !== undefined) known[key] = typeof from[key] === "string" ? from[key] : refuse(`a failure's ${key} is no text`);
  for (const key of numbers)
    if (from[key] !== undefined) known[key] = isCount(from[key]) ? from[key] : refuse(`a failure's ${key} is not a count`);
  if (known.category === undefined || known.message === undefined) refuse("a failure has no message");
  return { ...known, ...causesOf(from.likelyCauses) } as unknown as FailureSample;
}

function causesOf(value: unknown): Pick<FailureSample, "likelyCauses"> {
  if (value === undefined) return {};
  const isList = Array.isArray(value) && value.length <= MAX_ITEMS && value.every((cause) => typeof cause === "string");
  return isList ? { likelyCauses: value as string[] } : refuse("a failure's causes are not a list of texts");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function refuse(why: string): never {
  throw new RangeError(why);
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new LiveLoadError("CHANNEL_PROTOCOL", `a metric batch is malformed: ${messageOf(error)}`, { cause: error });
  }
}
