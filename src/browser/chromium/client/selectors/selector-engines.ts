import { isVisible } from "../conditions.js";
import { elementsIn, LOCATOR_ENGINES } from "./locator-engines.js";
import type { Query } from "./query.js";
import { byCss } from "./selector-css.js";
import { byRole } from "./selector-role.js";
import { byText } from "./selector-text.js";

const attribute = (name: string): Query => {
  return (scopes, body) => inEach(scopes, (scope) => byCss(scope, `[${name}=${JSON.stringify(unquoted(body))}]`));
};

export const ENGINES: Readonly<Record<string, Query | undefined>> = {
  css: (scopes, body) => inEach(scopes, (scope) => byCss(scope, body)),
  "css:light": (scopes, body) => inEach(scopes, (scope) => scope.querySelectorAll(body)),
  text: (scopes, body) => inEach(scopes, (scope) => byText(scope, body)),
  role: (scopes, body) => inEach(scopes, (scope) => byRole(scope, body)),
  xpath: (scopes, body) => inEach(scopes, (scope) => byXPath(scope, body)),
  id: attribute("id"),
  "data-testid": attribute("data-testid"),
  "data-test-id": attribute("data-test-id"),
  "data-test": attribute("data-test"),
  nth: (scopes, body) => (Number.isNaN(Number(body)) ? [] : elementsIn([scopes.at(Number(body))])),
  visible: (scopes, body) => elementsIn(scopes).filter((element) => isVisible(element) === (body !== "false")),
  ...LOCATOR_ENGINES,
};

function* inEach(scopes: readonly ParentNode[], query: (scope: ParentNode) => Iterable<Element>): Iterable<Element> {
  for (const scope of scopes) yield* query(scope);
}

function* byXPath(scope: ParentNode, body: string): Iterable<Element> {
  // Even with an element as context, `//` would search the whole document.
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
