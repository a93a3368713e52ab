import { cutApart, cutInMiddle } from "./cut-apart.js";

/** A column of a text table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Whether it can be left out when there is no room; of several, the one with the highest number goes first. */
  readonly spare?: number;
}

/** A cell: its text, and how to colour it after padding. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = "  ";
const MIN_FIRST = 12;
/** With this much room, names are readable although they are cut. */
const ENOUGH_FIRST = 26;

/**
 * The lines of a table. Columns are as wide as their content. When there is not enough room, columns that can be left out go,
 * and then the first column shrinks: its texts are cut in the middle, so that they still differ.
 */
export function textTable(all: readonly Column[], allRows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const kept = keptColumns(all, allRows, width);
  const columns = kept.flatMap((at) => all[at] ?? []);
  const rows = allRows.map((row) => kept.map((at) => row[at] ?? { text: "" }));
  const { natural, first } = roomFor(columns, rows, width);
  const widths = natural.map((length, at) => (at === 0 ? Math.min(length, Math.max(MIN_FIRST, first)) : length));
  const names = cutApart(
    rows.map((row) => row[0]?.text ?? ""),
    widths[0] ?? 0,
  );
  const line = (cells: readonly Cell[], name: string | undefined) =>
    columns
      .map(({ align }, at) => {
        const { text, paint } = cells[at] ?? { text: "" };
        const fitted = toWidth(at === 0 && name !== undefined ? name : text, widths[at] ?? 0, align);
        return paint === undefined ? fitted : paint(fitted);
      })
      .join(GAP)
      .trimEnd();
  const head = columns.map(({ title }) => ({ text: title }));
  return [line(head, undefined), ...rows.map((row, at) => line(row, names[at]))];
}

/** The columns that stay, by number: those of the highest `spare` go first, until the names have room. */
function keptColumns(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): readonly number[] {
  const spare = [...columns.keys()].filter((at) => columns[at]?.spare !== undefined);
  spare.sort((a, b) => (columns[b]?.spare ?? 0) - (columns[a]?.spare ?? 0));
  let kept = [...columns.keys()];
  for (const least of spare) {
    const { natural, first } = roomFor(
      kept.flatMap((at) => columns[at] ?? []),
      rows.map((row) => kept.map((at) => row[at] ?? { text: "" })),
      width,
    );
    if (first >= Math.min(natural[0] ?? 0, ENOUGH_FIRST)) break;
    kept = kept.filter((at) => at !== least);
  }
  return kept;
}

function roomFor(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number) {
  const natural = columns.map(({ title }, at) => Math.max(lengthOf(title), ...rows.map((row) => lengthOf(row[at]?.text ?? ""))));
  const others = natural.slice(1).reduce((sum, length) => sum + length + GAP.length, 0);
  return { natural, first: width - others };
}

/** Pads text to a width, or cuts it in the middle, where names differ least. */
export function toWidth(text: string, width: number, align: Column["align"]): string {
  const fitted = cutInMiddle(text, width);
  const space = " ".repeat(Math.max(0, width - lengthOf(fitted)));
  return align === "left" ? fitted + space : space + fitted;
}

/** Wraps text to `width` characters between words; a number stays with its unit. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<!\d) | (?!(?:ms|s|min|h|%|kB|MB)\b|%)/)) {
    if (line !== "" && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
