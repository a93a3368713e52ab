import { compile, type Options } from "css-select";
import { attributeTest } from "./attribute-selector.js";
import type { Node, ParentNode } from "./node.js";
import type { ReadElement } from "./read-element.js";

type Test = (element: ReadElement) => boolean;

/** The first match inside the node, in the order of the document. */
export function firstIn(root: ParentNode, css: string): ReadElement | null {
  return first(root, testOf(css, root));
}

/** All matches inside the node, in the order of the document. */
export function allIn(root: ParentNode, css: string): ReadElement[] {
  const found: ReadElement[] = [];
  collect(root, testOf(css, root), found);
  return found;
}

/** True if the element matches; ancestors outside of `scope` count too. */
export function matches(element: ReadElement, css: string): boolean {
  return testOf(css, element)(element);
}

function first(node: Node, test: Test): ReadElement | null {
  for (const child of node.childNodes) {
    if (!isElement(child)) continue;
    if (test(child)) return child;
    const inside = first(child, test);
    if (inside !== null) return inside;
  }
  return null;
}

function collect(node: Node, test: Test, found: ReadElement[]): void {
  for (const child of node.childNodes) {
    if (!isElement(child)) continue;
    if (test(child)) found.push(child);
    collect(child, test, found);
  }
}

/** Compiled selectors: users repeat the same few. */
const compiled = new Map<string, Test>();
const KEPT = 500;

function testOf(css: string, scope: ParentNode): Test {
  const known = compiled.get(css);
  if (known !== undefined) return known;
  const attributes = attributeTest(css);
  if (attributes !== undefined) return attributes;
  const isScoped = /:scope\b/i.test(css);
  const test = compiledTest(
    css,
    isScoped ? { ...OPTIONS, context: scope.kind === "document" ? rootsOf(scope) : scope } : OPTIONS,
  );
  if (!isScoped) {
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(css, test);
  }
  return test;
}

function compiledTest(css: string, options: Options<Node, ReadElement>): Test {
  try {
    return compile<Node, ReadElement>(css, options);
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function rootsOf(document: ParentNode): Node[] {
  return document.childNodes.filter(isElement);
}

function isElement(node: Node): node is ReadElement {
  return node.kind === "element";
}

const ADAPTER: NonNullable<Options<Node, ReadElement>["adapter"]> = {
  isTag: isElement,
  getAttributeValue: (element, name) => element.getAttribute(name) ?? undefined,
  getChildren: (node) => node.childNodes as readonly Node[] as Node[],
  getName: (element) => element.localName,
  getParent: (element) => element.parentElement,
  getSiblings: (node) => (node.parentNode?.childNodes ?? [node]) as readonly Node[] as Node[],
  getText: (node) => node.textContent ?? "",
  hasAttrib: (element, name) => element.hasAttribute(name),
  removeSubsets: (nodes) => nodes.filter((node) => !nodes.some((other) => other !== node && other.contains(node))),
};

/** What attributes alone do not tell. */
const STATES: Readonly<Record<string, (element: ReadElement) => boolean>> = {
  checked: (element) => element.isChecked,
  disabled: (element) => element.isDisabled,
  enabled: (element) => element.canBeDisabled && !element.isDisabled,
  required: (element) => IS_FIELD.test(element.localName) && element.hasAttribute("required"),
  optional: (element) => IS_FIELD.test(element.localName) && !element.hasAttribute("required"),
  "read-write": (element) => element.isReadWrite,
  "read-only": (element) => !element.isReadWrite,
  focus: (element) => element.hasFocus,
  "focus-visible": (element) => element.hasFocus,
  "focus-within": (element) => focusIsIn(element),
  "placeholder-shown": (element) => element.hasAttribute("placeholder") && element.currentValue === "",
  defined: () => true,
  open: (element) => element.hasAttribute("open"),
  target: () => false,
  hover: () => false,
  active: () => false,
  visited: () => false,
};

/** The library prefers its own selectors to functions, so each name stands for a selector with a name of ours. */
function pseudoClasses(): NonNullable<Options<Node, ReadElement>["pseudos"]> {
  const names = Object.entries(STATES).flatMap(([name, holds]) => [
    [name, `:live-${name}`],
    [`live-${name}`, holds],
  ]);
  return Object.fromEntries(names) as NonNullable<Options<Node, ReadElement>["pseudos"]>;
}

const OPTIONS: Options<Node, ReadElement> = {
  adapter: ADAPTER,
  // The tree changes between queries.
  cacheResults: false,
  relativeSelector: false,
  pseudos: { ...pseudoClasses(), link: "a[href], area[href]", "any-link": "a[href], area[href]" },
};

const IS_FIELD = /^(input|select|textarea)$/;

function focusIsIn(element: ReadElement): boolean {
  return element.hasFocus || allIn(element, ":focus").length > 0;
}
