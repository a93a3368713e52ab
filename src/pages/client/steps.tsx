import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { leftOutNote, type StepRow, stepRows } from "../../result/wording/summary.js";
import { oneLine } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";
import { type Column, DataTable } from "./data-table.js";
import { DetailLink } from "./detail-link.js";
import { Nothing, Part } from "./part.js";

/** The steps of the scenario, slowest first. */
export function Steps(props: {
  readonly result: Pick<ShownResult, "histograms" | "counters"> & Partial<Pick<ShownResult, "sick">>;
  /** Steps of which the page can show more. */
  readonly detailed?: ReadonlySet<string>;
  /** The part's id. Default `steps`. */
  readonly id?: string;
  readonly title?: string;
  /** Text for the time before there are any. */
  readonly waiting?: string;
}) {
  const { result, detailed, id = "steps", title = "Steps", waiting = "No step was run." } = props;
  const rows = stepRows(result);
  const note = leftOutNote(rows);
  const about = "The steps of the scenario, slowest first. Failed steps count too.";
  return (
    <Part id={id} title={title} about={note === undefined ? about : `${about} Left out: ${note}.`}>
      {rows.length === 0 ? (
        <Nothing>{waiting}</Nothing>
      ) : (
        <DataTable
          id={id}
          kind="steps"
          label={title}
          noun="step"
          rows={rows}
          keyOf={({ name }) => name}
          columns={columnsOf(rows, detailed)}
          placeholder="click, /products"
        />
      )}
    </Part>
  );
}

/** Shown only where there are such samples. */
const LEFT_OUT: Column<StepRow> = {
  title: "Left out",
  isNumber: true,
  value: ({ leftOut }) => leftOut,
  cell: ({ leftOut }) => formatNumber(leftOut),
};

function columnsOf(rows: readonly StepRow[], detailed: ReadonlySet<string> | undefined): readonly Column<StepRow>[] {
  const slowest = Math.max(1, ...rows.map(({ figures }) => figures?.p95 ?? 0));
  return [
    {
      title: "Step",
      value: ({ name }) => oneLine(name),
      cell: ({ name }) => <StepName name={name} hasMore={detailed?.has(name)} />,
    },
    { title: "Count", isNumber: true, value: ({ count }) => count, cell: ({ count }) => formatNumber(count) },
    ...(rows.some(({ leftOut }) => leftOut > 0) ? [LEFT_OUT] : []),
    {
      title: "Failed",
      isNumber: true,
      value: ({ failed }) => failed,
      cell: ({ failed }) => formatNumber(failed),
      className: ({ failed }) => (failed > 0 ? "bad" : "faint"),
    },
    duration("p50", ({ figures }) => figures?.p50),
    { ...duration("p95", ({ figures }) => figures?.p95), className: "strong" },
    duration("p99", ({ figures }) => figures?.p99),
    duration("Max", ({ figures }) => figures?.max),
    {
      title: "Compared",
      value: ({ figures }) => figures?.p95,
      cell: ({ figures }) => (
        <meter min={0} max={slowest} value={figures?.p95 ?? 0} aria-label={`p95 ${formatDuration(figures?.p95 ?? 0)}`} />
      ),
      className: "wide",
    },
  ];
}

/** A column of milliseconds. */
export function duration<T>(title: string, value: (row: T) => number | undefined): Column<T> {
  const cell = (row: T) => {
    const ms = value(row);
    return ms === undefined ? "–" : formatDuration(ms);
  };
  return { title, isNumber: true, value, cell };
}

function StepName({ name, hasMore }: { readonly name: string; readonly hasMore: boolean | undefined }) {
  const text = <code>{oneLine(name)}</code>;
  return hasMore === true ? <DetailLink detail={["step_duration", name]}>{text}</DetailLink> : text;
}
