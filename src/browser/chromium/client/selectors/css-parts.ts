/** A part of a selector and the separator before it. */
export interface Piece {
  readonly text: string;
  readonly before: string;
}

/** A pseudo-class that the browser cannot evaluate, because of its name or its argument. */
export interface Pseudo {
  readonly name: string;
  /** Text between the parentheses; `""` without parentheses. */
  readonly argument: string;
}

const QUOTED = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'`;
/** Indivisible tokens: quoted strings, escaped characters, attributes. */
const TOKEN = new RegExp(`^(?:${QUOTED}|\\\\(?:[0-9a-f]{1,6}\\s?|.)|\\[(?:${QUOTED}|[^\\]"'])*\\])`, "is");
const OWN = /^(?:has-text|text|text-is|text-matches|nth-match|light|right-of|left-of|above|below|near)$/;
const NESTING = /^(?:not|is|where)$/;
const WITHOUT_ARGUMENT = /^(?:visible|scope)$/;
const ADDED =
  /:(?:(?:has-text|text|text-is|text-matches|nth-match|light|right-of|left-of|above|below|near)\(|visible(?![\w(-]))/i;
/** `:has()` or `:scope` inside `:has()`, and a selector that ends with `:scope`: they match nothing in a browser. */
const OTHERWISE = /:has\(.*:(?:scope(?![\w-])|has\()|:scope\s*(?:,|$)/is;

/** True if the selector may contain a Playwright extension or CSS that Playwright interprets differently from the browser. */
export function isExtended(css: string): boolean {
  return ADDED.test(css) || OTHERWISE.test(css);
}

/** True if shadow roots may change the result: the browser evaluates a pseudo-class's argument within one tree. */
export function crossesTrees(css: string): boolean {
  return /:has\(|:(?:not|is|where)\([^)]*[\s>+~]/i.test(css);
}

/** True if `Element.matches` cannot evaluate the argument: it sees one tree, no extensions, and takes the element as `:scope`. */
function isOwnArgument(argument: string): boolean {
  return ADDED.test(argument) || /[\s>+~]|:(?:scope(?![\w-])|has\()/i.test(argument);
}

/** Splits at separators outside quotes, brackets and parentheses. */
export function pieces(css: string, separator: RegExp): readonly Piece[] {
  const found: Piece[] = [];
  let [depth, start, before, at] = [0, 0, "", 0];
  while (at < css.length) {
    const rest = css.slice(at);
    const [token = ""] = TOKEN.exec(rest) ?? [];
    const [gap = ""] = depth === 0 && token === "" ? (separator.exec(rest) ?? []) : [];
    if (gap !== "") {
      found.push({ text: css.slice(start, at), before });
      [before, start] = [gap, at + gap.length];
    } else if (token === "") depth += depthOf(rest);
    at += Math.max(1, token.length, gap.length);
  }
  return [...found, { text: css.slice(start), before }];
}

/** Splits a compound selector into plain CSS and the pseudo-classes that the browser cannot evaluate. */
export function takeApart(compound: string): { readonly css: string; readonly pseudos: readonly Pseudo[] } {
  const pseudos: Pseudo[] = [];
  let css = "";
  for (let at = 0; at < compound.length; ) {
    const rest = compound.slice(at);
    const { text, pseudo } = firstOf(rest);
    if (pseudo === undefined) css += text;
    else pseudos.push(pseudo);
    at += text.length;
  }
  return { css, pseudos };
}

function firstOf(rest: string): { readonly text: string; readonly pseudo?: Pseudo } {
  const [token] = TOKEN.exec(rest) ?? [];
  if (token !== undefined) return { text: token };
  const [start, given = "", open] = /^:([\w-]+)(\()?/.exec(rest) ?? [];
  if (start === undefined) return { text: rest.charAt(0) };
  const name = given.toLowerCase();
  if (open === undefined) return WITHOUT_ARGUMENT.test(name) ? { text: start, pseudo: { name, argument: "" } } : { text: start };
  const argument = argumentIn(rest.slice(start.length));
  if (argument === undefined) return { text: rest };
  const text = `${start}${argument})`;
  const isOwn = OWN.test(name) || name === "has" || (NESTING.test(name) && isOwnArgument(argument));
  return isOwn ? { text, pseudo: { name, argument } } : { text };
}

/** Text up to the closing parenthesis; `undefined` if there is none. */
function argumentIn(rest: string): string | undefined {
  for (let [at, depth] = [0, 1]; at < rest.length; ) {
    const [token] = TOKEN.exec(rest.slice(at)) ?? [];
    if (token === undefined) depth += depthOf(rest.slice(at));
    if (depth === 0) return rest.slice(0, at);
    at += token?.length ?? 1;
  }
  return undefined;
}

function depthOf(rest: string): number {
  return rest.startsWith("(") ? 1 : rest.startsWith(")") ? -1 : 0;
}

const STRING = new RegExp(`^(?:${QUOTED})$`, "s");

/** Content of a quoted string, with CSS escapes resolved; `undefined` without quotes. */
export function textIn(argument: string): string | undefined {
  const text = argument.trim();
  if (!STRING.test(text)) return undefined;
  return text
    .slice(1, -1)
    .replace(/\\(?:([0-9a-f]{1,6})\s?|\n|(.))/gi, (_, code?: string, character?: string) =>
      code === undefined ? (character ?? "") : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}
