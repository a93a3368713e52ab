import { formatNumber } from "../../../base/numbers.js";
import { oneLine } from "../../../result/wording/wording.js";
import type { ShownFigures, ShownResult } from "../../shown-result.js";
import type { Column } from "../data-table.js";
import { duration } from "../steps.js";
import { TablePart } from "./table-part.js";

interface EndpointRow {
  readonly name: string;
  readonly figures: ShownFigures;
}

const COLUMNS: readonly Column<EndpointRow>[] = [
  {
    title: "Endpoint",
    value: ({ name }) => oneLine(name),
    cell: ({ name }) => <code>{oneLine(name)}</code>,
  },
  { title: "Count", isNumber: true, value: ({ figures }) => figures.count, cell: ({ figures }) => formatNumber(figures.count) },
  duration("p50", ({ figures }) => figures.p50),
  { ...duration<EndpointRow>("p95", ({ figures }) => figures.p95), className: "strong" },
  duration("p99", ({ figures }) => figures.p99),
  duration("Max", ({ figures }) => figures.max),
];

/** The endpoints that documents and scripts asked for; renders nothing if there are none. */
export function Endpoints({ result }: { readonly result: Pick<ShownResult, "histograms"> }) {
  const rows = Object.entries(result.histograms.http_endpoint_duration?.by ?? {}).map(([name, figures]) => ({ name, figures }));
  if (rows.length === 0) return null;
  rows.sort((a, b) => b.figures.p95 - a.figures.p95);
  return (
    <TablePart
      id="endpoints"
      title="Endpoints"
      about="Documents, and requests by fetch and XMLHttpRequest: from the start of the request until the last byte, slowest first."
      noun="endpoint"
      rows={rows}
      columns={COLUMNS}
      placeholder="POST /cart"
    />
  );
}
