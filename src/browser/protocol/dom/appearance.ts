import type { ReadElement } from "./read-element.js";

/** What is known of an element's style without style sheets: HTML's own rules, attributes, and `style`. */
export interface Appearance {
  readonly display: string;
  readonly visibility: string;
  readonly content: "none";
}

/** For `getComputedStyle`. Pseudo-elements come from style sheets, which are not read. */
export function appearanceOf(element: ReadElement, pseudo?: string): Appearance {
  if (pseudo !== undefined) return { display: "inline", visibility: "visible", content: "none" };
  return { display: displayOf(element), visibility: visibilityOf(element), content: "none" };
}

/** True if neither the element nor anything around it is taken out of the page. */
export function rendersBox(element: ReadElement): boolean {
  for (let one: ReadElement | null = element; one !== null; one = one.parentElement) {
    if (displayOf(one) === "none" || isInClosedDetails(one)) return false;
  }
  // A list that drops down draws its options itself.
  if (element.localName !== "option" && element.localName !== "optgroup") return true;
  const list = element.closest("select");
  return list === null || list.hasAttribute("multiple") || Number(list.getAttribute("size") ?? 0) > 1;
}

const NEVER_SHOWN =
  /^(area|base|basefont|datalist|head|link|meta|noembed|noframes|noscript|param|rp|script|style|template|title)$/;
const BLOCKS =
  /^(address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|listing|main|menu|nav|ol|optgroup|option|p|plaintext|pre|search|section|summary|ul|xmp)$/;
const TABLE_PARTS: Readonly<Record<string, string>> = {
  table: "table",
  caption: "table-caption",
  colgroup: "table-column-group",
  col: "table-column",
  thead: "table-header-group",
  tbody: "table-row-group",
  tfoot: "table-footer-group",
  tr: "table-row",
  td: "table-cell",
  th: "table-cell",
};

export function displayOf(element: ReadElement): string {
  const { localName } = element;
  const given = styled(element, "display");
  if (given !== undefined) return given;
  if (element.hasAttribute("hidden") || NEVER_SHOWN.test(localName)) return "none";
  if (localName === "input") return element.getAttribute("type")?.toLowerCase() === "hidden" ? "none" : "inline-block";
  if (localName === "dialog" && !element.hasAttribute("open")) return "none";
  if (BLOCKS.test(localName)) return "block";
  if (localName === "slot") return "contents";
  return TABLE_PARTS[localName] ?? (/^(button|select|textarea)$/.test(localName) ? "inline-block" : "inline");
}

function visibilityOf(element: ReadElement): string {
  for (let one: ReadElement | null = element; one !== null; one = one.parentElement) {
    const given = styled(one, "visibility");
    if (given !== undefined && given !== "inherit") return given;
  }
  return "visible";
}

/** Only the summary of closed details is shown. */
function isInClosedDetails(element: ReadElement): boolean {
  const details = element.parentElement;
  if (details?.localName !== "details" || details.hasAttribute("open")) return false;
  return details.children.find(({ localName }) => localName === "summary") !== element;
}

const DECLARATION = /(?:^|;)\s*(display|visibility)\s*:\s*([\w-]+)/gi;

/** A declaration of the `style` attribute; the last one counts. */
function styled(element: ReadElement, property: "display" | "visibility"): string | undefined {
  const style = element.getAttribute("style");
  if (style === null) return undefined;
  let value: string | undefined;
  for (const [, name, given] of style.matchAll(DECLARATION)) if (name?.toLowerCase() === property) value = given?.toLowerCase();
  return value;
}
