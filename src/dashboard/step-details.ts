import { curvesOf } from "../pages/curves-of.js";
import type { RunResult } from "../result/model.js";
import { MAX_STEPS, only, STEPS, type StepDetails } from "./figures.js";

/** The steps of a result in detail. */
export function stepDetailsOf({ histograms, dimensionSeries, byNode }: RunResult): StepDetails {
  const steps = Object.entries(histograms[STEPS]?.by ?? {}).slice(0, MAX_STEPS);
  const names = steps.map(([name]) => name);
  return {
    curves: { [STEPS]: curvesOf(Object.fromEntries(steps)) },
    dimensionSeries: { [STEPS]: only(dimensionSeries?.[STEPS] ?? {}, names) },
    byNode: { [STEPS]: only(byNode?.[STEPS] ?? {}, names) },
  };
}
