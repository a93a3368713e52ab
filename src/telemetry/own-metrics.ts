import { boundedName } from "./bounded-name.js";
import { metricSpec } from "./metrics.js";

/** Metrics of its own that a scenario may have on a node. Each is kept as long as the run goes on. */
export const MAX_OWN_METRICS = 1000;

/** How the values of a scenario's own metric are kept. */
type OwnKind = "histogram" | "counter";

/** The names of a scenario's own metrics: bounded in number and length. */
export class OwnMetrics {
  readonly #kinds = new Map<string, OwnKind>();

  /**
   * The name to record under, as {@link boundedName} has it.
   * @throws RangeError for a name that a built-in metric has, for a metric of two kinds, and for one metric too many
   */
  admit(given: string, kind: OwnKind): string {
    if (this.#kinds.get(given) === kind) return given;
    const name = boundedName(given);
    const known = this.#kinds.get(name);
    if (known === kind) return name;
    const shown = JSON.stringify(name);
    if (known !== undefined) throw new RangeError(`the metric ${shown} is a ${known} already, so it cannot be a ${kind}`);
    if (metricSpec(name) !== undefined)
      throw new RangeError(`${shown} is a metric that LiveLoad records by itself: give yours another name`);
    if (this.#kinds.size >= MAX_OWN_METRICS)
      throw new RangeError(`${shown} is one metric too many: a scenario may have ${MAX_OWN_METRICS} of its own on a node`);
    this.#kinds.set(name, kind);
    return name;
  }
}
