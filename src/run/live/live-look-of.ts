import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CURVE_QUANTILES } from "../../pages/curve-quantiles.js";
import { drawableNode } from "../../pages/shown-result.js";
import { nodesOfValue, seriesOfValue } from "../../result/dimension-results.js";
import { measuredNode } from "../../result/node-results.js";
import type { RunState } from "../phases/run-state.js";
import type { LiveLook, LiveNodeDetail } from "./live-look.js";

type LookedAt = "aggregate" | "background" | "hasCluster" | "cluster" | "evidence" | "folder";
const MAX_ROWS = 300;

/** Looks at the run of this state, also after it has ended. */
export function liveLookOf(state: Pick<RunState, LookedAt>): LiveLook {
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
    node: (name) => nodeOf(state, name),
    evidence: async (path) => {
      const isKept = evidence.kept.some(({ record, screenshot, html }) => [record, screenshot, html].includes(path));
      return isKept ? readFile(join(folder.path, path)).catch(() => undefined) : undefined;
    },
  };
}

function nodeOf(state: Pick<RunState, LookedAt>, name: string): LiveNodeDetail | undefined {
  const { aggregate, background } = state;
  const isBackground = aggregate.node(name) === undefined;
  const measured = isBackground ? background : aggregate;
  const record = measured.node(name);
  if (record === undefined) return undefined;
  const nodes = state.hasCluster ? [...state.cluster.nodes, ...state.cluster.crowd] : [];
  return {
    name,
    isBackground,
    users: nodes.find((node) => node.name === name)?.users ?? 0,
    ...drawableNode(measuredNode(measured, name, MAX_ROWS)),
    sickWindows: record.sickWindows().map(({ fromMs, toMs }) => ({ fromMs, toMs })),
  };
}
