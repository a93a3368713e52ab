import { isVisible, parentOrHost } from "../conditions.js";
import { invalid } from "../outcome.js";
import { crossesTrees, isExtended, type Pseudo, pieces, takeApart, unquoted } from "./css-parts.js";
import { exactly, isInnermost, like, roughly, type TextMatcher, textOf } from "./selector-text.js";

/**
 * Elements by CSS, in open shadow roots too, with what Playwright adds to it: `:has-text("…")`, `:text("…")`, `:text-is("…")`,
 * `:text-matches("…", "i")`, `:nth-match(…, 2)` and `:visible`, also inside of `:has()`, `:not()`, `:is()` and `:where()`.
 * In `:has()`, `:scope` is the element that is to have it.
 */
export function* byCss(scope: ParentNode, given: string): Iterable<Element> {
  const css = /^\s*[>+~]/.test(given) ? `:scope ${given}` : given;
  if (isExtended(css) || (crossesTrees(css) && hasShadows(scope))) {
    yield* byCompounds(scope, parseCss(css));
    return;
  }
  let found = false;
  for (const element of inTrees(scope, css)) {
    found = true;
    yield element;
  }
  // Between its parts there may be the border of a shadow root, which the browser does not cross.
  if (!found && /[\s>+~]/.test(css) && hasShadows(scope)) yield* byCompounds(scope, parseCss(css));
}

/** What matches in one tree or another; as with Playwright, what is in shadow roots comes last. */
export function* inTrees(scope: ParentNode, css: string): Iterable<Element> {
  // The common case, and the fastest: the first match is in the light.
  const first = scope.querySelector(css);
  if (first !== null) yield first;
  for (const element of scope.querySelectorAll(css)) if (element !== first) yield element;
  for (const shadow of shadowsIn(scope)) yield* inTrees(shadow, css);
}

/** Open shadow roots of the scope and in it, not those inside of others. */
function* shadowsIn(scope: ParentNode): Iterable<ShadowRoot> {
  if (scope instanceof Element && scope.shadowRoot !== null) yield scope.shadowRoot;
  for (const { shadowRoot } of scope.querySelectorAll("*")) if (shadowRoot !== null) yield shadowRoot;
}

function hasShadows(scope: ParentNode): boolean {
  for (const _ of shadowsIn(scope)) return true;
  return false;
}

/** What is asked of an element beyond CSS; `scope` is where it is looked for. */
type Filter = (element: Element, scope: ParentNode) => boolean;

/** A selector without combinators, and how it is tied to the one before it. */
interface Compound {
  readonly combinator: string;
  readonly css: string;
  readonly filters: readonly Filter[];
  /** It is the scope itself. */
  readonly isScope: boolean;
}

/** Compounds in a row. */
type Row = readonly Compound[];

function* byCompounds(scope: ParentNode, rows: readonly Row[]): Iterable<Element> {
  for (const element of candidates(scope, rows)) if (rows.some((row) => matchesAll(element, row, scope))) yield element;
}

/** What may match one of the rows: the scope itself only where that is asked for. */
function* candidates(scope: ParentNode, rows: readonly Row[], around = scope): Iterable<Element> {
  const inside = rows.filter((row) => row.at(-1)?.isScope !== true);
  if (inside.length < rows.length) yield elementOf(scope);
  if (inside.length > 0) yield* inTrees(around, inside.map(lastCss).join(","));
}

function elementOf(scope: ParentNode): Element {
  return scope instanceof Document ? scope.documentElement : (scope as Element);
}

function lastCss(row: Row): string {
  return row.at(-1)?.css ?? "*";
}

function matchesAll(element: Element | null, row: Row, scope: ParentNode): boolean {
  const compound = row.at(-1);
  if (compound === undefined) return true;
  if (element === null || !matches(element, compound, scope)) return false;
  const rest = row.slice(0, -1);
  switch (compound.combinator) {
    case "":
      return true;
    case ">":
      return matchesAll(parentOrHost(element), rest, scope);
    case "+":
      return matchesAll(element.previousElementSibling, rest, scope);
    case "~":
      return chain(element, (one) => one.previousElementSibling).some((one) => matchesAll(one, rest, scope));
    default:
      return chain(element, parentOrHost).some((one) => matchesAll(one, rest, scope));
  }
}

function matches(element: Element, { css, filters }: Compound, scope: ParentNode): boolean {
  return element.matches(css) && filters.every((filter) => filter(element, scope));
}

function chain(element: Element, next: (one: Element) => Element | null): readonly Element[] {
  const elements: Element[] = [];
  for (let one = next(element); one !== null; one = next(one)) elements.push(one);
  return elements;
}

const COMMA = /^\s*,\s*/;

function parseCss(css: string): readonly Row[] {
  return pieces(css, COMMA).map(({ text }) => rowOf(text));
}

function rowOf(css: string): Row {
  return pieces(css.trim(), /^(?:\s*[>+~]\s*|\s+)/).map(({ text, before }) => {
    const { css: known, pseudos } = takeApart(text);
    return {
      combinator: before === "" ? "" : before.trim() || " ",
      css: known === "" ? "*" : known,
      filters: pseudos.map(filterOf),
      isScope: pseudos.some(({ name }) => name === "scope"),
    };
  });
}

function filterOf({ name, argument }: Pseudo): Filter {
  switch (name) {
    case "visible":
      return isVisible;
    case "scope":
      return (element, scope) => element === elementOf(scope);
    case "has-text":
      return withText(roughly(unquoted(argument)));
    case "text":
      return innermost(roughly(unquoted(argument)));
    case "text-is":
      return innermost(exactly(unquoted(argument)));
    case "text-matches": {
      const [pattern = "", flags = ""] = pieces(argument, COMMA).map(({ text }) => unquoted(text));
      return innermost(like(new RegExp(pattern, flags)));
    }
    case "nth-match":
      return nthMatch(argument);
    case "has":
      return has(argument);
    case "not":
      return not(oneOf(argument));
    default:
      return oneOf(argument);
  }
}

function withText(isMeant: TextMatcher): Filter {
  return (element) => isMeant(textOf(element));
}

function innermost(isMeant: TextMatcher): Filter {
  return (element) => isInnermost(element, isMeant);
}

function not(filter: Filter): Filter {
  return (element, scope) => !filter(element, scope);
}

function oneOf(argument: string): Filter {
  const rows = parseCss(argument);
  return (element, scope) => rows.some((row) => matchesAll(element, row, scope));
}

/** Something in it, or elsewhere when the selector says with `:scope`, or with `+` or `~` at its beginning, where. */
function has(argument: string): Filter {
  const rows = pieces(argument, COMMA).map(({ text }) => {
    const row = rowOf(/^\s*[>+~]/.test(text) ? `:scope ${text}` : text);
    return row.some(({ isScope }) => isScope) ? row : rowOf(`:scope ${text}`);
  });
  return (element) =>
    rows.some((row) => {
      const [first, second] = row;
      const isInside = first?.isScope === true && /^[ >]$/.test(second?.combinator ?? "");
      const around = isInside ? element : (parentOrHost(element) ?? element);
      for (const one of candidates(element, [row], around)) if (matchesAll(one, row, element)) return true;
      return false;
    });
}

/** The one with this number among all that match in the scope. */
function nthMatch(argument: string): Filter {
  const parts = pieces(argument, COMMA).map(({ text }) => text);
  const number = Number(parts.at(-1));
  if (parts.length < 2 || !(number >= 1)) invalid(`:nth-match(${argument}) is to have a selector and a number from 1`);
  const rows = parts.slice(0, -1).map(rowOf);
  let found: { readonly scope: ParentNode; readonly element: Element | undefined } | undefined;
  return (element, scope) => {
    if (found?.scope !== scope) found = { scope, element: [...byCompounds(scope, rows)][number - 1] };
    return found.element === element;
  };
}
