import { escapeHtml } from "../../../pages/escape-html.js";

/** A table of texts, the first column of which names the row. It can be scrolled where it is too wide. */
export function htmlTable(label: string, titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title, at) =>
    title === "" ? "<td></td>" : `<th scope="col"${numberClass(at)}>${escapeHtml(title)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.map((text, at) =>
      at === 0 ? `<th scope="row">${escapeHtml(text)}</th>` : `<td${numberClass(at)}>${escapeHtml(text)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<section class="scroll" aria-label="Table: ${escapeHtml(label)}" tabindex="0"><table class="figures-of-both"><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></section>`;
}

function numberClass(at: number): string {
  return at === 0 ? "" : ' class="number"';
}
