import { ListFilter, ListRest, useLongList } from "../../../pages/client/long-list.js";
import { Nothing, Part, WideTable } from "../../../pages/client/part.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { own } from "../../../result/wording/summary.js";
import type { ReportData } from "../report-data.js";
import { Absences } from "./absences.js";
import { GAUGES, type Gauge, NodeRow, troubleOf } from "./node-row.js";
import { SickWindows } from "./sick-windows.js";

const ABOUT =
  "The machines that generated the load. While a node itself was too slow, its samples are kept separate and are not judged.";

/** The nodes and their health. */
export function Nodes(props: {
  readonly result: ReportData;
  /** The part's id. Default `nodes`. */
  readonly id?: string;
  readonly title?: string;
  readonly about?: string;
}) {
  const { result, id = "nodes", title = "Nodes", about = ABOUT } = props;
  const { nodes, sick, durationMs, nodeLatencies } = result;
  const hasFailed = nodes.every(({ failedIterations }) => failedIterations !== undefined);
  const hasLatency = Object.keys(nodeLatencies).length > 0;
  const list = useLongList(troubledFirst(nodes), ({ name, status }) => `${name} ${status}`, id);
  const gauges = GAUGES.filter(({ name }) => nodes.some(({ health }) => health.some((row) => row.gauges[name] !== undefined)));
  if (nodes.length === 0)
    return (
      <Part id={id} title={title} about={about}>
        <Nothing>No node was started.</Nothing>
      </Part>
    );
  return (
    <Part id={id} title={title} about={list.isLong ? `${about} Those with trouble come first.` : about}>
      <ListFilter list={list} placeholder="name, lost" />
      <WideTable label={title} kind="nodes" head={<Head gauges={gauges} hasLatency={hasLatency} hasFailed={hasFailed} />}>
        <tbody>
          {list.shown.map((node) => (
            <NodeRow
              key={node.name}
              node={node}
              gauges={gauges}
              durationMs={durationMs}
              latency={hasLatency ? (own(nodeLatencies, node.name) ?? null) : undefined}
            />
          ))}
        </tbody>
      </WideTable>
      <ListRest list={list} noun="node" />
      <MarkLegend nodes={nodes} />
      {sick.windows.length === 0 ? null : <SickWindows sick={sick} />}
      <Absences nodes={nodes} />
    </Part>
  );
}

function Head(props: { readonly gauges: readonly Gauge[]; readonly hasLatency: boolean; readonly hasFailed: boolean }) {
  const { gauges, hasLatency, hasFailed } = props;
  return (
    <>
      <th scope="col">Node</th>
      <th scope="col" class="number">
        Users
      </th>
      <th scope="col" class="number">
        Iterations
      </th>
      {hasFailed ? (
        <th scope="col" class="number">
          Failed
        </th>
      ) : null}
      {hasLatency ? (
        <>
          <th scope="col" class="number" title="Half of what its users felt was faster">
            p50 felt
          </th>
          <th scope="col" class="number" title="95 % of what its users felt was faster">
            p95 felt
          </th>
        </>
      ) : null}
      {gauges.map(({ name, title, description }) => (
        <th key={name} scope="col" title={description}>
          {title}
        </th>
      ))}
    </>
  );
}

function MarkLegend({ nodes }: { readonly nodes: ShownResult["nodes"] }) {
  const rows = nodes.flatMap(({ health }) => health);
  return (
    <p class="legend">
      {rows.some(({ sick }) => sick !== undefined) ? (
        <span>
          <span class="swatch" /> sick: too slow to measure correctly
        </span>
      ) : null}
      {rows.some(({ busy }) => busy) ? (
        <span>
          <span class="swatch busy" /> busy: more than 90 % of CPU or memory in use
        </span>
      ) : null}
    </p>
  );
}

/** Nodes with trouble first, otherwise in the order of the result. */
function troubledFirst(nodes: ShownResult["nodes"]): ShownResult["nodes"] {
  const rank = { failed: 0, sick: 1, busy: 2, none: 3 } as const;
  return [...nodes].sort((a, b) => rank[troubleOf(a)] - rank[troubleOf(b)]);
}
