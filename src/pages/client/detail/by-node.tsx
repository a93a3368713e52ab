import { formatNumber } from "../../../base/numbers.js";
import { own } from "../../../result/wording/summary.js";
import { formatValue } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import { type Column, DataTable } from "../data-table.js";
import type { DetailSource } from "./detail-source.js";

interface Row {
  readonly node: string;
  readonly trouble: string | undefined;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A step, page, interaction or endpoint by node, the slowest first; renders nothing unless several nodes have it. */
export function ByNode(props: { readonly result: DetailSource; readonly metric: string; readonly value: string }) {
  const { result, metric, value } = props;
  const rows = rowsOf(result, metric, value);
  if (rows.length < 2) return null;
  const slowest = Math.max(1, ...rows.map(({ p95 }) => p95));
  const number = (title: string, figureOf: (row: Row) => number): Column<Row> => ({
    title,
    isNumber: true,
    value: figureOf,
    cell: (row) => formatValue(figureOf(row), metricSpec(metric)?.unit),
  });
  const columns: readonly Column<Row>[] = [
    { title: "Node", value: ({ node }) => node, cell: (row) => <NodeName row={row} /> },
    { title: "Samples", isNumber: true, value: ({ count }) => count, cell: ({ count }) => formatNumber(count) },
    number("p50", ({ p50 }) => p50),
    { ...number("p95", ({ p95 }) => p95), className: "strong" },
    number("p99", ({ p99 }) => p99),
    {
      title: "Compared",
      value: ({ p95 }) => p95,
      cell: ({ node, p95 }) => (
        <meter min={0} max={slowest} value={p95} aria-label={`p95 on ${node} ${formatValue(p95, metricSpec(metric)?.unit)}`} />
      ),
      className: "wide",
    },
  ];
  return (
    <>
      <h3>By node</h3>
      <DataTable
        id="by-node"
        label="By node"
        noun="node"
        rows={rows}
        keyOf={({ node }) => node}
        columns={columns}
        placeholder="name"
      />
    </>
  );
}

function NodeName({ row: { node, trouble } }: { readonly row: Row }) {
  return (
    <>
      {node} {trouble === undefined ? null : <span class={`status ${trouble}`}>{trouble}</span>}
    </>
  );
}

function rowsOf({ byNode, nodes }: DetailSource, metric: string, value: string): readonly Row[] {
  const values = own(own(byNode ?? {}, metric) ?? {}, value);
  if (values === undefined) return [];
  const rows = values.node.map((node, at) => {
    return {
      node,
      trouble: nodes.find(({ name }) => name === node)?.trouble,
      count: values.count[at] ?? 0,
      p50: values.p50[at] ?? 0,
      p95: values.p95[at] ?? 0,
      p99: values.p99[at] ?? 0,
    };
  });
  return rows.sort((a, b) => b.p95 - a.p95);
}
