import { composedParent } from "../conditions.js";
import { drawnText } from "./drawn-text.js";
import { isNone, roleOf } from "./roles.js";
import { normal } from "./selector-text.js";

/**
 * The accessible name of an element, after https://www.w3.org/TR/accname-1.2/; with `includesHidden`, hidden content is part of
 * it as well.
 */
export function nameOf(element: Element, includesHidden = false): string {
  if (UNNAMED.test(roleOf(element))) return "";
  return normal(nameIn(element, { ...beginning(), includesHidden, throughHidden: includesHidden }));
}

/** The accessible description of an element. */
export function descriptionOf(element: Element): string {
  if (element.hasAttribute("aria-describedby")) {
    const texts = referencesOf(element, "aria-describedby").map((one) => nameByReference(one, beginning()));
    return normal(texts.join(" "));
  }
  return normal(element.getAttribute("aria-description") ?? element.getAttribute("title") ?? "");
}

function beginning(): NameContext {
  return { seen: new Set(), isPart: false, byReference: false, includesHidden: false, throughHidden: false, inLabel: false };
}

interface NameContext {
  readonly seen: Set<Element>;
  /** The element contributes to another element's name. */
  readonly isPart: boolean;
  /** The element was reached through `aria-labelledby` or similar: its own references are not followed. */
  readonly byReference: boolean;
  /** Hidden content is asked for. */
  readonly includesHidden: boolean;
  /** The referenced element, or the label, is hidden, so hidden content in it counts too. */
  readonly throughHidden: boolean;
  /** The element is in a label, a caption or a referenced element: its content counts whatever its role. */
  readonly inLabel: boolean;
}

/** Roles for which ARIA prohibits a name. */
const UNNAMED =
  /^(caption|code|definition|deletion|emphasis|generic|insertion|mark|paragraph|presentation|strong|subscript|suggestion|superscript|term|time)$/;
/** Roles whose content becomes part of an ancestor's name; the content of other roles does not. */
const PASSES_ON =
  /^(|caption|code|contentinfo|definition|deletion|emphasis|insertion|list|listitem|mark|none|paragraph|presentation|region|rowgroup|section|strong|subscript|superscript|table|term|time)$/;
const FROM_CONTENT =
  /^(button|cell|checkbox|columnheader|gridcell|heading|link|menuitem|menuitemcheckbox|menuitemradio|option|radio|row|rowheader|switch|tab|tooltip|treeitem)$/;

function nameIn(element: Element, context: NameContext): string {
  const { seen, isPart, byReference, throughHidden } = context;
  if (seen.has(element) || (isPart && (throughHidden ? isSilent(element) : isHidden(element)))) return "";
  const references = referencesOf(element, "aria-labelledby");
  if (!byReference) {
    const referenced = references.map((one) => nameByReference(one, context)).join(" ");
    if (referenced.trim() !== "") return referenced;
  }
  seen.add(element);
  if (isPart && !references.includes(element)) {
    const value = embeddedValue(element);
    if (value !== undefined) return value;
  }
  const label = element.getAttribute("aria-label")?.trim() ?? "";
  if (label !== "") return label;
  const role = roleOf(element);
  const own = isNone(role) ? undefined : nativeName(element, context);
  if (own !== undefined && own.trim() !== "") return own;
  const hasContent = FROM_CONTENT.test(role) || context.inLabel || (isPart && PASSES_ON.test(role));
  if (hasContent || element.nodeName === "SUMMARY") {
    const content = contentName(element, context);
    if (content.trim() !== "") return content;
  }
  return isNone(role) ? "" : (element.getAttribute("title") ?? "");
}

function nameByReference(element: Element, context: NameContext): string {
  const throughHidden = context.includesHidden || isHidden(element);
  return nameIn(element, { ...context, isPart: true, byReference: true, throughHidden, inLabel: true });
}

/** Elements whose ids the attribute lists, in that order. */
export function referencesOf(element: Element, attribute: "aria-labelledby" | "aria-describedby"): readonly Element[] {
  const root = element.getRootNode() as Document | ShadowRoot;
  const ids = (element.getAttribute(attribute) ?? "").split(/\s+/).filter((id) => id !== "");
  return ids.map((id) => root.getElementById(id)).filter((one) => one !== null);
}

/** Value of a field inside a label; `undefined` for other elements. */
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

const BUTTON_NAMES: Readonly<Record<string, string>> = { submit: "Submit", reset: "Reset", image: "Submit", file: "Choose File" };

/** Name that HTML provides: a label, a caption, a value. */
function nativeName(element: Element, context: NameContext): string | undefined {
  if (element instanceof HTMLInputElement && /^(button|submit|reset)$/.test(element.type)) {
    return element.value.trim() === "" ? (BUTTON_NAMES[element.type] ?? element.title) : element.value;
  }
  const inside = { ...context, isPart: true, byReference: false, inLabel: true };
  if (element.matches("button, input, select, textarea, meter, output, progress")) {
    const labels = [...((element as HTMLInputElement).labels ?? [])];
    // A `<label>` takes precedence over a button's content.
    if (labels.length > 0 && !context.isPart) {
      const throughHidden = (label: Element) => context.includesHidden || isHidden(label);
      return labels.map((label) => nameIn(label, { ...inside, throughHidden: throughHidden(label) })).join(" ");
    }
    if (element instanceof HTMLInputElement) return inputName(element);
    return element instanceof HTMLTextAreaElement ? element.title || element.placeholder : undefined;
  }
  if (element instanceof HTMLImageElement || element.nodeName === "AREA") return element.getAttribute("alt") ?? undefined;
  if (element instanceof SVGElement) {
    const title = childOf(element, "title");
    return title && nameByReference(title, context);
  }
  const caption = childOf(element, { FIELDSET: "legend", FIGURE: "figcaption", TABLE: "caption" }[element.nodeName]);
  return caption && nameIn(caption, inside);
}

function inputName({ type, alt, title, placeholder }: HTMLInputElement): string {
  if (type === "file") return BUTTON_NAMES.file ?? "";
  if (type === "image") return alt || title || (BUTTON_NAMES.image ?? "");
  return title || placeholder;
}

function childOf(element: Element, name: string | undefined): Element | undefined {
  return [...element.children].find(({ localName }) => localName === name);
}

function contentName(element: Element, context: NameContext): string {
  const inside = { ...context, isPart: true, byReference: false };
  const slotted = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  const nodes = slotted.length > 0 ? slotted : (element.shadowRoot ?? element).childNodes;
  const content = [...nodes].map((node) => partName(node, inside)).join("");
  return `${drawnText(element, "::before")}${content}${drawnText(element, "::after")}`;
}

function partName(node: Node, inside: NameContext): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? "";
  if (!(node instanceof Element)) return "";
  const name = nameIn(node, inside);
  const { display } = getComputedStyle(node);
  // Spaces separate the text of blocks.
  return display === "inline" && node.nodeName !== "BR" ? name : ` ${name} `;
}

/** True if the element is hidden from assistive technology, even if it is drawn. */
export function isHidden(element: Element): boolean {
  if (isSilent(element)) return true;
  const style = getComputedStyle(element);
  // A list shows its options whatever their style.
  const isListed = element instanceof HTMLOptionElement && element.closest("select") !== null;
  if (style.display !== "contents" && !isListed && (style.visibility !== "visible" || !element.checkVisibility())) return true;
  for (let one: Element | null = element; one !== null; one = composedParent(one)) {
    if (one.getAttribute("aria-hidden")?.toLowerCase() === "true" || getComputedStyle(one).display === "none") return true;
  }
  return false;
}

function isSilent(element: Element): boolean {
  return /^(STYLE|SCRIPT|NOSCRIPT|TEMPLATE)$/.test(element.nodeName);
}
