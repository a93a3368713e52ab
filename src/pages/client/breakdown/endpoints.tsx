import { formatNumber } from "../../../base/numbers.js";
import { oneLine } from "../../../result/wording/wording.js";
import type { HasDetail } from "../../breakdowns.js";
import type { ShownFigures, ShownResult } from "../../shown-result.js";
import type { Column } from "../data-table.js";
import { DetailLink } from "../detail-link.js";
import { duration } from "../steps.js";
import { TablePart } from "./table-part.js";

interface EndpointRow {
  readonly name: string;
  readonly figures: ShownFigures;
}

const METRIC = "http_endpoint_duration";

/** The endpoints that documents and scripts asked for; renders nothing if there are none. */
export function Endpoints(props: { readonly result: Pick<ShownResult, "histograms">; readonly hasDetail: HasDetail }) {
  const { result, hasDetail } = props;
  const rows = Object.entries(result.histograms[METRIC]?.by ?? {}).map(([name, figures]) => ({ name, figures }));
  if (rows.length === 0) return null;
  rows.sort((a, b) => b.figures.p95 - a.figures.p95);
  return (
    <TablePart
      id="endpoints"
      title="Endpoints"
      about="Documents, and requests by fetch and XMLHttpRequest: from the start of the request until the last byte, slowest first."
      noun="endpoint"
      rows={rows}
      columns={columnsOf(hasDetail)}
      placeholder="POST /cart"
    />
  );
}

function columnsOf(hasDetail: HasDetail): readonly Column<EndpointRow>[] {
  return [
    {
      title: "Endpoint",
      value: ({ name }) => oneLine(name),
      cell: ({ name }) => {
        const text = <code>{oneLine(name)}</code>;
        return hasDetail(METRIC, name) ? <DetailLink detail={[METRIC, name]}>{text}</DetailLink> : text;
      },
    },
    { title: "Count", isNumber: true, value: ({ figures }) => figures.count, cell: ({ figures }) => formatNumber(figures.count) },
    duration("p50", ({ figures }) => figures.p50),
    { ...duration<EndpointRow>("p95", ({ figures }) => figures.p95), className: "strong" },
    duration("p99", ({ figures }) => figures.p99),
    duration("Max", ({ figures }) => figures.max),
  ];
}
