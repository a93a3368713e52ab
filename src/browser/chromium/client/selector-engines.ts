import { byText } from "./selector-text.js";

/** Elements that match inside the scopes (which themselves do not count), in the order of the document. */
type Query = (scopes: readonly ParentNode[], body: string, onlyFirst: boolean) => Iterable<Element>;

const attribute = (name: string): Query => {
  return (scopes, body) => inEach(scopes, (scope) => byCss(scope, `[${name}=${JSON.stringify(unquoted(body))}]`));
};

export const ENGINES: Readonly<Record<string, Query | undefined>> = {
  css: (scopes, body) => inEach(scopes, (scope) => byCss(scope, body)),
  text: (scopes, body) => inEach(scopes, (scope) => byText(scope, body)),
  xpath: (scopes, body) => inEach(scopes, (scope) => byXPath(scope, body)),
  id: attribute("id"),
  "data-testid": attribute("data-testid"),
  "data-test-id": attribute("data-test-id"),
  "data-test": attribute("data-test"),
  nth: (scopes, body) => {
    const index = Number(body);
    const element = scopes.at(index);
    return element instanceof Element ? [element] : [];
  },
};

function* inEach(scopes: readonly ParentNode[], query: (scope: ParentNode) => Iterable<Element>): Iterable<Element> {
  for (const scope of scopes) yield* query(scope);
}

function* byCss(scope: ParentNode, css: string): Iterable<Element> {
  // The common case, and the fastest: the first match is in the light.
  const first = scope.querySelector(css);
  if (first !== null) yield first;
  for (const element of scope.querySelectorAll(css)) if (element !== first) yield element;
  for (const shadow of shadowsIn(scope)) yield* byCss(shadow, css);
}

/** Open shadow roots of the scope and in it, not those inside of others. */
export function* shadowsIn(scope: ParentNode): Iterable<ShadowRoot> {
  if (scope instanceof Element && scope.shadowRoot !== null) yield scope.shadowRoot;
  for (const { shadowRoot } of scope.querySelectorAll("*")) if (shadowRoot !== null) yield shadowRoot;
}

function* byXPath(scope: ParentNode, body: string): Iterable<Element> {
  // From inside an element `//` would still mean the whole document.
  const path = body.startsWith("/") && scope !== document ? `.${body}` : body;
  const found = document.evaluate(path, scope, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  for (let index = 0; index < found.snapshotLength; index++) {
    const node = found.snapshotItem(index);
    if (node instanceof Element) yield node;
  }
}

function unquoted(body: string): string {
  return /^(["']).*\1$/s.test(body) ? body.slice(1, -1) : body;
}
