import { displayOf, rendersBox } from "./appearance.js";
import type { Node } from "./node.js";
import type { ReadElement } from "./read-element.js";

/** A text, or the number of line breaks that are needed at least before the next text. */
type Piece = string | number;

/**
 * The text as it is rendered, after https://html.spec.whatwg.org/#dom-innertext, with HTML's own styles only. The text of an
 * element that is not rendered is its `textContent`.
 */
export function innerTextOf(element: ReadElement): string {
  if (!rendersBox(element)) return element.textContent ?? "";
  const pieces: Piece[] = [];
  for (const child of element.childNodes) collect(child, pieces, keepsSpace(element));
  return joined(pieces);
}

function collect(node: Node, pieces: Piece[], isPre: boolean): void {
  if (node.kind === "text") {
    pieces.push(isPre ? (node.nodeValue ?? "") : (node.nodeValue ?? "").replace(/[ \t\r\n\f]+/g, " "));
    return;
  }
  if (node.kind !== "element") return;
  const element = node as ReadElement;
  const { localName } = element;
  const display = displayOf(element);
  if (display === "none" || /^(textarea|input|video|audio|canvas|iframe|object)$/.test(localName)) return;
  if (localName === "br") {
    pieces.push("\n");
    return;
  }
  if (isInClosedDetails(element)) return;
  const breaks = localName === "p" ? 2 : isBlock(display) ? 1 : 0;
  if (breaks > 0) pieces.push(breaks);
  const keeps = isPre || keepsSpace(element);
  for (const child of element.childNodes) collect(child, pieces, keeps);
  if (display === "table-cell" && element.nextElementSibling !== null) pieces.push("\t");
  if (display === "table-row" && element.nextElementSibling !== null) pieces.push("\n");
  if (breaks > 0) pieces.push(breaks);
}

function keepsSpace(element: ReadElement): boolean {
  return /^(pre|textarea|listing)$/.test(element.localName) || /white-space\s*:\s*pre/i.test(element.getAttribute("style") ?? "");
}

function isBlock(display: string): boolean {
  return /^(block|flex|grid|list-item|table|table-caption|flow-root)$/.test(display);
}

function isInClosedDetails(element: ReadElement): boolean {
  const details = element.parentElement;
  return details?.localName === "details" && !details.hasAttribute("open") && element.localName !== "summary";
}

/** Joins the pieces: white space at the ends of lines goes, as does that after other white space. */
function joined(pieces: readonly Piece[]): string {
  let text = "";
  let breaks = 0;
  for (const piece of pieces) {
    if (typeof piece === "number") {
      breaks = Math.max(breaks, piece);
      continue;
    }
    const isAtStart = text === "" || breaks > 0 || /[\n\t ]$/.test(text);
    const added = isAtStart && piece.startsWith(" ") ? piece.slice(1) : piece;
    if (added === "") continue;
    if (breaks > 0 && text !== "") text = text.replace(/ $/, "") + "\n".repeat(breaks);
    else if (added === "\n" || added === "\t") text = text.replace(/ $/, "");
    breaks = 0;
    text += added;
  }
  return text.replace(/ $/, "");
}
