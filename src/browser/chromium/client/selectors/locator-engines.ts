import { labelsOf } from "./element-labels.js";
import type { Query, Search } from "./query.js";
import { lax, parseAttributes, satisfies } from "./selector-attributes.js";
import { byRole } from "./selector-role.js";
import { byMatcher, type Texts, textOf, writtenMatcher } from "./selector-text.js";
import { inOrder, inTrees } from "./trees.js";

/** The elements of frames, by the ids of these. */
interface FrameHolder {
  readonly liveloadFrames?: ReadonlyMap<string, Element>;
}

/** The selector engines that locators use. */
export const LOCATOR_ENGINES: Readonly<Record<string, Query | undefined>> = {
  "internal:text": function* (scopes, body) {
    for (const scope of scopes) yield* byMatcher(scope, writtenMatcher(body));
  },
  "internal:role": function* (scopes, body) {
    for (const scope of scopes) yield* byRole(scope, body, lax);
  },
  "internal:label": function* (scopes, body) {
    const [matches, texts]: [ReturnType<typeof writtenMatcher>, Texts] = [writtenMatcher(body), new Map()];
    for (const scope of scopes) {
      for (const element of inTrees(scope, "*")) if (labelsOf(element, texts).some(matches)) yield element;
    }
  },
  "internal:attr": byAttribute,
  "internal:testid": byAttribute,
  "internal:has-text": (scopes, body) => withText(scopes, body, true),
  "internal:has-not-text": (scopes, body) => withText(scopes, body, false),
  "internal:has": (scopes, body, search) => having(scopes, body, { ...search, isWanted: true }),
  "internal:has-not": (scopes, body, search) => having(scopes, body, { ...search, isWanted: false }),
  "internal:and": (scopes, body, { root, findAll }) => {
    const others = new Set(findAll(selectorIn(body), root));
    return elementsIn(scopes).filter((element) => others.has(element));
  },
  "internal:or": (scopes, body, { root, findAll }) => {
    const others = findAll(selectorIn(body), root);
    return inOrder(new Set([...elementsIn(scopes), ...others]));
  },
  "internal:frame": (_scopes, body) => {
    // Told from outside, see `NamedFrames`.
    const frame = (globalThis as FrameHolder).liveloadFrames?.get(selectorIn(body).replace(/ .*/s, ""));
    return frame?.isConnected === true ? [frame] : [];
  },
  "internal:chain": function* (scopes, body, { findAll }) {
    for (const scope of scopes) yield* findAll(selectorIn(body), scope);
  },
};

/** The scopes without the document, which is not an element. */
export function elementsIn(scopes: readonly (ParentNode | undefined)[]): readonly Element[] {
  return scopes.filter((scope) => scope instanceof Element);
}

function* byAttribute(scopes: readonly ParentNode[], body: string): Iterable<Element> {
  const [condition] = parseAttributes(body).conditions.map(lax);
  if (condition === undefined) return;
  for (const scope of scopes) {
    for (const element of inTrees(scope, `[${condition.name}]`)) {
      if (satisfies(element.getAttribute(condition.name) ?? "", condition)) yield element;
    }
  }
}

function withText(scopes: readonly ParentNode[], body: string, isWanted: boolean): readonly Element[] {
  const [matches, texts]: [ReturnType<typeof writtenMatcher>, Texts] = [writtenMatcher(body), new Map()];
  return elementsIn(scopes).filter((element) => matches(textOf(element, texts)) === isWanted);
}

function* having(
  scopes: readonly ParentNode[],
  body: string,
  { findAll, isWanted }: Search & { readonly isWanted: boolean },
): Iterable<Element> {
  const selector = selectorIn(body);
  for (const element of elementsIn(scopes)) if (isNone(findAll(selector, element)) !== isWanted) yield element;
}

function isNone(elements: Iterable<Element>): boolean {
  for (const _ of elements) return false;
  return true;
}

/** The selector in an engine's body, where it is JSON. */
function selectorIn(body: string): string {
  return String(JSON.parse(body));
}
