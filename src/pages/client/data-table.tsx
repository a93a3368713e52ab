import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { ListFilter, ListRest, useLongList } from "./long-list.js";
import { WideTable } from "./part.js";
import { copyRows, saveCsv } from "./save.js";
import { changeView, currentView, useView } from "./view.js";

/** A column of a table. */
export interface Column<T> {
  readonly title: string;
  /** What the column is sorted by and saved as; `undefined` where a row has nothing. */
  readonly value: (row: T) => number | string | undefined;
  /** What is shown. Default: the value. */
  readonly cell?: (row: T) => ComponentChildren;
  readonly isNumber?: boolean;
  readonly className?: string | ((row: T) => string);
  /** Explains the title. */
  readonly hint?: string;
}

interface DataTableProps<T> {
  /** Names the table in the view and in its file. */
  readonly id: string;
  /** How it looks. Default: its id. */
  readonly kind?: string;
  readonly label: string;
  readonly noun: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  readonly placeholder: string;
  /** The text that the filter searches. Default: the key. */
  readonly textOf?: (row: T) => string;
}

/** A table that can be sorted by its columns, filtered, copied and saved. Rows come in their own order until one is chosen. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { id, kind = id, label, noun, rows, keyOf, columns, placeholder, textOf = keyOf } = props;
  const order = useView().orders?.[id];
  const sorted = useMemo(() => sortedBy(rows, columns, order), [rows, columns, order]);
  const list = useLongList(sorted, textOf, id);
  const head = columns.map((column) => <HeadCell key={column.title} table={id} column={column} order={order} />);
  return (
    <>
      <div class="table-tools">
        <ListFilter list={list} placeholder={placeholder} />
        <TableTools name={id} rowsOf={() => [columns.map(({ title }) => title), ...sorted.map((row) => textsOf(row, columns))]} />
      </div>
      <WideTable label={label} kind={kind} head={head}>
        <tbody>
          {list.shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title} class={classOf(column, row)}>
                  {column.cell === undefined ? column.value(row) : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
      <ListRest list={list} noun={noun} />
    </>
  );
}

function HeadCell<T>({
  table,
  column,
  order,
}: {
  readonly table: string;
  readonly column: Column<T>;
  readonly order: string | undefined;
}) {
  const { title, hint, isNumber = false } = column;
  const isOrdered = order === title || order === `-${title}`;
  const isDescending = order?.startsWith("-") === true;
  const next = isOrdered ? (isDescending ? title : `-${title}`) : isNumber ? `-${title}` : title;
  const sort = () => changeView({ orders: { ...currentView().orders, [table]: next } });
  return (
    <th scope="col" class={isNumber ? "number" : ""} aria-sort={isOrdered ? (isDescending ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" title={hint} onClick={sort}>
        {title}
        <span aria-hidden="true">{isOrdered ? (isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** Buttons that copy and save a table. */
function TableTools({ name, rowsOf }: { readonly name: string; readonly rowsOf: () => readonly (readonly string[])[] }) {
  const [copied, setCopied] = useState("");
  const copy = () =>
    void copyRows(rowsOf()).then(
      () => setCopied("copied"),
      () => setCopied("the browser refused"),
    );
  return (
    <span class="tools">
      <span role="status">{copied}</span>
      <button type="button" onClick={copy}>
        Copy
      </button>
      <button type="button" onClick={() => saveCsv(name, rowsOf())}>
        Save as CSV
      </button>
    </span>
  );
}

function classOf<T>({ isNumber, className }: Column<T>, row: T): string {
  const own = typeof className === "function" ? className(row) : (className ?? "");
  return isNumber === true ? `number ${own}` : own;
}

function textsOf<T>(row: T, columns: readonly Column<T>[]): readonly string[] {
  return columns.map(({ value }) => {
    const shown = value(row);
    return typeof shown === "number" ? String(Number(shown.toPrecision(6))) : (shown ?? "");
  });
}

/** Rows without a value come last in both directions. */
function sortedBy<T>(rows: readonly T[], columns: readonly Column<T>[], order: string | undefined): readonly T[] {
  const isDescending = order?.startsWith("-") === true;
  const column = columns.find(({ title }) => title === order || `-${title}` === order);
  if (column === undefined) return rows;
  const compare = (a: T, b: T): number => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    const rising = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return isDescending ? -rising : rising;
  };
  return [...rows].sort(compare);
}
