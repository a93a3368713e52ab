/** Lets the reader save a file that the page has made. */
export function saveFile(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** Rows as CSV, in the form that spreadsheets read: quoted where needed, with CRLF. */
function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join(",")).join("\r\n");
}

/** Saves rows as a CSV file. */
export function saveCsv(name: string, rows: readonly (readonly string[])[]): void {
  saveFile(`${name}.csv`, `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${csvOf(rows)}`)}`);
}

/** Copies rows, with tabs between their cells, so that they can be pasted into a spreadsheet. */
export async function copyRows(rows: readonly (readonly string[])[]): Promise<void> {
  await navigator.clipboard.writeText(rows.map((row) => row.join("\t")).join("\n"));
}

/** A cell that begins like a formula is text, so that no spreadsheet runs what a page or server made up. */
function quoted(cell: string): string {
  const text = /^[=+@\t\r]|^-(?![\d.])/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
