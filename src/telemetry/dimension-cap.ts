import { boundedName } from "./bounded-name.js";
import { OTHER_DIMENSION } from "./metrics.js";

/** How many values of a dimension are recorded; further values are counted as `other`. */
export const MAX_DIMENSION_VALUES = 200;

/** Limits the number and the length of a metric's dimension values. */
export class DimensionCap {
  readonly #limit: number;
  readonly #seen = new Map<string, Set<string>>();
  readonly #overflowed = new Set<string>();

  constructor(limit = MAX_DIMENSION_VALUES) {
    this.#limit = limit;
  }

  /** The dimension value to record: the given one, shortened by {@link boundedName}, or `other`. */
  admit(metric: string, given: string): string {
    let values = this.#seen.get(metric);
    if (values === undefined) {
      values = new Set();
      this.#seen.set(metric, values);
    }
    // A value that was admitted before needs no shortening.
    if (values.has(given) || given === OTHER_DIMENSION) return given;
    const value = boundedName(given);
    if (values.has(value)) return value;
    if (values.size >= this.#limit) {
      this.#overflowed.add(metric);
      return OTHER_DIMENSION;
    }
    values.add(value);
    return value;
  }

  /** The metrics that have had more values than the limit. */
  get overflowed(): readonly string[] {
    return [...this.#overflowed];
  }
}
