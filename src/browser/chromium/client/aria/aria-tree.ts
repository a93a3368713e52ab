import type { AriaNode, AriaStates } from "../../../../base/aria/aria-tree.js";
import { checkedState, isEnabled } from "../conditions.js";
import { isHidden, nameOf } from "../selectors/accessible-name.js";
import { drawnText } from "../selectors/drawn-text.js";
import { canBeDisabled, ROLES_WITH } from "../selectors/role-states.js";
import { isNone, roleOf } from "../selectors/roles.js";
import { normal } from "../selectors/selector-text.js";

interface OpenNode extends AriaStates {
  readonly role: string;
  readonly name: string;
  readonly props: Record<string, string>;
  children: (OpenNode | string)[];
}

/** The roles, names and texts in an element, and its own. */
export function ariaTree(root: Element): AriaNode {
  const whole: OpenNode = { role: "fragment", name: "", props: {}, children: [] };
  visit(root, whole, new Set());
  tidy(whole);
  return whole;
}

function visit(node: Node, parent: OpenNode, seen: Set<Node>): void {
  if (node instanceof Text) {
    const around = node.parentElement ?? (node.getRootNode() as Partial<ShadowRoot>).host;
    if (around !== undefined && getComputedStyle(around).visibility === "visible") parent.children.push(node.data);
    return;
  }
  if (!(node instanceof Element) || seen.has(node) || isOut(node)) return;
  seen.add(node);
  const own = isHidden(node) ? undefined : openNode(node);
  if (own !== undefined) parent.children.push(own);
  visitParts(node, own ?? parent, seen);
  if (own !== undefined && isTyped(node)) own.children = [node.value];
}

/** Not there for anybody; an element that is not visible may have visible ones in it. */
function isOut(element: Element): boolean {
  const { display, visibility } = getComputedStyle(element);
  if (display === "contents" || (display !== "none" && visibility !== "visible"))
    return element.getAttribute("aria-hidden")?.toLowerCase() === "true";
  return isHidden(element);
}

function visitParts(element: Element, into: OpenNode, seen: Set<Node>): void {
  const { display } = getComputedStyle(element);
  // Spaces separate the text of blocks.
  const space = display === "inline" && element.nodeName !== "BR" ? "" : " ";
  into.children.push(space, drawnText(element, "::before"));
  if (element.nodeName !== "IFRAME" && element.nodeName !== "FRAME") for (const part of partsOf(element)) visit(part, into, seen);
  for (const id of element.getAttribute("aria-owns")?.split(/\s+/) ?? []) {
    const owned = id === "" ? null : (element.getRootNode() as Document).getElementById(id);
    if (owned !== null) visit(owned, into, seen);
  }
  into.children.push(drawnText(element, "::after"), space);
}

function* partsOf(element: Element): Iterable<Node> {
  const assigned = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  if (assigned.length > 0) {
    yield* assigned;
    return;
  }
  const slotted = (child: ChildNode) => (child instanceof Element || child instanceof Text) && child.assignedSlot !== null;
  for (const child of element.childNodes) if (!slotted(child) && element.shadowRoot === null) yield child;
  if (element.shadowRoot !== null) yield* element.shadowRoot.childNodes;
}

function isTyped(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  if (element instanceof HTMLInputElement) return !/^(checkbox|radio|file)$/.test(element.type);
  return element instanceof HTMLTextAreaElement;
}

/** `undefined` for elements without a role, whose parts belong to what they are in. */
function openNode(element: Element): OpenNode | undefined {
  const role = /^I?FRAME$/.test(element.nodeName) ? "iframe" : roleOf(element);
  if (role === "" || role === "generic" || isNone(role)) return undefined;
  const name = nameOf(element);
  const props: Record<string, string> = {};
  const href = element.getAttribute("href");
  if (role === "link" && href !== null) props.url = href;
  const placeholder = element.getAttribute("placeholder");
  if (role === "textbox" && placeholder !== null && placeholder !== name) props.placeholder = placeholder;
  return { role, name, props, children: [], ...statesOf(element, role) };
}

function statesOf(element: Element, role: string): AriaStates {
  const has = (state: string) => ROLES_WITH[state]?.test(role) === true;
  const given = (name: string) => element.getAttribute(`aria-${name}`)?.toLowerCase();
  return {
    ...(has("checked") ? { checked: checkedOf(element) } : {}),
    ...(canBeDisabled(element) ? { disabled: !isEnabled(element) } : {}),
    ...(has("expanded") && given("expanded") !== undefined ? { expanded: given("expanded") === "true" } : {}),
    ...(has("level") ? { level: levelOf(element) } : {}),
    ...(has("pressed") ? { pressed: given("pressed") === "mixed" ? ("mixed" as const) : given("pressed") === "true" } : {}),
    ...(has("selected")
      ? { selected: element instanceof HTMLOptionElement ? element.selected : given("selected") === "true" }
      : {}),
  };
}

function checkedOf(element: Element): boolean | "mixed" {
  const isMixed =
    element instanceof HTMLInputElement ? element.indeterminate : element.getAttribute("aria-checked")?.toLowerCase() === "mixed";
  return isMixed ? "mixed" : (checkedState(element) ?? false);
}

/** 0 without one. */
function levelOf(element: Element): number {
  const level = Number(/^H([1-6])$/.exec(element.nodeName)?.[1] ?? element.getAttribute("aria-level"));
  return Number.isInteger(level) && level >= 1 ? level : 0;
}

/** Joins texts that are beside each other, and leaves out those that only repeat the name. */
function tidy(node: OpenNode): void {
  const children: (OpenNode | string)[] = [];
  let text = "";
  const end = () => {
    const plain = normal(text);
    if (plain !== "") children.push(plain);
    text = "";
  };
  for (const child of node.children) {
    if (typeof child === "string") text += child;
    else {
      end();
      tidy(child);
      children.push(child);
    }
  }
  end();
  node.children = children.length === 1 && children[0] === node.name ? [] : children;
}
