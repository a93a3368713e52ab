import { OTHER_DIMENSION } from "../../telemetry/metrics.js";

/** How the values of a table are put together: must not depend on the order, and must leave `value` as it is. */
export type Merge<T> = (into: T | undefined, value: T) => T;

/** The greatest values of a table, and all others in one. */
export interface TopValues<T> {
  readonly top: readonly (readonly [key: string, value: T])[];
  readonly rest: T | undefined;
}

/**
 * Values by key, of which at most `limit` are told apart. Over the limit the keys that come last in the alphabet go into
 * the rest, and stay there: so what is told apart depends on all keys that came, and not on the order in which they did.
 */
export class BoundedTable<T> {
  readonly #limit: number;
  readonly #merge: Merge<T>;
  readonly #values = new Map<string, T>();
  #rest: T | undefined;
  /** The last key in the alphabet, while the table is full. */
  #lastKey: string | undefined;

  constructor(limit: number, merge: Merge<T>) {
    this.#limit = limit;
    this.#merge = merge;
  }

  /** Adds to the value of a key; to the rest when there is no room, or the key itself stands for the rest. */
  add(key: string, value: T): void {
    if (key === OTHER_DIMENSION) this.#rest = this.#merge(this.#rest, value);
    else if (this.#values.has(key) || this.#values.size < this.#limit)
      this.#values.set(key, this.#merge(this.#values.get(key), value));
    else this.#addToFull(key, value);
  }

  /** The value of a key that is told apart. */
  get(key: string): T | undefined {
    return key === OTHER_DIMENSION ? this.#rest : this.#values.get(key);
  }

  /** All keys that are told apart. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** Every value, that of the rest too. */
  values(): readonly T[] {
    return this.#rest === undefined ? [...this.#values.values()] : [...this.#values.values(), this.#rest];
  }

  /** The `count` values of most weight, heaviest first and then by name; what is left goes into the rest. */
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

/** By code units, so that the order is the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
