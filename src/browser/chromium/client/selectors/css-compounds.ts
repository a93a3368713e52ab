import { isVisible, parentOrHost } from "../conditions.js";
import { invalid } from "../outcome.js";
import { type Pseudo, pieces, takeApart, textIn } from "./css-parts.js";
import { type Distance, LAYOUT } from "./layout.js";
import { exactly, isInnermost, isSilent, like, roughly, type TextMatcher, type Texts, textOf } from "./selector-text.js";
import { around, inOrder, inTrees } from "./trees.js";

interface Search {
  /** What `:scope` refers to. */
  readonly scope: ParentNode;
  /** Every compound must match inside this node. */
  readonly bound: ParentNode;
  readonly texts: Texts;
  /** How far elements are from those of a layout selector, which orders them. */
  readonly distances: Map<Element, number>;
}

/** A condition that the browser cannot check. */
type Filter = (element: Element, search: Search) => boolean;

/** A compound selector and the combinator before it. */
interface Compound {
  readonly combinator: string;
  readonly source: string;
  /** The part that the browser can match. */
  readonly css: string;
  readonly filters: readonly Filter[];
  /** Contains `:scope`. */
  readonly isScope: boolean;
  /** Contains a layout selector. */
  readonly isLayout: boolean;
}

/** A complex selector: compounds with combinators between them. */
export type Row = readonly Compound[];

const COMMA = /^\s*,\s*/;

/** Parses a selector list. The result serves one search only: `:nth-match()` caches what it found. */
export function rowsOf(css: string): readonly Row[] {
  return pieces(css, COMMA).map(({ text }) => rowOf(text));
}

function rowOf(given: string): Row {
  const css = /^\s*[>+~]/.test(given) ? `:scope ${given.trim()}` : given.trim();
  return pieces(css, /^(?:\s*[>+~]\s*|\s+)/).map(({ text, before }) => {
    const { css: known, pseudos } = takeApart(text);
    return {
      combinator: before === "" ? "" : before.trim() || " ",
      source: text,
      css: known === "" ? "*" : known,
      filters: pseudos.map(filterOf),
      isScope: pseudos.some(({ name }) => name === "scope"),
      isLayout: pseudos.some(({ name }) => LAYOUT[name] !== undefined),
    };
  });
}

/** True if the row can only match elements inside the scope. */
export function isBounded(row: Row): boolean {
  const [first, second] = row;
  if (first?.isScope !== true) return !row.some(({ isScope }) => isScope);
  return isInside(second) && first.source.toLowerCase() === ":scope" && !row.slice(1).some(({ isScope }) => isScope);
}

function isInside(compound: Compound | undefined): boolean {
  return compound?.combinator === " " || compound?.combinator === ">";
}

/** Elements that match one of the rows across shadow roots, in `part` of the scope if given. */
export function found(scope: ParentNode, rows: readonly Row[], part?: ParentNode): Iterable<Element> {
  const search = { scope, texts: new Map(), distances: new Map<Element, number>() };
  const [row] = rows;
  const isOrdered = rows.some((one) => one.some(({ isLayout }) => isLayout));
  if (rows.length === 1 && row !== undefined && !isOrdered) return inRow(row, search, part);
  const all = inOrder(new Set(rows.flatMap((one) => [...inRow(one, search, part)])));
  const distance = (element: Element) => search.distances.get(element) ?? Number.MAX_VALUE;
  return isOrdered ? [...all].sort((a, b) => distance(a) - distance(b)) : all;
}

function* inRow(row: Row, { scope, ...kept }: Omit<Search, "bound">, part?: ParentNode): Iterable<Element> {
  const bound = row.some(({ isScope }) => isScope) ? outside(scope) : scope;
  const last = row.at(-1);
  const candidates = last?.isScope === true ? [elementOf(scope)] : inTrees(part ?? bound, last?.css ?? "*");
  for (const element of candidates) if (matchesAll(element, row, { scope, bound, ...kept })) yield element;
}

/** A selector with `:scope` may match siblings of the scope, so the search starts at its parent. */
function outside(scope: ParentNode): ParentNode {
  return scope instanceof Element ? (parentOrHost(scope) ?? document) : scope;
}

function elementOf(scope: ParentNode): Element {
  return scope instanceof Document ? scope.documentElement : (scope as Element);
}

function matchesAll(element: Element | null, row: Row, search: Search): boolean {
  const compound = row.at(-1);
  if (compound === undefined) return true;
  if (element === null || element === search.bound || !matches(element, compound, search)) return false;
  const rest = row.slice(0, -1);
  const holds = (one: Element | null | undefined) => matchesAll(one ?? null, rest, search);
  switch (compound.combinator) {
    case "":
      return true;
    case ">":
      return holds(parentOrHost(element));
    case "+":
      return holds(element.previousElementSibling);
    case "~":
      return siblingsBefore(element).some(holds);
    default:
      return [...around(element, search.bound)].some(holds);
  }
}

function matches(element: Element, { css, filters }: Compound, search: Search): boolean {
  return element.matches(css) && filters.every((filter) => filter(element, search));
}

function siblingsBefore(element: Element): readonly Element[] {
  const siblings: Element[] = [];
  for (let one = element.previousElementSibling; one !== null; one = one.previousElementSibling) siblings.push(one);
  return siblings;
}

function filterOf({ name, argument }: Pseudo): Filter {
  switch (name) {
    case "visible":
      return isVisible;
    case "scope":
      return (element, { scope }) => element === elementOf(scope);
    case "has-text":
      return withText(roughly(onlyText(name, argument)));
    case "text":
      return innermost(roughly(onlyText(name, argument)));
    case "text-is":
      return innermost(exactly(onlyText(name, argument)));
    case "text-matches": {
      const [pattern = "", flags = ""] = textsIn(name, argument, 2);
      return innermost(like(new RegExp(pattern, flags)));
    }
    case "nth-match":
      return nthMatch(argument);
    case "light":
      return (element) => element.getRootNode() === document && element.matches(argument);
    case "has":
      return has(argument);
    case "not":
      return not(oneOf(argument));
    default:
      return LAYOUT[name] === undefined ? oneOf(argument) : placed(LAYOUT[name], name, argument);
  }
}

/** Is somewhere in relation to an element of the selector: `:right-of(#a)`, `:near(#a, 120)`. */
function placed(distance: Distance, name: string, argument: string): Filter {
  const [, selector, given] = /^(.*?)(?:,\s*([\d.]+)\s*)?$/s.exec(argument) ?? [];
  if (selector === undefined || selector.trim() === "")
    return invalid(`:${name}(${argument}) takes a selector, and a distance in pixels`);
  const rows = rowsOf(selector);
  const limit = given === undefined ? undefined : Number(given);
  let anchors: readonly Element[] | undefined;
  return (element, { scope, distances }) => {
    anchors ??= [...found(scope, rows)];
    const box = element.getBoundingClientRect();
    let nearest: number | undefined;
    for (const anchor of anchors) {
      if (anchor === element) continue;
      const far = distance(box, anchor.getBoundingClientRect(), limit);
      if (far !== undefined && far < (nearest ?? Number.POSITIVE_INFINITY)) nearest = far;
    }
    if (nearest === undefined) return false;
    distances.set(element, nearest);
    return true;
  };
}

function onlyText(name: string, argument: string): string {
  return textsIn(name, argument, 1)[0] ?? "";
}

function textsIn(name: string, argument: string, most: number): readonly string[] {
  const texts = pieces(argument, COMMA).map(({ text }) => textIn(text));
  const given = texts.filter((text) => text !== undefined);
  if (given.length < texts.length || texts.length > most) invalid(`:${name}(${argument}) takes a text in quotes`);
  return given;
}

function withText(isMeant: TextMatcher): Filter {
  return (element, { texts }) => !isSilent(element) && isMeant(textOf(element, texts));
}

function innermost(isMeant: TextMatcher): Filter {
  return (element, { texts }) => isInnermost(element, isMeant, texts);
}

function not(filter: Filter): Filter {
  return (element, search) => !filter(element, search);
}

function oneOf(argument: string): Filter {
  const rows = rowsOf(argument);
  return (element, search) =>
    rows.some((row) => {
      const bound = row.some(({ isScope }) => isScope) ? outside(search.scope) : search.bound;
      return matchesAll(element, row, { ...search, bound });
    });
}

/** Looks inside the element, unless `:scope`, or a `+` or `~` at the start, leads elsewhere. */
function has(argument: string): Filter {
  if (argument.trim() === "") return invalid(":has() takes a selector");
  const rows = pieces(argument, COMMA).map(({ text }) => {
    const row = rowOf(text);
    return row.some(({ isScope }) => isScope) ? row : rowOf(`:scope ${text}`);
  });
  return (element, { bound: _bound, ...search }) =>
    rows.some((row) => {
      const part = row[0]?.isScope === true && isInside(row[1]) ? element : undefined;
      for (const _ of inRow(row, { ...search, scope: element }, part)) return true;
      return false;
    });
}

/** The nth of all matches in the scope. */
function nthMatch(argument: string): Filter {
  const parts = pieces(argument, COMMA).map(({ text }) => text);
  const number = Number(parts.at(-1));
  if (parts.length < 2 || !(number >= 1)) invalid(`:nth-match(${argument}) takes a selector and a number from 1`);
  const rows = parts.slice(0, -1).map(rowOf);
  let known: { readonly scope: ParentNode; readonly element: Element | undefined } | undefined;
  return (element, { scope }) => {
    if (known?.scope !== scope) known = { scope, element: [...found(scope, rows)][number - 1] };
    return known.element === element;
  };
}
