import { troubledFirst } from "../pages/node-trouble.js";
import { drawableNode } from "../pages/shown-result.js";
import { backgroundRun } from "../result/background-run.js";
import type { RunResult } from "../result/model.js";
import type { LiveNodeDetail } from "../run/live/live-look.js";

/** Nodes of each kind, as many as the page lists. */
const MAX_NODES = 50;
/** Health rows of all nodes together, so that a page gets no more than some hundred kilobytes of them. */
const MAX_ROWS_IN_ALL = 3000;

type Node = RunResult["nodes"][number];
type Row = Node["health"][number];

/** The nodes and processes of background users of a result, by name; of many, those with trouble. */
export function detailedNodes(result: RunResult): Readonly<Record<string, LiveNodeDetail>> {
  const crowd = backgroundRun(result);
  const kinds = [{ run: result, isBackground: false }, ...(crowd === undefined ? [] : [{ run: crowd, isBackground: true }])];
  const listed = kinds.flatMap(({ run, isBackground }) =>
    troubledFirst(run.nodes)
      .slice(0, MAX_NODES)
      .map((node) => ({ run, isBackground, node })),
  );
  const rows = Math.floor(MAX_ROWS_IN_ALL / Math.max(1, listed.length));
  return Object.fromEntries(
    listed.map(({ run, isBackground, node }) => {
      const { name, users, iterations, finishedIterations, failedIterations, latencySeries } = node;
      const counts = { users, iterations, finishedIterations, failedIterations };
      const overTime = { ...(latencySeries === undefined ? {} : { latencySeries }), health: fewerRows(node.health, rows) };
      const windows = run.sick.windows.filter((window) => window.node === name);
      const sickWindows = windows.map(({ fromMs, toMs }) => ({ fromMs, toMs }));
      return [name, { name, isBackground, ...counts, ...drawableNode(overTime), sickWindows }];
    }),
  );
}

/** At most `limit` rows: of neighbouring ones the highest values. */
function fewerRows(health: Node["health"], limit: number): Node["health"] {
  const size = Math.ceil(health.length / limit);
  if (size < 2) return health;
  return health
    .filter((_row, at) => at % size === 0)
    .map((row, at) => health.slice(at * size, (at + 1) * size).reduce(merged, row));
}

function merged(into: Row, { gauges, busy }: Row): Row {
  const highest = Object.entries(gauges).map(([name, value]) => [name, Math.max(value, into.gauges[name] ?? value)]);
  return { ...into, gauges: { ...into.gauges, ...Object.fromEntries(highest) }, busy: into.busy || busy };
}
