import { ByteReader, ByteWriter } from "../base/bytes.js";
import { indexOf, indexOrZero, MAX_INDEX, MIN_INDEX, MIN_INDEXED_VALUE, middleOf } from "./bin-mapping.js";
import { BinStore } from "./bin-store.js";

/** The figures of a {@link Sketch}; quantiles are within {@link RELATIVE_ACCURACY}. */
export interface SketchSummary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
}

export { RELATIVE_ACCURACY } from "./bin-mapping.js";

const FORMAT_VERSION = 1;
/** Relative error allowed for a decoded sum. Sums are compensated, so their error is far smaller. */
const SUM_TOLERANCE = 1e-9;
/** An encoded bin is a gap and a count, at least a byte each. */
const MIN_BIN_SIZE_BYTES = 2;

/**
 * A distribution of values ≥ 0 that gives any quantile within 1 %. Count, minimum and maximum are exact; merging is lossless in
 * any order. A page's metric takes a few hundred bytes; the number of bins is bounded by the range of doubles.
 */
export class Sketch {
  #bins = new BinStore();
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  /** Rounding error in `#sum`, to be subtracted (Kahan summation). */
  #sumExcess = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** The number of values. */
  get count(): number {
    return this.#count;
  }

  /** The sum of all values, within a relative error of 1e-9; at most the largest double. */
  get sum(): number {
    return this.#sum - this.#sumExcess;
  }

  /** The smallest value, exact; `Infinity` when empty. */
  get min(): number {
    return this.#min;
  }

  /** The largest value, exact; 0 when empty. */
  get max(): number {
    return this.#max;
  }

  /** The number of values that were 0. */
  get zeroCount(): number {
    return this.#zeroCount;
  }

  /** The other values in ascending order, by bin: a value within {@link RELATIVE_ACCURACY} of all in the bin, and their number. */
  bins(): readonly (readonly [value: number, count: number])[] {
    return this.#bins.toPairs().map(([index, count]) => [middleOf(index), count]);
  }

  /** The arithmetic mean; `undefined` when empty. */
  get mean(): number | undefined {
    return this.isEmpty ? undefined : this.#clamp(this.sum / this.#count);
  }

  /** Whether no value was added yet. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /**
   * Adds a value, `count` times.
   * @throws RangeError when the value is negative, NaN or infinite, or `count` is not a positive integer, or 2^53 - 1 is exceeded
   */
  add(value: number, count = 1): void {
    if (!(value >= 0 && value <= Number.MAX_VALUE))
      throw new RangeError(`A sketch takes finite values of at least 0, not ${value}.`);
    if (!(Number.isSafeInteger(count) && count > 0))
      throw new RangeError(`A value is added a whole number of times, not ${count}.`);
    this.#addToCount(count);
    if (value < MIN_INDEXED_VALUE) this.#zeroCount += count;
    else this.#bins.add(indexOf(value), count);
    this.#addToSum(value * count);
    if (value < this.#min) this.#min = Math.abs(value); // Math.abs: no negative zero
    if (value > this.#max) this.#max = Math.abs(value);
  }

  /**
   * Adds the values of another sketch, which is not changed.
   * @throws RangeError when the count would exceed 2^53 - 1; nothing is changed then
   */
  merge(other: Sketch): void {
    if (other.isEmpty) return;
    this.#addToCount(other.#count);
    this.#bins.addAll(other.#bins);
    this.#zeroCount += other.#zeroCount;
    this.#addToSum(other.sum);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** An independent copy. */
  clone(): Sketch {
    const copy = new Sketch();
    copy.#bins = this.#bins.clone();
    copy.#zeroCount = this.#zeroCount;
    copy.#count = this.#count;
    copy.#sum = this.#sum;
    copy.#sumExcess = this.#sumExcess;
    copy.#min = this.#min;
    copy.#max = this.#max;
    return copy;
  }

  /**
   * The value of rank floor(q · (count - 1)) in ascending order, within {@link RELATIVE_ACCURACY}, and exact for the first and the
   * last rank. `undefined` when empty.
   * @param q from 0 to 1
   * @throws RangeError when `q` is outside that range
   */
  quantile(q: number): number | undefined {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile is between 0 and 1, not ${q}.`);
    if (this.isEmpty) return undefined;
    const rank = Math.floor(q * (this.#count - 1));
    if (rank === 0) return this.#min;
    if (rank === this.#count - 1) return this.#max;
    if (rank < this.#zeroCount) return this.#clamp(0);
    const index = this.#bins.indexAtRank(rank - this.#zeroCount);
    return index === undefined ? this.#max : this.#clamp(middleOf(index));
  }

  /** The figures of a report; `undefined` when empty. */
  summary(): SketchSummary | undefined {
    if (this.isEmpty) return undefined;
    const at = (q: number): number => this.quantile(q) ?? this.#max;
    const { count, sum, min, max } = this;
    return { count, sum, min, max, p50: at(0.5), p75: at(0.75), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999) };
  }

  /** Encodes the sketch in a few bytes per bin, in the format of {@link write}. */
  encode(): Uint8Array {
    const writer = new ByteWriter();
    this.write(writer);
    return writer.finish();
  }

  /**
   * Decodes the bytes of {@link encode}.
   * @throws RangeError when the bytes are not exactly one sketch
   */
  static decode(bytes: Uint8Array): Sketch {
    const reader = new ByteReader(bytes);
    const sketch = Sketch.read(reader);
    reader.expectEnd();
    return sketch;
  }

  /** {@link encode} as base64, for JSON. */
  toBase64(): string {
    return Buffer.from(this.encode()).toString("base64");
  }

  /**
   * Decodes the text of {@link toBase64}.
   * @throws RangeError when the text is not the base64 of a sketch
   */
  static fromBase64(text: string): Sketch {
    const bytes = Buffer.from(text, "base64");
    if (bytes.toString("base64") !== text) throw new RangeError("The text of a sketch is not base64.");
    return Sketch.decode(bytes);
  }

  /**
   * Appends the sketch: u8 version and varint count; unless the count is 0, also f64 sum, min and max, varint count of zeros,
   * varint number of bins, and for each bin a varint gap after the previous bin (the first: after {@link MIN_INDEX} - 1) and a
   * varint count.
   */
  write(writer: ByteWriter): void {
    writer.u8(FORMAT_VERSION);
    writer.varint(this.#count);
    if (this.isEmpty) return;
    writer.f64(this.sum);
    writer.f64(this.#min);
    writer.f64(this.#max);
    writer.varint(this.#zeroCount);
    const bins = this.#bins.toPairs();
    writer.varint(bins.length);
    let previous = MIN_INDEX - 1;
    for (const [index, count] of bins) {
      writer.varint(index - previous - 1);
      writer.varint(count);
      previous = index;
    }
  }

  /**
   * Reads a sketch that {@link write} appended, and nothing after it.
   * @throws RangeError when the bytes are not a sketch, or its figures contradict each other
   */
  static read(reader: ByteReader): Sketch {
    const version = reader.u8();
    if (version !== FORMAT_VERSION) throw new RangeError(`The sketch format ${version} is unknown.`);
    const sketch = new Sketch();
    sketch.#count = reader.varint();
    if (sketch.isEmpty) return sketch;
    sketch.#sum = reader.f64();
    sketch.#min = reader.f64();
    sketch.#max = reader.f64();
    sketch.#zeroCount = reader.varint();
    const ends = sketch.#readBins(reader);
    sketch.#requireConsistent(ends);
    return sketch;
  }

  /** Reads the bins, whose counts must add up. Returns the first and the last index. */
  #readBins(reader: ByteReader): BinEnds {
    const ends = { first: MIN_INDEX - 1, last: MIN_INDEX - 1 };
    let left = this.#count - this.#zeroCount;
    for (let bins = reader.count(MIN_BIN_SIZE_BYTES); bins > 0; bins--) {
      const index = ends.last + 1 + reader.varint();
      const count = reader.varint();
      if (index > MAX_INDEX) throw new RangeError(`The bin ${index} of a sketch is out of range.`);
      if (count === 0) throw new RangeError(`The bin ${index} of a sketch is empty.`);
      if (ends.first < MIN_INDEX) ends.first = index;
      ends.last = index;
      left -= count;
      if (left < 0) break;
      this.#bins.add(index, count);
    }
    if (left !== 0) throw new RangeError("The counts of a sketch's bins do not add up to its count.");
    return ends;
  }

  #requireConsistent(ends: BinEnds): void {
    const sum = this.#sum;
    const mean = sum / this.#count;
    if (!(this.#min >= 0 && this.#min <= this.#max && this.#max <= Number.MAX_VALUE)) {
      throw new RangeError("The minimum and maximum of a sketch are not a range of finite values from 0.");
    }
    const lowest = this.#zeroCount > 0 ? MIN_INDEX - 1 : ends.first;
    if (!isNear(indexOrZero(this.#min), lowest) || !isNear(indexOrZero(this.#max), ends.last)) {
      throw new RangeError("The minimum and maximum of a sketch are not in its outermost bins.");
    }
    const saturated = sum === Number.MAX_VALUE;
    const tooHigh = mean > this.#max * (1 + SUM_TOLERANCE);
    if (!Number.isFinite(sum) || tooHigh || (mean < this.#min * (1 - SUM_TOLERANCE) && !saturated)) {
      throw new RangeError("The sum of a sketch does not match its values.");
    }
  }

  #addToCount(count: number): void {
    const total = this.#count + count;
    if (total > Number.MAX_SAFE_INTEGER) throw new RangeError("A sketch counts no more than 2^53 - 1 values.");
    this.#count = total;
  }

  #addToSum(amount: number): void {
    const corrected = amount - this.#sumExcess;
    const total = this.#sum + corrected;
    const overflows = total > Number.MAX_VALUE;
    this.#sumExcess = overflows ? 0 : total - this.#sum - corrected;
    this.#sum = overflows ? Number.MAX_VALUE : total;
  }

  #clamp(value: number): number {
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}

/** The first and last index of the bins; below {@link MIN_INDEX} when there are none. */
interface BinEnds {
  readonly first: number;
  readonly last: number;
}

/** The logarithm of another processor can differ in the last bit and put a value at a border into the next bin. */
function isNear(index: number, other: number): boolean {
  return Math.abs(index - other) <= 1;
}
