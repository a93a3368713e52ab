import { buttonOf, composedParent } from "./conditions.js";

/** Viewport coordinates in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Describes what covers the element at the point; `undefined` if a pointer there reaches the element. */
export function coverAt({ x, y }: Point, element: Element): string | undefined {
  const hit = deepestAt(x, y);
  return hit === undefined ? "nothing that takes the pointer" : coverOf(hit, element);
}

/** Describes the element that a pointer hit; `undefined` if it is the wanted element or inside it. */
export function coverOf(hit: Element, element: Element): string | undefined {
  const target = buttonOf(element);
  for (let one: Element | null = hit; one !== null; one = composedParent(one))
    if (one === target || one === element) return undefined;
  return describe(hit);
}

function deepestAt(x: number, y: number): Element | undefined {
  let root: DocumentOrShadowRoot = document;
  let found: Element | undefined;
  for (;;) {
    const inner: Element | null = root.elementFromPoint(x, y);
    if (inner === null || inner === found) return found && (slotAt(x, y, found) ?? found);
    found = inner;
    if (inner.shadowRoot === null) return found;
    root = inner.shadowRoot;
  }
}

/** `elementFromPoint` returns the host for slotted text, although events on the text go to the slot and its ancestors. */
function slotAt(x: number, y: number, host: Element): Element | undefined {
  for (const slot of host.shadowRoot?.querySelectorAll("slot") ?? []) {
    for (const node of slot.assignedNodes()) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const range = document.createRange();
      range.selectNode(node);
      const isThere = (box: DOMRect) => x >= box.left && x < box.right && y >= box.top && y < box.bottom;
      if ([...range.getClientRects()].some(isThere)) return slot;
    }
  }
  return undefined;
}

const MAX_ATTRIBUTE = 50;

/** `<span class="overlay">…</span>` */
export function describe(element: Element): string {
  const name = element.nodeName.toLowerCase();
  const attributes = [...element.attributes]
    .filter(({ name }) => name !== "style")
    .map(({ name, value }) => {
      const short = value.length > MAX_ATTRIBUTE ? `${value.slice(0, MAX_ATTRIBUTE)}…` : value;
      return ` ${name}${value === "" ? "" : `="${short}"`}`;
    });
  return `<${name}${attributes.join("")}>${element.childNodes.length === 0 ? "" : "…"}</${name}>`;
}
