import type { OptionValues } from "../../config/options.js";
import { parseThreshold, type ThresholdContext } from "../../result/thresholds/parse-threshold.js";
import type { ThrottleSpec } from "../../scenario/authoring/throttle-spec.js";
import { DIMENSION_VALUES, type MetricName } from "../../telemetry/metrics.js";

/** The parts of a scenario that its thresholds are checked against. */
export interface CheckedScenario {
  /** Code of its bundle. */
  readonly code: string;
  readonly throttles: readonly ThrottleSpec[];
  /** Whether the run has background users. */
  readonly hasBackground: boolean;
}

/**
 * Checks thresholds before anything is started: without a scenario, those given for all scenarios; else those of the
 * scenario. Throws `INVALID_OPTION`.
 */
export function checkThresholds({ thresholds }: Pick<OptionValues, "thresholds">, scenario?: CheckedScenario): void {
  const context = scenario === undefined ? UNKNOWN : contextOf(scenario);
  for (const { threshold } of thresholds) parseThreshold(threshold, context);
}

/** Separates thresholds on background users from all others. Throws `INVALID_OPTION`. */
export function splitThresholds(thresholds: OptionValues["thresholds"]): {
  readonly judged: OptionValues["thresholds"];
  readonly ofBackground: OptionValues["thresholds"];
} {
  const isOfBackground = ({ threshold }: OptionValues["thresholds"][number]) => parseThreshold(threshold, UNKNOWN).ofBackground;
  return {
    judged: thresholds.filter((threshold) => !isOfBackground(threshold)),
    ofBackground: thresholds.filter(isOfBackground),
  };
}

/** `context.metric("cart_value")`, with the name as a literal. */
const METRIC_CALL = /\.metric\(\s*["'`]([\w.-]+)["'`]/g;

const UNKNOWN: ThresholdContext = {
  isOwnMetric: () => true,
  dimensionValues: (metric) => DIMENSION_VALUES[metric as MetricName],
};

function contextOf({ code, throttles, hasBackground }: CheckedScenario): ThresholdContext {
  return {
    hasBackground,
    // A scenario names its own metrics in string literals.
    isOwnMetric: (name) => [`"${name}"`, `'${name}'`, `\`${name}\``].some((literal) => code.includes(literal)),
    ownMetrics: [...new Set([...code.matchAll(METRIC_CALL)].flatMap(([, name]) => name ?? []))],
    dimensionValues: (metric, dimension) =>
      dimension === "throttle" ? throttles.map(({ name }) => name) : DIMENSION_VALUES[metric as MetricName],
  };
}
