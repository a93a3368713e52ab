import { boundedName } from "./bounded-name.js";
import { OTHER_DIMENSION } from "./metrics.js";

/** Values of a dimension that are told apart; the rest is counted as `other`. */
export const MAX_DIMENSION_VALUES = 200;

/** Keeps the number of a metric's dimension values bounded, and their length. */
export class DimensionCap {
  readonly #limit: number;
  readonly #seen = new Map<string, Set<string>>();
  readonly #overflowed = new Set<string>();

  constructor(limit = MAX_DIMENSION_VALUES) {
    this.#limit = limit;
  }

  /** The dimension value to record under: the one given, as {@link boundedName} has it, or `other`. */
  admit(metric: string, given: string): string {
    let values = this.#seen.get(metric);
    if (values === undefined) {
      values = new Set();
      this.#seen.set(metric, values);
    }
    // What was admitted before needs no second look.
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

  /** The metrics that have had more values than are told apart. */
  get overflowed(): readonly string[] {
    return [...this.#overflowed];
  }
}
