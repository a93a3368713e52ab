import { Sketch } from "../telemetry/sketch.js";
import { CURVE_QUANTILES } from "./curve-quantiles.js";

/** The values of each histogram at `CURVE_QUANTILES`, in as many digits as can be seen. */
export function curvesOf(by: Readonly<Record<string, { readonly sketch: string }>>): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    Object.entries(by).map(([dimension, { sketch: text }]) => {
      const sketch = Sketch.fromBase64(text);
      return [dimension, CURVE_QUANTILES.map((quantile) => Number((sketch.quantile(quantile) ?? 0).toPrecision(4)))];
    }),
  );
}
