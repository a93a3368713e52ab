import { composedParent } from "./conditions.js";
import { roleOf } from "./roles.js";
import { normal } from "./selector-text.js";

/** How people get to know an element by: its accessible name, after https://www.w3.org/TR/accname-1.2/. */
export function nameOf(element: Element): string {
  return normal(nameIn(element, { seen: new Set(), isPart: false, byReference: false }));
}

interface NameContext {
  readonly seen: Set<Element>;
  /** It contributes to another element's name. */
  readonly isPart: boolean;
  /** `aria-labelledby` leads here: it may be hidden, and leads no further. */
  readonly byReference: boolean;
}

const FROM_CONTENT =
  /^(button|cell|checkbox|columnheader|gridcell|heading|link|menuitem|menuitemcheckbox|menuitemradio|option|radio|row|rowheader|switch|tab|tooltip|treeitem)$/;

function nameIn(element: Element, context: NameContext): string {
  const { seen, isPart, byReference } = context;
  if (seen.has(element) || (isPart && !byReference && isHidden(element))) return "";
  const referenced = byReference ? [] : referencesOf(element);
  if (referenced.length > 0) {
    const inside = { seen: new Set([...seen, element]), isPart: true, byReference: true };
    return referenced.map((one) => nameIn(one, inside)).join(" ");
  }
  seen.add(element);
  if (isPart && !byReference) {
    const value = embeddedValue(element);
    if (value !== undefined) return value;
  }
  const label = element.getAttribute("aria-label")?.trim() ?? "";
  if (label !== "") return label;
  const own = nativeName(element, context);
  if (own !== undefined && own.trim() !== "") return own;
  if (isPart || FROM_CONTENT.test(roleOf(element))) {
    const content = contentName(element, context);
    if (content.trim() !== "") return content;
  }
  return element.getAttribute("title") ?? "";
}

function referencesOf(element: Element): readonly Element[] {
  const root = element.getRootNode() as Document | ShadowRoot;
  const ids = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter((id) => id !== "");
  return ids.map((id) => root.getElementById(id)).filter((one) => one !== null);
}

/** What a field inside of a label says. */
function embeddedValue(element: Element): string | undefined {
  const role = roleOf(element);
  if (role === "textbox" || role === "searchbox") {
    return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? element.value
      : (element.textContent ?? "");
  }
  if (role === "combobox" || role === "listbox") {
    if (element instanceof HTMLSelectElement) return [...element.selectedOptions].map(({ text }) => text).join(" ");
    return element instanceof HTMLInputElement ? element.value : undefined;
  }
  if (role === "slider" || role === "spinbutton") {
    return element.getAttribute("aria-valuetext") ?? element.getAttribute("aria-valuenow") ?? (element as HTMLInputElement).value;
  }
  return undefined;
}

const BUTTON_NAMES: Readonly<Record<string, string>> = { submit: "Submit", reset: "Reset", image: "Submit" };

/** What HTML has for it: a label, a caption, a value. */
function nativeName(element: Element, context: NameContext): string | undefined {
  if (element instanceof HTMLInputElement && /^(button|submit|reset|image)$/.test(element.type)) {
    if (element.type === "image" && element.alt !== "") return element.alt;
    return element.value === "" ? element.title || BUTTON_NAMES[element.type] : element.value;
  }
  const inside = { ...context, isPart: true, byReference: false };
  if (element.matches("button, input, select, textarea, meter, output, progress")) {
    const labels = [...((element as HTMLInputElement).labels ?? [])];
    // A button's label is its content, unless it has one of its own.
    if (labels.length > 0 && !context.isPart) return labels.map((label) => nameIn(label, inside)).join(" ");
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
      return element.title || element.placeholder;
    return undefined;
  }
  if (element instanceof HTMLImageElement || element.nodeName === "AREA") return element.getAttribute("alt") ?? undefined;
  const caption = { FIELDSET: "legend", FIGURE: "figcaption", TABLE: "caption", svg: "title" }[element.nodeName];
  const child = caption === undefined ? undefined : [...element.children].find(({ localName }) => localName === caption);
  return child === undefined ? undefined : nameIn(child, inside);
}

function contentName(element: Element, context: NameContext): string {
  const inside = { ...context, isPart: true, byReference: false };
  const slotted = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  const nodes = slotted.length > 0 ? slotted : (element.shadowRoot ?? element).childNodes;
  return [...nodes].map((node) => partName(node, inside)).join("");
}

function partName(node: Node, inside: NameContext): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? "";
  if (!(node instanceof Element)) return "";
  const name = nameIn(node, inside);
  const { display } = getComputedStyle(node);
  // What stands in a block of its own is a word of its own.
  return display === "inline" && node.nodeName !== "BR" ? name : ` ${name} `;
}

/** Whether nobody can come upon it, whatever is drawn. */
export function isHidden(element: Element): boolean {
  if (/^(STYLE|SCRIPT|NOSCRIPT|TEMPLATE)$/.test(element.nodeName)) return true;
  const style = getComputedStyle(element);
  if (
    style.display !== "contents" &&
    (style.visibility !== "visible" || !(element.checkVisibility() || element instanceof HTMLOptionElement))
  ) {
    return true;
  }
  for (let one: Element | null = element; one !== null; one = composedParent(one)) {
    if (one.getAttribute("aria-hidden")?.toLowerCase() === "true" || getComputedStyle(one).display === "none") return true;
  }
  return false;
}
