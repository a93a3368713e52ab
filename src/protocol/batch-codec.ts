import { ByteReader, ByteWriter } from "../base/bytes.js";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { CounterTable, FailureDelta, SecondDelta, SketchTable } from "../telemetry/delta.js";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { Sketch } from "../telemetry/sketch.js";
import type { FailureSample } from "../telemetry/telemetry-sink.js";
import type { MetricBatch } from "./batch.js";

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
 */
const MAGIC = 0x4c;
const FORMAT = 2;
const MAX_NAME_BYTES = 1024;
const MAX_FAILURE_BYTES = 65_536;
const [FLAG_SICK, FLAG_BUSY] = [1, 2];

/** The batch as bytes. */
export function encodeBatch(batch: MetricBatch): Uint8Array {
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
  writer.text(batch.nodeId);
  writeList(writer, names.all, (name) => writer.text(name));
  writer.bytes(body.finish());
  return writer.finish();
}

/** The batch that the bytes stand for; validates everything. Throws `CHANNEL_PROTOCOL`. */
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
    return { nodeId, epoch, seq, seconds, failures, capped, customKinds: new Map(kinds) };
  });
}

/** Epoch and number of a batch, without looking further. Throws `CHANNEL_PROTOCOL`. */
export function peekBatchHeader(bytes: Uint8Array): { readonly epoch: number; readonly seq: number } {
  return guarded(() => readHeader(new ByteReader(bytes)));
}

/** Gives every name a number, in the order of their first use. */
class NameTable {
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
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
  writer.text(failure.signature);
  writer.text(failure.category);
  writer.varint(failure.count);
  writer.f64(failure.firstOffsetMs);
  writer.text(failure.sample === undefined ? "" : JSON.stringify(failure.sample));
}

function readHeader(reader: ByteReader): { readonly epoch: number; readonly seq: number } {
  if (reader.u8() !== MAGIC || reader.u8() !== FORMAT) refuse("it is no batch of this format");
  const [epoch, seq] = [reader.varint(), reader.varint()];
  if (epoch < 1 || seq < 1) refuse("its number is out of range");
  return { epoch, seq };
}

function readList<T>(reader: ByteReader, leastBytes: number, read: () => T): T[] {
  return Array.from({ length: reader.count(leastBytes) }, read);
}

function readSecond(reader: ByteReader, name: () => string): SecondDelta {
  const [second, activeUsers, flags] = [reader.varint(), reader.varint(), reader.u8()];
  const sick = (flags & FLAG_SICK) === 0 ? undefined : (SICK_CAUSES[reader.u8()] ?? refuse("a cause is unknown"));
  const sickUsers = sick === undefined ? 0 : reader.varint();
  if (sickUsers > activeUsers) refuse("more users were in a sick second than were active");
  const histograms: SketchTable = readTable(reader, name, () => Sketch.read(reader));
  const sickHistograms: SketchTable = readTable(reader, name, () => Sketch.read(reader));
  const counters: CounterTable = readTable(reader, name, () => finite(reader));
  const gauges = new Map(readList(reader, 9, () => [name(), finite(reader)] as const));
  return { second, histograms, sickHistograms, counters, gauges, activeUsers, sick, sickUsers, busy: (flags & FLAG_BUSY) !== 0 };
}

function readTable<T>(reader: ByteReader, name: () => string, read: () => T): ReadonlyMap<string, ReadonlyMap<string, T>> {
  return new Map(readList(reader, 2, () => [name(), new Map(readList(reader, 3, () => [name(), read()] as const))] as const));
}

function readFailure(reader: ByteReader): FailureDelta {
  const [signature, category, count, firstOffsetMs] = [
    reader.text(MAX_FAILURE_BYTES),
    reader.text(MAX_NAME_BYTES),
    reader.varint(),
    finite(reader),
  ];
  const json = reader.text(MAX_FAILURE_BYTES);
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
    if (from[key] !== undefined)
      known[key] = Number.isSafeInteger(from[key]) ? (from[key] as number) : refuse(`a failure's ${key} is no number`);
  if (known.category === undefined || known.message === undefined) refuse("a failure has no message");
  return known as unknown as FailureSample;
}

function finite(reader: ByteReader): number {
  const value = reader.f64();
  return Number.isFinite(value) ? value : refuse("a number is not finite");
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
