import { type Column, DataTable } from "../data-table.js";
import { Part } from "../part.js";

interface TablePartProps<T> {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** One of its rows. */
  readonly noun: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly placeholder: string;
}

/** A part of the page that is one table, with a row for each name. */
export function TablePart<T extends { readonly name: string }>({ title, about, ...table }: TablePartProps<T>) {
  return (
    <Part id={table.id} title={title} about={about}>
      <DataTable {...table} label={title} keyOf={({ name }) => name} />
    </Part>
  );
}
