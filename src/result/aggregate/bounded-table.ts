import { OTHER_DIMENSION } from "../../telemetry/metrics.js";

/** Combines two values of a table. Must be commutative, and must not change `value`. */
export type Merge<T> = (into: T | undefined, value: T) => T;

/** The largest values of a table, and all others merged into one. */
export interface TopValues<T> {
  readonly top: readonly (readonly [key: string, value: T])[];
  readonly rest: T | undefined;
}

/**
 * Values by key, with at most `limit` distinct keys. Beyond the limit, the alphabetically last keys are merged into the
 * rest and stay there, so the outcome depends on which keys were added, not on their order.
 */
export class BoundedTable<T> {
  readonly #limit: number;
  readonly #merge: Merge<T>;
  readonly #values = new Map<string, T>();
  #rest: T | undefined;
  /** The alphabetically last key, while the table is full. */
  #lastKey: string | undefined;

  constructor(limit: number, merge: Merge<T>) {
    this.#limit = limit;
    this.#merge = merge;
  }

  /** Adds to the value of a key, or to the rest when the table is full or the key stands for the rest. */
  add(key: string, value: T): void {
    if (key === OTHER_DIMENSION) this.#rest = this.#merge(this.#rest, value);
    else if (this.#values.has(key) || this.#values.size < this.#limit)
      this.#values.set(key, this.#merge(this.#values.get(key), value));
    else this.#addToFull(key, value);
  }

  /** The value of a distinct key; `undefined` if it was merged into the rest. */
  get(key: string): T | undefined {
    return key === OTHER_DIMENSION ? this.#rest : this.#values.get(key);
  }

  /** All distinct keys. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** Every value, including the rest. */
  values(): readonly T[] {
    return this.#rest === undefined ? [...this.#values.values()] : [...this.#values.values(), this.#rest];
  }

  /** The `count` heaviest values, heaviest first and then by name; all others are merged into the rest. */
  top(count: number, weight: (value: T) => number): TopValues<T> {
    const ranked = [...this.#values].sort(([a, x], [b, y]) => weight(y) - weight(x) || compare(a, b));
    let rest = this.#rest === undefined ? undefined : this.#merge(undefined, this.#rest);
    for (const [, value] of ranked.slice(count)) rest = this.#merge(rest, value);
    return { top: ranked.slice(0, count), rest };
  }

  #addToFull(key: string, value: T): void {
    this.#lastKey ??= [...this.#values.keys()].reduce((last, candidate) => (compare(candidate, last) > 0 ? candidate : last));
    const last = this.#lastKey;
    if (compare(key, last) > 0) {
      this.#rest = this.#merge(this.#rest, value);
      return;
    }
    const evicted = this.#values.get(last);
    this.#values.delete(last);
    if (evicted !== undefined) this.#rest = this.#merge(this.#rest, evicted);
    this.#values.set(key, this.#merge(undefined, value));
    this.#lastKey = undefined;
  }
}

/** Compares by code units, so that the order does not depend on the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
