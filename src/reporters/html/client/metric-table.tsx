import { useState } from "preact/hooks";
import { formatNumber } from "../../../base/numbers.js";
import { WideTable } from "../../../pages/client/part.js";
import { oneLine } from "../../../result/wording/wording.js";
import { metricSpec, OTHER_DIMENSION } from "../../../telemetry/metrics.js";

/** A metric as a table row. */
export interface MetricRow extends MetricPart {
  readonly parts: readonly MetricPart[];
  /** Whether there were more dimension values than the limit. */
  readonly isCapped: boolean;
  /** A remark below the description. */
  readonly note: string | undefined;
}
/** One value of a metric's dimension. */
export interface MetricPart {
  readonly name: string;
  readonly cells: readonly string[];
}

/** A table of metrics that have the same columns. */
export function MetricTable(props: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly MetricRow[];
  /** Shows the parts of every metric, opened or not. */
  readonly opensAll: boolean;
}) {
  const { title, columns, rows, opensAll } = props;
  const head = (
    <>
      <th scope="col">{title}</th>
      {columns.map((column) => (
        <th key={column} scope="col" class="number">
          {column}
        </th>
      ))}
    </>
  );
  return (
    <WideTable label={title} kind="metrics" head={head}>
      {rows.map((row) => (
        <MetricRows key={row.name} row={row} opensAll={opensAll} />
      ))}
    </WideTable>
  );
}

function MetricRows({ row, opensAll }: { readonly row: MetricRow; readonly opensAll: boolean }) {
  const { name, cells, parts, note, isCapped } = row;
  const [wasOpened, setOpened] = useState(false);
  const isOpen = wasOpened || opensAll;
  return (
    <tbody>
      <tr>
        <td>
          {parts.length === 0 ? (
            <span class="leaf">
              <Name>{oneLine(name)}</Name>
            </span>
          ) : (
            <button type="button" class="open" aria-expanded={isOpen} onClick={() => setOpened(!wasOpened)}>
              <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> <Name>{oneLine(name)}</Name>{" "}
              <small>{formatNumber(parts.length)}</small>
            </button>
          )}
          <span class="description">{metricSpec(name)?.description ?? "A custom metric of the scenario."}</span>
          {note === undefined ? null : <span class="description warned">{note}</span>}
        </td>
        <Cells values={cells} />
      </tr>
      {isOpen ? [...parts].sort(byName).map((part) => <PartRow key={part.name} part={part} />) : null}
      {isOpen && isCapped ? (
        <tr class="part-row">
          <td colSpan={cells.length + 1} class="faint">
            There were too many distinct values: the rest is counted as “{OTHER_DIMENSION}”.
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function PartRow({ part: { name, cells } }: { readonly part: MetricPart }) {
  return (
    <tr class="part-row">
      <td>{name === "" ? "–" : <Name>{oneLine(name)}</Name>}</td>
      <Cells values={cells} />
    </tr>
  );
}

function Cells({ values }: { readonly values: readonly string[] }) {
  return (
    <>
      {values.map((value, index) => (
        <td key={index} class="number">
          {value}
        </td>
      ))}
    </>
  );
}

/** By name, with `other` last. */
function byName({ name: a }: MetricPart, { name: b }: MetricPart): number {
  return Number(a === OTHER_DIMENSION) - Number(b === OTHER_DIMENSION) || a.localeCompare(b);
}

/** A name that may wrap after underscores and slashes. */
function Name({ children }: { readonly children: string }) {
  const pieces = children.match(/[^_/]+[_/]?|[_/]/g) ?? [];
  return (
    <>
      {pieces.map((piece, index) => (
        <span key={index}>
          {index > 0 ? <wbr /> : null}
          {piece}
        </span>
      ))}
    </>
  );
}
