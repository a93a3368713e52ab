import { formatNumber } from "../../../base/numbers.js";
import { own } from "../../../result/wording/summary.js";
import { oneLine } from "../../../result/wording/wording.js";
import type { HasDetail } from "../../breakdowns.js";
import type { ShownFigures, ShownResult } from "../../shown-result.js";
import type { Column } from "../data-table.js";
import { DetailLink } from "../detail-link.js";
import { duration } from "../steps.js";
import { TablePart } from "./table-part.js";

interface InteractionRow {
  readonly name: string;
  readonly figures: ShownFigures;
  /** The mean of one of its parts. */
  readonly mean: (part: string) => number | undefined;
  /** How many inputs of the step ended in another way. */
  readonly others: (counter: string) => number;
}

const LEAD = "interaction_duration";
const PARTS = [
  ["Sent after", "interaction_delay_duration"],
  ["Server", "interaction_server_duration"],
  ["Showing", "interaction_patch_duration"],
] as const;
const OTHERS = [
  ["Sent nothing", "interactions_local"],
  ["Unanswered", "interactions_unanswered"],
  ["Ambiguous", "interactions_ambiguous"],
] as const;

/** What people did and how long they waited for the answer; renders nothing if nothing was measured. */
export function Interactions(props: {
  readonly result: Pick<ShownResult, "histograms" | "counters">;
  readonly hasDetail: HasDetail;
}) {
  const { result, hasDetail } = props;
  const { histograms, counters } = result;
  const rows = Object.entries(histograms[LEAD]?.by ?? {}).map(([name, figures]) => ({
    name,
    figures,
    mean: (part: string) => meanOf(own(histograms[part]?.by ?? {}, name)),
    others: (counter: string) => own(counters[counter]?.by ?? {}, name) ?? 0,
  }));
  if (rows.length === 0) return null;
  rows.sort((a, b) => b.figures.p95 - a.figures.p95);
  return (
    <TablePart
      id="interactions"
      title="Interactions"
      about="From a person’s input until the page showed the server’s answer, slowest first. The parts are averages, and add up to the average of the whole."
      noun="interaction"
      rows={rows}
      columns={columnsOf(rows, hasDetail)}
      placeholder="click #buy"
    />
  );
}

function columnsOf(rows: readonly InteractionRow[], hasDetail: HasDetail): readonly Column<InteractionRow>[] {
  const seen = OTHERS.filter(([, counter]) => rows.some(({ others }) => others(counter) > 0));
  return [
    {
      title: "Input",
      value: ({ name }) => oneLine(name),
      cell: ({ name }) => {
        const text = <code>{oneLine(name)}</code>;
        return hasDetail(LEAD, name) ? <DetailLink detail={[LEAD, name]}>{text}</DetailLink> : text;
      },
    },
    { title: "Count", isNumber: true, value: ({ figures }) => figures.count, cell: ({ figures }) => formatNumber(figures.count) },
    duration("p50", ({ figures }) => figures.p50),
    { ...duration<InteractionRow>("p95", ({ figures }) => figures.p95), className: "strong" },
    duration("Average", ({ figures }) => meanOf(figures)),
    ...PARTS.map(([title, part]) => duration<InteractionRow>(title, ({ mean }) => mean(part))),
    ...seen.map(([title, counter]) => ({
      title,
      isNumber: true,
      value: ({ others }: InteractionRow) => others(counter),
      cell: ({ others }: InteractionRow) => formatNumber(others(counter)),
    })),
  ];
}

function meanOf(figures: ShownFigures | undefined): number | undefined {
  return figures === undefined || figures.count === 0 ? undefined : figures.sum / figures.count;
}
