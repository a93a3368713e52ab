import { ByteReader, ByteWriter } from "../base/bytes.js";
import { indexOf, indexOrZero, MAX_INDEX, MIN_INDEX, MIN_INDEXED_VALUE, middleOf } from "./bin-mapping.js";
import { BinStore } from "./bin-store.js";

/** Figures of a {@link Sketch}. */
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
/** Sums are compensated, so what they lack is far below this share. */
const SUM_TOLERANCE = 1e-9;
/** A bin is a gap and a count, a byte each at least. */
const MIN_BIN_SIZE_BYTES = 2;

/**
 * A distribution of values ≥ 0 from which any quantile can be had within 1 %: count, minimum and maximum are exact, merging loses
 * nothing in any order. A few hundred bytes for what one page shows, never more than the range of doubles has bins.
 */
export class Sketch {
  #bins = new BinStore();
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  /** What rounding added to `#sum` too much (Kahan). */
  #sumExcess = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** How many values were added. */
  get count(): number {
    return this.#count;
  }

  /** The sum of all values, to 1e-9 of itself; at most the greatest double. */
  get sum(): number {
    return this.#sum - this.#sumExcess;
  }

  /** The least value, exact; `Infinity` when empty. */
  get min(): number {
    return this.#min;
  }

  /** The greatest value, exact; 0 when empty. */
  get max(): number {
    return this.#max;
  }

  /** How many of the values were 0. */
  get zeroCount(): number {
    return this.#zeroCount;
  }

  /** All other values, ascending: a value that is within {@link RELATIVE_ACCURACY} of each in its bin, and how many there are. */
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
    if (!(value >= 0 && value <= Number.MAX_VALUE)) throw new RangeError(`A sketch takes finite values from 0 on, not ${value}.`);
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
   * Adds all that another sketch holds, which stays as it is.
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
   * The value of rank floor(q · (count - 1)) in ascending order, within {@link RELATIVE_ACCURACY}; exact for the first and the last
   * rank; `undefined` when empty.
   * @param q from 0 to 1
   * @throws RangeError when `q` is outside
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

  /** The usual figures; `undefined` when empty. */
  summary(): SketchSummary | undefined {
    if (this.isEmpty) return undefined;
    const at = (q: number): number => this.quantile(q) ?? this.#max;
    const { count, sum, min, max } = this;
    return { count, sum, min, max, p50: at(0.5), p75: at(0.75), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999) };
  }

  /** The whole sketch in a few bytes per bin, as {@link write} writes it. */
  encode(): Uint8Array {
    const writer = new ByteWriter();
    this.write(writer);
    return writer.finish();
  }

  /**
   * The sketch that {@link encode} made these bytes of.
   * @throws RangeError when they are no sketch, or anything follows it
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
   * Mirror of {@link toBase64}.
   * @throws RangeError when the text is not the base64 of a sketch
   */
  static fromBase64(text: string): Sketch {
    const bytes = Buffer.from(text, "base64");
    if (bytes.toString("base64") !== text) throw new RangeError("The text of a sketch is not base64.");
    return Sketch.decode(bytes);
  }

  /**
   * Appends the sketch: u8 version, varint count; unless that is 0: f64 sum, min and max, varint count of zeros, varint number of
   * bins, and for each bin the varint distance from the one before (the first from the lowest index there is) and the varint count.
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
   * Reads what {@link write} appended and leaves what follows.
   * @throws RangeError when the bytes are no sketch, or one whose figures contradict each other
   */
  static read(reader: ByteReader): Sketch {
    const version = reader.u8();
    if (version !== FORMAT_VERSION) throw new RangeError(`A sketch of format ${version} is unknown here.`);
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

  /** Reads the bins, whose counts have to add up; returns the first and the last index. */
  #readBins(reader: ByteReader): BinEnds {
    const ends = { first: MIN_INDEX - 1, last: MIN_INDEX - 1 };
    let left = this.#count - this.#zeroCount;
    for (let bins = reader.count(MIN_BIN_SIZE_BYTES); bins > 0; bins--) {
      const index = ends.last + 1 + reader.varint();
      const count = reader.varint();
      if (index > MAX_INDEX) throw new RangeError(`A sketch has no bin ${index}.`);
      if (count === 0) throw new RangeError(`Bin ${index} of a sketch is there, but empty.`);
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
      throw new RangeError("The minimum and maximum of a sketch are no range of finite values from 0 on.");
    }
    const lowest = this.#zeroCount > 0 ? MIN_INDEX - 1 : ends.first;
    if (!isNear(indexOrZero(this.#min), lowest) || !isNear(indexOrZero(this.#max), ends.last)) {
      throw new RangeError("The minimum and maximum of a sketch are not in its outermost bins.");
    }
    const saturated = sum === Number.MAX_VALUE;
    const tooHigh = mean > this.#max * (1 + SUM_TOLERANCE);
    if (!Number.isFinite(sum) || tooHigh || (mean < this.#min * (1 - SUM_TOLERANCE) && !saturated)) {
      throw new RangeError("The sum of a sketch is not one that its values can have.");
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

/** The outermost indexes of the bins; below the lowest index there is when there are none. */
interface BinEnds {
  readonly first: number;
  readonly last: number;
}

/** Another processor's logarithm may differ in the last bit, and so put a value on a border into the next bin. */
function isNear(index: number, other: number): boolean {
  return Math.abs(index - other) <= 1;
}
