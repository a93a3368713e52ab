import { COMPARED, type ComparedQuantile, type Comparison, type QuantilePair } from "./compare.js";
import { BACKGROUND_PREFIX } from "./thresholds/threshold.js";

/** A latency that is really higher in the second run. */
export interface Regression extends QuantilePair {
  readonly metric: string;
  readonly value?: string | undefined;
  readonly quantile: ComparedQuantile;
}

/** The latencies that rose by more than `most` (0.1 for 10 %), beyond error and noise; the largest rise first. */
export function regressionsOf({ metrics, background }: Comparison, most: number): readonly Regression[] {
  const ofBackground = (background?.metrics ?? []).map((metric) => ({
    ...metric,
    metric: `${BACKGROUND_PREFIX}${metric.metric}`,
  }));
  const rise = ({ change }: QuantilePair) => change ?? Number.POSITIVE_INFINITY;
  return [...metrics, ...ofBackground]
    .filter(({ unit }) => unit === "ms")
    .flatMap(({ metric, value, quantiles }) =>
      quantiles === null
        ? []
        : (Object.keys(COMPARED) as ComparedQuantile[]).map((quantile) => ({ metric, value, quantile, ...quantiles[quantile] })),
    )
    .filter((pair) => pair.finding === "higher" && rise(pair) > most)
    .sort((x, y) => rise(y) - rise(x));
}

/** Whether both runs measured something that can be trusted. */
export function areTrusted({ a, b }: Comparison): boolean {
  return [a, b].every(({ verdict }) => verdict === "pass" || verdict === "fail");
}
