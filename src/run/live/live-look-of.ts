import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CURVE_QUANTILES } from "../../pages/curve-quantiles.js";
import { nodesOfValue, seriesOfValue } from "../../result/dimension-results.js";
import type { RunState } from "../phases/run-state.js";
import type { LiveLook } from "./live-look.js";

/** Looks at the run of this state, also after it has ended. */
export function liveLookOf(state: Pick<RunState, "aggregate" | "evidence" | "folder">): LiveLook {
  const { aggregate, evidence, folder } = state;
  return {
    detail: (metric, value) => {
      const sketch = aggregate.healthy.find(metric, value);
      if (sketch === undefined) return undefined;
      const series = aggregate.seriesOf(metric, value);
      const nodes = aggregate.nodesOf(metric, value);
      return {
        curve: CURVE_QUANTILES.map((quantile) => Number((sketch.quantile(quantile) ?? 0).toPrecision(4))),
        ...(series === undefined ? {} : { series: seriesOfValue(series) }),
        ...(nodes === undefined ? {} : { byNode: nodesOfValue(nodes) }),
      };
    },
    evidence: async (path) => {
      const isKept = evidence.kept.some(({ record, screenshot, html }) => [record, screenshot, html].includes(path));
      return isKept ? readFile(join(folder.path, path)).catch(() => undefined) : undefined;
    },
  };
}
