import { parentOrHost } from "../conditions.js";

/** What matches in one tree or another; as with Playwright, what is in shadow roots comes last. */
export function* inTrees(scope: ParentNode, css: string): Iterable<Element> {
  yield* inTree(scope, css);
  for (const shadow of shadowsIn(scope)) yield* inTrees(shadow, css);
}

/** What matches in this tree. */
export function* inTree(scope: ParentNode, css: string): Iterable<Element> {
  // The common case, and the fastest: only the first match is asked for.
  const first = scope.querySelector(css);
  if (first === null) return;
  yield first;
  for (const element of scope.querySelectorAll(css)) if (element !== first) yield element;
}

/** Open shadow roots of the scope and in it, not those inside of others. */
export function* shadowsIn(scope: ParentNode): Iterable<ShadowRoot> {
  if (scope instanceof Element && scope.shadowRoot !== null) yield scope.shadowRoot;
  for (const { shadowRoot } of scope.querySelectorAll("*")) if (shadowRoot !== null) yield shadowRoot;
}

export function hasShadows(scope: ParentNode): boolean {
  for (const _ of shadowsIn(scope)) return true;
  return false;
}

/** In the order of the document, where what is in a shadow root comes after all that its host has in the light. */
export function inOrder(elements: Iterable<Element>): readonly Element[] {
  const paths = new Map([...elements].map((element) => [element, hostsOf(element)]));
  return [...paths].sort(([, a], [, b]) => compare(a, b)).map(([element]) => element);
}

/** The element, and before it the hosts of the shadow roots that it is in, outermost first. */
function hostsOf(element: Element): readonly Element[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [...hostsOf(root.host), element] : [element];
}

function compare(a: readonly Element[], b: readonly Element[]): number {
  const at = a.findIndex((element, index) => element !== b[index]);
  const [first, second] = [a[at], b[at]];
  // One of them is a host around the other.
  if (first === undefined || second === undefined) return a.length - b.length;
  if (first.contains(second)) return at === a.length - 1 ? -1 : 1;
  if (second.contains(first)) return at === b.length - 1 ? 1 : -1;
  return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** The elements around one, nearest first, up to the one that is not to be left. */
export function* around(element: Element, bound: ParentNode): Iterable<Element> {
  for (let one = parentOrHost(element); one !== null && one !== bound; one = parentOrHost(one)) yield one;
}
