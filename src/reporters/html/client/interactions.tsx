import { formatNumber } from "../../../base/numbers.js";
import { type Column, DataTable } from "../../../pages/client/data-table.js";
import { DetailLink } from "../../../pages/client/detail-link.js";
import { Part } from "../../../pages/client/part.js";
import { duration } from "../../../pages/client/steps.js";
import type { ShownFigures } from "../../../pages/shown-result.js";
import { own } from "../../../result/wording/summary.js";
import { oneLine } from "../../../result/wording/wording.js";
import type { ReportData } from "../report-data.js";

interface InteractionRow {
  readonly name: string;
  readonly figures: ShownFigures;
  /** The mean of one of its parts. */
  readonly mean: (part: string) => number | undefined;
  /** How many inputs of the step ended in another way. */
  readonly others: (counter: string) => number;
}

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
export function Interactions({ result }: { readonly result: ReportData }) {
  const { histograms, counters } = result;
  const rows = Object.entries(histograms.interaction_duration?.by ?? {}).map(([name, figures]) => ({
    name,
    figures,
    mean: (part: string) => meanOf(own(histograms[part]?.by ?? {}, name)),
    others: (counter: string) => own(counters[counter]?.by ?? {}, name) ?? 0,
  }));
  if (rows.length === 0) return null;
  rows.sort((a, b) => b.figures.p95 - a.figures.p95);
  return (
    <Part
      id="interactions"
      title="Interactions"
      about="From a person’s input until the page showed the server’s answer, slowest first. The parts are averages, and add up to the average of the whole."
    >
      <DataTable
        id="interactions"
        label="Interactions"
        noun="interaction"
        rows={rows}
        keyOf={({ name }) => name}
        columns={columnsOf(rows)}
        placeholder="click #buy"
      />
    </Part>
  );
}

function columnsOf(rows: readonly InteractionRow[]): readonly Column<InteractionRow>[] {
  const seen = OTHERS.filter(([, counter]) => rows.some(({ others }) => others(counter) > 0));
  return [
    {
      title: "Input",
      value: ({ name }) => oneLine(name),
      cell: ({ name }) => (
        <DetailLink detail={["interaction_duration", name]}>
          <code>{oneLine(name)}</code>
        </DetailLink>
      ),
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
