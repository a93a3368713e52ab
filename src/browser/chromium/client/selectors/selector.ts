import { parseSelector, type SelectorPart } from "../../../../base/locators/selector-parts.js";
import { STRICT } from "../../helper-wire.js";
import { describe } from "../hit-test.js";
import { ambiguous, invalid } from "../outcome.js";
import { ENGINES } from "./selector-engines.js";

/** Cache of parsed selectors: a virtual user repeats the same few. */
const parsed = new Map<string, readonly SelectorPart[]>();
const KEPT_SELECTORS = 200;
/** How many matches of a strict selector are described. */
const MOST_SHOWN = 3;

/**
 * The first match, in open shadow roots too; throws if the selector is invalid, or strict with several matches. Every operation
 * that acts on one element calls it, so all of them can be strict.
 */
export function find(given: string): Element | undefined {
  const isStrict = given.startsWith(STRICT);
  const selector = isStrict ? given.slice(STRICT.length) : given;
  const found: Element[] = [];
  for (const element of findAll(selector, document)) {
    if (!isStrict) return element;
    found.push(element);
  }
  if (found.length > 1) ambiguous({ selector, count: found.length, shown: found.slice(0, MOST_SHOWN).map(describe) });
  return found[0];
}

/** All matches. */
export function all(selector: string): readonly Element[] {
  return [...findAll(selector, document)];
}

/** All matches, computed lazily. */
function* findAll(selector: string, root: ParentNode): Iterable<Element> {
  const parts = parse(selector);
  const unknown = parts.find(({ engine }) => ENGINES[engine] === undefined);
  if (unknown !== undefined) invalid(`unknown selector engine "${unknown.engine}" in ${selector}`);
  const meant = parts.findIndex(({ isMeant }) => isMeant);
  if (meant >= 0 && parts.some(({ engine, isMeant }, index) => engine === "nth" || (isMeant && index > meant)))
    invalid(`${selector}: * goes with one part, and without nth`);
  const isLast = meant < 0 || meant === parts.length - 1;
  try {
    if (isLast) yield* byParts(parts, root);
    else
      for (const element of byParts(parts.slice(0, meant + 1), root)) if (hasAny(parts.slice(meant + 1), element)) yield element;
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError)
      invalid(`${selector} is not a valid selector: ${error.message}`);
    throw error;
  }
}

function hasAny(parts: readonly SelectorPart[], element: Element): boolean {
  for (const _ of byParts(parts, element)) return true;
  return false;
}

function* byParts(parts: readonly SelectorPart[], root: ParentNode): Iterable<Element> {
  let scopes: readonly ParentNode[] = [root];
  for (const [index, { engine, body }] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const found = new Set<Element>();
    for (const element of ENGINES[engine]?.(scopes, body, { root, findAll }) ?? []) {
      if (isLast && !found.has(element)) yield element;
      found.add(element);
    }
    scopes = [...found];
  }
}

function parse(selector: string): readonly SelectorPart[] {
  let parts = parsed.get(selector);
  if (parts === undefined) {
    parts = parseSelector(selector);
    if (parsed.size >= KEPT_SELECTORS) parsed.clear();
    parsed.set(selector, parts);
  }
  return parts;
}
