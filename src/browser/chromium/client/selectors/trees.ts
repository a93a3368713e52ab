import { parentOrHost } from "../conditions.js";

/** Yields matches in the scope and its open shadow roots; as in Playwright, those in shadow roots come last. */
export function* inTrees(scope: ParentNode, css: string): Iterable<Element> {
  yield* inTree(scope, css);
  for (const shadow of shadowsIn(scope)) yield* inTrees(shadow, css);
}

/** Yields matches outside shadow roots. */
export function* inTree(scope: ParentNode, css: string): Iterable<Element> {
  // Usually only the first match is needed, and `querySelector` is the fastest way to it.
  const first = scope.querySelector(css);
  if (first === null) return;
  yield first;
  for (const element of scope.querySelectorAll(css)) if (element !== first) yield element;
}

/** Open shadow roots of the scope and its descendants, without nested ones. */
export function* shadowsIn(scope: ParentNode): Iterable<ShadowRoot> {
  if (scope instanceof Element && scope.shadowRoot !== null) yield scope.shadowRoot;
  for (const { shadowRoot } of scope.querySelectorAll("*")) if (shadowRoot !== null) yield shadowRoot;
}

export function hasShadows(scope: ParentNode): boolean {
  for (const _ of shadowsIn(scope)) return true;
  return false;
}

/** Sorts in document order; the content of a shadow root comes after the host's light DOM. */
export function inOrder(elements: Iterable<Element>): readonly Element[] {
  const paths = new Map([...elements].map((element) => [element, hostsOf(element)]));
  return [...paths].sort(([, a], [, b]) => compare(a, b)).map(([element]) => element);
}

/** The hosts of the shadow roots around the element, outermost first, then the element. */
function hostsOf(element: Element): readonly Element[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [...hostsOf(root.host), element] : [element];
}

function compare(a: readonly Element[], b: readonly Element[]): number {
  const at = a.findIndex((element, index) => element !== b[index]);
  const [first, second] = [a[at], b[at]];
  // One of them is a shadow host around the other.
  if (first === undefined || second === undefined) return a.length - b.length;
  if (first.contains(second)) return at === a.length - 1 ? -1 : 1;
  if (second.contains(first)) return at === b.length - 1 ? 1 : -1;
  return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Ancestors across shadow roots, nearest first, up to but not including the bound. */
export function* around(element: Element, bound: ParentNode): Iterable<Element> {
  for (let one = parentOrHost(element); one !== null && one !== bound; one = parentOrHost(one)) yield one;
}
