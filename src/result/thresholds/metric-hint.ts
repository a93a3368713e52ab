import { closest } from "../../base/wording/suggest.js";
import { METRICS } from "../../telemetry/metrics.js";
import { AGGREGATIONS } from "./threshold.js";

/** What a threshold asks for, beside the unknown metric. */
interface Asked {
  /** Name of its aggregation, which may be unknown, too. */
  readonly aggregation: string;
  /** Names of the scenario's own metrics. */
  readonly own: readonly string[];
}

type Guess = (metric: string, names: readonly string[]) => string | undefined;

/**
 * A hint for a threshold on an unknown metric: the metric that was probably meant, preferably one that has the aggregation.
 * When none comes near, the scenario's own metrics and an example, instead of a misleading guess.
 */
export function metricHint(metric: string, { aggregation, own }: Asked): string {
  // One word differs from many names by a letter or two; several words hardly occur in a name by chance.
  const guesses: readonly Guess[] = metric.includes("_") ? [byWords, closest, byBeginning] : [closest, byWords, byBeginning];
  for (const names of [builtInMetrics(aggregation), builtInMetrics()].map((builtIn) => [...own, ...builtIn])) {
    const [meant] = guesses.flatMap((guess) => guess(metric, names) ?? []);
    if (meant !== undefined) return `did you mean "${meant}"?`;
  }
  const ownText = own.length === 0 ? "" : `the scenario's own metrics are ${own.join(", ")}; `;
  return `${ownText}docs/metrics.md lists the built-in metrics; a step is a value of one: "step_duration{click #buy}: p(95)<500"`;
}

/** Built-in metrics that thresholds can judge, of the kinds that have the aggregation if it is known. */
function builtInMetrics(aggregation?: string): readonly string[] {
  const kinds = kindsWith(aggregation);
  return Object.entries(METRICS).flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));
}

function kindsWith(aggregation: string | undefined): readonly string[] {
  if (aggregation === "p") return ["histogram"];
  if (aggregation === undefined || !Object.hasOwn(AGGREGATIONS, aggregation)) return ["histogram", "counter"];
  return AGGREGATIONS[aggregation as keyof typeof AGGREGATIONS];
}

/** `lcp` is part of `web_vital_lcp`. */
function byWords(metric: string, names: readonly string[]): string | undefined {
  return names.find((name) => `_${name}_`.includes(`_${metric}_`));
}

/** `step_dur` is the beginning of `step_duration`. A few letters are the beginning of too many names. */
function byBeginning(metric: string, names: readonly string[]): string | undefined {
  return metric.length < 4 ? undefined : names.find((name) => name.startsWith(metric));
}
