import { formatNumber } from "../../../base/numbers.js";
import { own } from "../../../result/wording/summary.js";
import { formatValue, oneLine } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import { BREAKDOWNS, type HasDetail } from "../../breakdowns.js";
import type { ShownResult } from "../../shown-result.js";
import type { Column } from "../data-table.js";
import { DetailLink } from "../detail-link.js";
import { duration } from "../steps.js";
import { TablePart } from "./table-part.js";

type Histograms = Pick<ShownResult, "histograms">;

interface PageRow {
  readonly name: string;
  readonly loads: number;
  readonly figures: (metric: string) => { readonly p75: number; readonly p95: number } | undefined;
}

/** Where Google draws the lines between good, in need of improvement, and poor, each at the 75th percentile. */
const BANDS: readonly (readonly [metric: string, title: string, good: number, poor: number])[] = [
  ["web_vital_lcp", "LCP", 2500, 4000],
  ["web_vital_inp", "INP", 200, 500],
  ["web_vital_cls", "CLS", 0.1, 0.25],
  ["web_vital_fcp", "FCP", 1800, 3000],
  ["web_vital_ttfb", "TTFB", 800, 1800],
];

/** The pages, with their web vitals; renders nothing if there are none. */
export function Pages({ result, hasDetail }: { readonly result: Histograms; readonly hasDetail: HasDetail }) {
  const rows = pageRows(result);
  if (rows.length === 0) return null;
  const measured = BANDS.filter(([metric]) => result.histograms[metric] !== undefined);
  return (
    <TablePart
      id="pages"
      title="Pages"
      about="Web vitals at the 75th percentile, judged by Google’s limits: ● good, ▲ needs improvement, ■ poor."
      noun="page"
      rows={rows}
      columns={[...columnsOf(result, hasDetail), ...measured.map(vitalColumn)]}
      placeholder="/products"
    />
  );
}

function columnsOf({ histograms }: Histograms, hasDetail: HasDetail): readonly Column<PageRow>[] {
  const live = histograms.liveview_connection_duration;
  const metric = live === undefined ? "web_vital_lcp" : "liveview_connection_duration";
  return [
    {
      title: "Page",
      value: ({ name }) => oneLine(name),
      cell: ({ name }) => {
        const text = <code>{oneLine(name)}</code>;
        return hasDetail(metric, name) ? <DetailLink detail={[metric, name]}>{text}</DetailLink> : text;
      },
    },
    { title: "Loads", isNumber: true, value: ({ loads }) => loads, cell: ({ loads }) => formatNumber(loads) },
    ...(live === undefined ? [] : [duration<PageRow>("Live p95", ({ figures }) => figures("liveview_connection_duration")?.p95)]),
  ];
}

function vitalColumn([metric, title, good, poor]: (typeof BANDS)[number]): Column<PageRow> {
  const value = ({ figures }: PageRow) => figures(metric)?.p75;
  const bandOf = (row: PageRow) => {
    const p75 = value(row);
    return p75 === undefined ? undefined : p75 <= good ? GOOD : p75 <= poor ? MIDDLING : POOR;
  };
  return {
    title: `${title} p75`,
    isNumber: true,
    value,
    className: (row) => bandOf(row)?.tone ?? "faint",
    cell: (row) => {
      const [p75, band] = [value(row), bandOf(row)];
      if (p75 === undefined || band === undefined) return "–";
      return (
        <span title={band.word}>
          {formatValue(p75, metricSpec(metric)?.unit)} <span aria-hidden="true">{band.mark}</span>
          <span class="unseen"> {band.word}</span>
        </span>
      );
    },
  };
}

const GOOD = { tone: "good", word: "good", mark: "●" } as const;
const MIDDLING = { tone: "warned", word: "needs improvement", mark: "▲" } as const;
const POOR = { tone: "bad", word: "poor", mark: "■" } as const;

function pageRows({ histograms }: Histograms): readonly PageRow[] {
  const { metrics } = BREAKDOWNS.pages;
  const names = new Set(metrics.flatMap((metric) => Object.keys(histograms[metric]?.by ?? {})));
  const rows = [...names].map((name) => {
    const figures = (metric: string) => own(histograms[metric]?.by ?? {}, name);
    return { name, figures, loads: Math.max(0, ...metrics.map((metric) => figures(metric)?.count ?? 0)) };
  });
  return rows.sort((a, b) => b.loads - a.loads || (a.name < b.name ? -1 : 1));
}
