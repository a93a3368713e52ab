import { ByteReader, ByteWriter } from "../base/bytes.js";

/** Every quantile is within this share of the true value. */
export const RELATIVE_ACCURACY = 0.01;

/*
 * DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees",
 * VLDB 2019). Bin i holds the values in (γ^(i-1), γ^i] with γ = (1 + α) / (1 - α); its estimate 2γ^i / (γ + 1) is within
 * α of each of them. Values below the smallest that is told apart from zero have a bin of their own.
 */
const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const PER_LOG = 1 / Math.log(GAMMA);
const SMALLEST = 1e-9;
const MIN_INDEX = Math.ceil(Math.log(SMALLEST) * PER_LOG);
const MAX_INDEX = Math.ceil(Math.log(Number.MAX_VALUE) * PER_LOG);
const FORMAT = 1;

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

/**
 * A histogram of values ≥ 0 from which any quantile can be had within 1 %. Merging is lossless and the order does not
 * matter: bins, count, min and max exactly, the sum but for rounding. At most a few hundred bins for real data.
 */
export class Sketch {
  #bins = new Float64Array(0);
  /** Index of `#bins[0]`. */
  #offset = 0;
  #zeros = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The least value; `Infinity` when empty. */
  get min(): number {
    return this.#min;
  }

  /** The greatest value; 0 when empty. */
  get max(): number {
    return this.#max;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Adds a value `times` times. Throws `RangeError` for a negative or not finite value. */
  add(value: number, times = 1): void {
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
      throw new RangeError(`a sketch takes finite values from 0 on, not ${value}`);
    if (value < SMALLEST) this.#zeros += times;
    else this.#addToBin(Math.ceil(Math.log(value) * PER_LOG), times);
    this.#count += times;
    this.#sum += value * times;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds everything that is in `other`, which stays as it is. */
  merge(other: Sketch): void {
    if (other.#count === 0) return;
    if (other.#bins.length > 0) this.#cover(other.#offset, other.#offset + other.#bins.length - 1);
    const shift = other.#offset - this.#offset;
    for (let at = 0; at < other.#bins.length; at += 1) {
      const times = other.#bins[at] ?? 0;
      if (times > 0) this.#bins[at + shift] = (this.#bins[at + shift] ?? 0) + times;
    }
    this.#zeros += other.#zeros;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value of rank floor(q · (n - 1)), within 1 %; exact for q = 0 and q = 1; `undefined` when empty. */
  quantile(q: number): number | undefined {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`);
    if (this.#count === 0) return undefined;
    if (q === 0) return this.#min;
    if (q === 1) return this.#max;
    const rank = Math.floor(q * (this.#count - 1));
    let seen = this.#zeros;
    if (rank < seen) return this.#clamp(0);
    for (let at = 0; at < this.#bins.length; at += 1) {
      seen += this.#bins[at] ?? 0;
      if (rank < seen) return this.#clamp((2 * GAMMA ** (this.#offset + at)) / (GAMMA + 1));
    }
    return this.#max;
  }

  clone(): Sketch {
    const copy = new Sketch();
    copy.merge(this);
    return copy;
  }

  /** The usual figures; `undefined` when empty. */
  summary(): SketchSummary | undefined {
    if (this.#count === 0) return undefined;
    const at = (q: number) => this.quantile(q) ?? this.#max;
    const { count, sum, min, max } = this;
    return { count, sum, min, max, p50: at(0.5), p75: at(0.75), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999) };
  }

  /** Writes the sketch: format, sum, min, max, zeros, then the bins that hold something as (distance, count). */
  write(writer: ByteWriter): void {
    writer.u8(FORMAT);
    writer.f64(this.#sum);
    writer.f64(this.#min);
    writer.f64(this.#max);
    writer.varint(this.#zeros);
    const used: number[] = [];
    for (let at = 0; at < this.#bins.length; at += 1) if ((this.#bins[at] ?? 0) > 0) used.push(at);
    writer.varint(used.length);
    let before = 0;
    for (const at of used) {
      const index = this.#offset + at;
      writer.signedVarint(index - before);
      writer.varint(this.#bins[at] ?? 0);
      before = index;
    }
  }

  /** Reads what {@link write} wrote. Throws `RangeError` on bytes that no sketch can have written. */
  static read(reader: ByteReader): Sketch {
    if (reader.u8() !== FORMAT) throw new RangeError("a sketch has an unknown format");
    const sketch = new Sketch();
    sketch.#sum = reader.f64();
    sketch.#min = reader.f64();
    sketch.#max = reader.f64();
    sketch.#zeros = reader.varint();
    sketch.#count = sketch.#zeros;
    const bins = sketch.#readBins(reader);
    const [first, last] = [bins[0], bins.at(-1)];
    if (first !== undefined && last !== undefined) sketch.#cover(first.index, last.index);
    for (const { index, times } of bins) sketch.#bins[index - sketch.#offset] = times;
    sketch.#check();
    return sketch;
  }

  /** The sketch as bytes. */
  encode(): Uint8Array {
    const writer = new ByteWriter(64);
    this.write(writer);
    return writer.finish();
  }

  /** The sketch that {@link encode} made these bytes of. Throws `RangeError`. */
  static decode(bytes: Uint8Array): Sketch {
    const reader = new ByteReader(bytes);
    const sketch = Sketch.read(reader);
    reader.expectEnd();
    return sketch;
  }

  /** The encoded sketch as text. */
  toBase64(): string {
    return Buffer.from(this.encode()).toString("base64");
  }

  /** The sketch that {@link toBase64} made this text of. Throws `RangeError`. */
  static fromBase64(text: string): Sketch {
    return Sketch.decode(Buffer.from(text, "base64"));
  }

  #readBins(reader: ByteReader): readonly { readonly index: number; readonly times: number }[] {
    const bins: { index: number; times: number }[] = [];
    let index = 0;
    for (let left = reader.count(2); left > 0; left -= 1) {
      const distance = reader.signedVarint();
      if (bins.length > 0 && distance <= 0) throw new RangeError("the bins of a sketch are out of order");
      index += distance;
      const times = reader.varint();
      if (index < MIN_INDEX || index > MAX_INDEX || times === 0) throw new RangeError("a bin of a sketch is out of range");
      this.#count += times;
      bins.push({ index, times });
    }
    return bins;
  }

  #check(): void {
    const empty = this.#count === 0;
    const figures = empty
      ? this.#sum === 0 && this.#min === Number.POSITIVE_INFINITY && this.#max === 0
      : this.#min >= 0 && this.#min <= this.#max && Number.isFinite(this.#max) && this.#sum >= 0;
    if (!figures || !Number.isSafeInteger(this.#count)) throw new RangeError("the figures of a sketch contradict each other");
  }

  #addToBin(index: number, times: number): void {
    const at = index - this.#offset;
    if (at >= 0 && at < this.#bins.length) {
      this.#bins[at] = (this.#bins[at] ?? 0) + times;
      return;
    }
    this.#cover(index, index);
    this.#bins[index - this.#offset] = (this.#bins[index - this.#offset] ?? 0) + times;
  }

  /** Makes room for the bins `first` to `last`. */
  #cover(first: number, last: number): void {
    const length = this.#bins.length;
    if (length > 0 && first >= this.#offset && last < this.#offset + length) return;
    const from = length === 0 ? first : Math.min(first, this.#offset);
    const to = length === 0 ? last : Math.max(last, this.#offset + length - 1);
    const slack = length === 0 ? 0 : 16;
    const offset = from < this.#offset ? from - slack : from;
    const grown = new Float64Array(to + slack + 1 - offset);
    if (length > 0) grown.set(this.#bins, this.#offset - offset);
    this.#bins = grown;
    this.#offset = offset;
  }

  #clamp(value: number): number {
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}
