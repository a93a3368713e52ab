import { boundedName } from "./bounded-name.js";
import { metricSpec } from "./metrics.js";

/** How many custom metrics a scenario may have on a node. Each is kept in memory until the run ends. */
export const MAX_OWN_METRICS = 1000;

/** The kind of a custom metric. */
type OwnKind = "histogram" | "counter";

/** Limits the number and the length of the names of custom metrics. */
export class OwnMetrics {
  readonly #kinds = new Map<string, OwnKind>();

  /**
   * The name to record, shortened by {@link boundedName}.
   * @throws RangeError for the name of a built-in metric, for a metric used with two kinds, and for one metric too many
   */
  admit(given: string, kind: OwnKind): string {
    if (this.#kinds.get(given) === kind) return given;
    const name = boundedName(given);
    const known = this.#kinds.get(name);
    if (known === kind) return name;
    const shown = JSON.stringify(name);
    if (known !== undefined) throw new RangeError(`the metric ${shown} is already a ${known}, so it cannot be a ${kind}`);
    if (metricSpec(name) !== undefined) throw new RangeError(`${shown} is a built-in metric: give yours another name`);
    if (this.#kinds.size >= MAX_OWN_METRICS)
      throw new RangeError(`${shown} is one metric too many: a scenario may have ${MAX_OWN_METRICS} custom metrics on a node`);
    this.#kinds.set(name, kind);
    return name;
  }
}
