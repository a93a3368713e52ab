import { useMemo } from "preact/hooks";
import { DataTable } from "../../../pages/client/data-table.js";
import { Nothing, Part } from "../../../pages/client/part.js";
import { troubledFirst } from "../../../pages/node-trouble.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import type { ReportData } from "../report-data.js";
import { Absences } from "./absences.js";
import { nodeColumns } from "./node-columns.js";
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
  const { nodes, sick } = result;
  const columns = useMemo(() => nodeColumns(result), [result]);
  const rows = useMemo(() => troubledFirst(nodes), [nodes]);
  if (nodes.length === 0)
    return (
      <Part id={id} title={title} about={about}>
        <Nothing>No node was started.</Nothing>
      </Part>
    );
  return (
    <Part id={id} title={title} about={nodes.length > 1 ? `${about} Those with trouble come first.` : about}>
      <DataTable
        id={id}
        kind="nodes"
        label={title}
        noun="node"
        rows={rows}
        keyOf={({ name }) => name}
        textOf={({ name, status }) => `${name} ${status}`}
        columns={columns}
        placeholder="name, lost"
      />
      <MarkLegend nodes={nodes} />
      {sick.windows.length === 0 ? null : <SickWindows sick={sick} />}
      <Absences nodes={nodes} />
    </Part>
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
