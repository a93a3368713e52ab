/** A column of a text table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** A cell: its text, and how to colour it after padding. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = "  ";
const MIN_FIRST = 12;

/** The lines of a table. Columns are as wide as their content; the first one shrinks when there is not enough room. */
export function textTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const natural = columns.map(({ title }, at) => Math.max(lengthOf(title), ...rows.map((row) => lengthOf(row[at]?.text ?? ""))));
  const others = natural.slice(1).reduce((sum, length) => sum + length + GAP.length, 0);
  const widths = natural.map((length, at) => (at === 0 ? Math.min(length, Math.max(MIN_FIRST, width - others)) : length));
  const line = (cells: readonly Cell[]) =>
    columns
      .map(({ align }, at) => {
        const { text, paint } = cells[at] ?? { text: "" };
        const fitted = toWidth(text, widths[at] ?? 0, align);
        return paint === undefined ? fitted : paint(fitted);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => ({ text: title }))), ...rows.map(line)];
}

/** Pads text to a width, or cuts it in the middle, where names differ least. */
export function toWidth(text: string, width: number, align: Column["align"]): string {
  const characters = Array.from(text);
  if (characters.length > width) {
    const head = Math.ceil((width - 1) / 2);
    return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (width - 1 - head)).join("")}`;
  }
  const space = " ".repeat(width - characters.length);
  return align === "left" ? text + space : space + text;
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
