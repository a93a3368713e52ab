import { isVisible, parentOrHost } from "./conditions.js";
import { exactly, isInnermost, roughly, textOf } from "./selector-text.js";

/** Elements by CSS, in open shadow roots too, with what Playwright adds to it: `:has-text("…")`, `:text("…")`, `:visible`. */
export function* byCss(scope: ParentNode, css: string): Iterable<Element> {
  if (EXTENSION.test(css)) {
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

/** A selector without combinators, and how it is tied to the one before it. */
interface Compound {
  readonly combinator: string;
  readonly css: string;
  readonly filters: readonly ((element: Element) => boolean)[];
}

const QUOTED = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'`;
const EXTENSION = new RegExp(`:(?:(has-text|text-is|text)\\(\\s*(${QUOTED}|[^)]*)\\s*\\)|visible(?![\\w(-]))`);

function* byCompounds(scope: ParentNode, list: readonly (readonly Compound[])[]): Iterable<Element> {
  const lasts = list.map((compounds) => compounds.at(-1)?.css ?? "*");
  for (const element of inTrees(scope, lasts.join(","))) {
    if (list.some((compounds) => matchesAll(element, compounds, compounds.length - 1))) yield element;
  }
}

function matchesAll(element: Element | null, compounds: readonly Compound[], last: number): boolean {
  const compound = compounds[last];
  if (compound === undefined) return true;
  if (element === null || !element.matches(compound.css) || !compound.filters.every((filter) => filter(element))) return false;
  switch (compound.combinator) {
    case "":
      return true;
    case ">":
      return matchesAll(parentOrHost(element), compounds, last - 1);
    case "+":
      return matchesAll(element.previousElementSibling, compounds, last - 1);
    case "~":
      return chain(element, (one) => one.previousElementSibling).some((one) => matchesAll(one, compounds, last - 1));
    default:
      return chain(element, parentOrHost).some((one) => matchesAll(one, compounds, last - 1));
  }
}

function chain(element: Element, next: (one: Element) => Element | null): readonly Element[] {
  const elements: Element[] = [];
  for (let one = next(element); one !== null; one = next(one)) elements.push(one);
  return elements;
}

/** Alternatives, each a row of compounds. */
function parseCss(css: string): readonly (readonly Compound[])[] {
  return pieces(css, /^\s*,\s*/).map(({ text }) => pieces(text.trim(), /^(?:\s*[>+~]\s*|\s+)/).map(compound));
}

function compound({ text, before }: Piece): Compound {
  const filters: ((element: Element) => boolean)[] = [];
  let css = text;
  for (let match = EXTENSION.exec(css); match !== null; match = EXTENSION.exec(css)) {
    filters.push(filterOf(match[1], match[2] ?? ""));
    css = css.slice(0, match.index) + css.slice(match.index + match[0].length);
  }
  return { combinator: before === "" ? "" : before.trim() || " ", css: css === "" ? "*" : css, filters };
}

function filterOf(name: string | undefined, argument: string): (element: Element) => boolean {
  const text = /^(["']).*\1$/s.test(argument) ? argument.slice(1, -1).replace(/\\(.)/g, "$1") : argument.trim();
  if (name === undefined) return isVisible;
  if (name === "has-text") return (element) => roughly(text)(textOf(element));
  const matches = name === "text" ? roughly(text) : exactly(text);
  return (element) => isInnermost(element, matches);
}

interface Piece {
  readonly text: string;
  /** What separates it from the one before. */
  readonly before: string;
}

/** Splits where the separator stands outside of quotes, brackets and parentheses. */
function pieces(css: string, separator: RegExp): readonly Piece[] {
  const found: Piece[] = [];
  let [depth, start, before, at] = [0, 0, "", 0];
  while (at < css.length) {
    const rest = css.slice(at);
    const [token = ""] = new RegExp(`^(?:${QUOTED}|\\\\.)`, "s").exec(rest) ?? [];
    const [gap = ""] = depth === 0 && token === "" ? (separator.exec(rest) ?? []) : [];
    if (gap !== "") {
      found.push({ text: css.slice(start, at), before });
      [before, start] = [gap, at + gap.length];
    }
    if ("([".includes(rest.charAt(0))) depth++;
    else if (")]".includes(rest.charAt(0))) depth--;
    at += Math.max(1, token.length, gap.length);
  }
  return [...found, { text: css.slice(start), before }];
}
