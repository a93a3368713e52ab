/** The whole text of an element, and the pieces directly inside it. */
export interface ElementText {
  readonly full: string;
  readonly own: readonly string[];
}

/** Matches texts by `words`, `"exactly these"` or `/a pattern/i`. */
export type TextMatcher = ((text: ElementText) => boolean) & {
  readonly exact?: boolean;
  /** Quick check of `textContent`: `false` rules out the element and everything inside it. */
  readonly words?: (text: string) => boolean;
};

/** The innermost elements with the text; the scope itself may be one. */
export function byText(scope: ParentNode, body: string): Iterable<Element> {
  return byMatcher(scope, textMatcher(body));
}

/** Like {@link byText}, with a matcher. */
export function* byMatcher(scope: ParentNode, matches: TextMatcher): Iterable<Element> {
  const texts: Texts = new Map();
  if (matches.words !== undefined) {
    yield* byWords(scope, { matches, hasWords: matches.words, texts, special: specialIn(scope) });
    return;
  }
  if (scope instanceof Element && isInnermost(scope, matches, texts)) yield scope;
  yield* matching(scope, matches, texts);
}

/** Plain words match any part and ignore case; words in quotes match a whole piece. White space is normalized. */
function textMatcher(body: string): TextMatcher {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(body) ?? [];
  if (pattern !== undefined) return like(new RegExp(pattern, flags));
  return body.length > 1 && /^(["']).*\1$/s.test(body) ? exactly(body.slice(1, -1).replace(/\\(.)/g, "$1")) : roughly(body);
}

/** Parses a locator's text: JSON (the whole text, or a case-insensitive part if `i` follows) or `/a pattern/i`. */
export function writtenMatcher(body: string): TextMatcher {
  const [, text, flag] = /^(".*")([is]?)$/s.exec(body) ?? [];
  if (text === undefined) return textMatcher(body);
  const words = String(JSON.parse(text));
  return flag === "i" ? roughly(words) : wholly(words);
}

/** Matches if the pattern occurs anywhere in the text. */
export function like(pattern: RegExp): TextMatcher {
  const anywhere = stateless(pattern);
  return ({ full }) => anywhere.test(full);
}

/** Removes the flags `g` and `y`, which would start a search where the previous one, in another text, ended. */
export function stateless({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, ""));
}

/** Matches the words anywhere in the text, ignoring case. */
export function roughly(words: string): TextMatcher {
  const wanted = normal(words).toLowerCase();
  const hasWords = (text: string) => normal(text).toLowerCase().includes(wanted);
  return Object.assign(({ full }: ElementText) => hasWords(full), { words: hasWords });
}

/** Matches the whole text. */
function wholly(words: string): TextMatcher {
  const wanted = normal(words);
  return Object.assign(({ full }: ElementText) => normal(full) === wanted, {
    words: (text: string) => normal(text).includes(wanted),
  });
}

/** Matches a whole piece of the text; an empty string matches elements without text of their own. */
export function exactly(words: string): TextMatcher {
  const wanted = normal(words);
  const isMeant = ({ own }: ElementText) => (wanted === "" && own.length === 0) || own.some((text) => normal(text) === wanted);
  return Object.assign(isMeant, { exact: true });
}

export function normal(text: string): string {
  return text
    .replace(/[\u200b\u00ad]/g, "")
    .trim()
    .replace(/\s+/g, " ");
}

export type Texts = Map<Node, ElementText>;

function* matching(scope: ParentNode, matches: TextMatcher, texts: Texts): Iterable<Element> {
  const shadows: ShadowRoot[] = [];
  yield* inLight(scope, shadows, { matches, texts });
  for (const shadow of shadows) yield* matching(shadow, matches, texts);
}

/** Yields matches outside the scope's shadow roots; adds these roots to `shadows`. */
function* inLight(
  scope: ParentNode,
  shadows: ShadowRoot[],
  how: { readonly matches: TextMatcher; readonly texts: Texts },
): Iterable<Element> {
  const { matches, texts } = how;
  if (scope instanceof Element && scope.shadowRoot !== null) shadows.push(scope.shadowRoot);
  for (const child of scope.children) {
    if (isSilent(child)) continue;
    if (isInnermost(child, matches, texts)) yield child;
    yield* inLight(child, shadows, how);
  }
}

interface WordSearch {
  readonly matches: TextMatcher;
  readonly hasWords: (text: string) => boolean;
  readonly texts: Texts;
  /**
   * Elements whose text differs from their `textContent`: shadow hosts, input buttons, whose text is their value, and scripts and
   * the like, which may interrupt the words.
   */
  readonly special: readonly Element[];
}

function specialIn(scope: ParentNode): readonly Element[] {
  const special: Element[] = [];
  for (const element of [...(scope instanceof Element ? [scope] : []), ...scope.querySelectorAll("*")])
    if (element.shadowRoot !== null || element instanceof HTMLInputElement || SILENT.test(element.nodeName))
      special.push(element);
  return special;
}

/** Skips most of a large page: reads only elements whose `textContent` passes the quick check. */
function* byWords(scope: ParentNode, search: WordSearch): Iterable<Element> {
  const shadows: ShadowRoot[] = [];
  if (scope instanceof Element) yield* innermostIn(scope, shadows, search);
  else for (const child of scope.children) yield* innermostIn(child, shadows, search);
  for (const shadow of shadows) yield* byWords(shadow, { ...search, special: specialIn(shadow) });
}

/** Yields the innermost matches among the element and its descendants; returns `true` if there are any. */
function* innermostIn(element: Element, shadows: ShadowRoot[], search: WordSearch): Generator<Element, boolean> {
  const { matches, hasWords, texts, special } = search;
  const { shadowRoot } = element;
  if (isSilent(element)) return false;
  if (!hasWords(element.textContent ?? "") && !special.some((one) => element.contains(one))) return false;
  if (shadowRoot !== null) shadows.push(shadowRoot);
  let isInside = false;
  for (const child of element.children) if (yield* innermostIn(child, shadows, search)) isInside = true;
  if (isInside || (shadowRoot !== null && matches(textOf(shadowRoot, texts)))) return true;
  if (!matches(textOf(element, texts))) return false;
  yield element;
  return true;
}

/** True if the element matches and, unless the matcher is exact, none of its children does. */
export function isInnermost(element: Element, matches: TextMatcher, texts: Texts = new Map()): boolean {
  if (isSilent(element) || !matches(textOf(element, texts))) return false;
  const inner = [...element.children, ...(element.shadowRoot === null ? [] : [element.shadowRoot])];
  return matches.exact === true || !inner.some((part) => matches(textOf(part, texts)));
}

export function textOf(node: Element | ShadowRoot, texts: Texts = new Map()): ElementText {
  let text = texts.get(node);
  if (text === undefined) {
    text = node instanceof Element && isSilent(node) ? { full: "", own: [] } : readText(node, texts);
    texts.set(node, text);
  }
  return text;
}

function readText(node: Element | ShadowRoot, texts: Texts): ElementText {
  if (node instanceof HTMLInputElement && /^(submit|button|reset)$/.test(node.type)) {
    return { full: node.value, own: [node.value] };
  }
  let full = "";
  let piece = "";
  const own: string[] = [];
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      full += child.nodeValue ?? "";
      piece += child.nodeValue ?? "";
    } else if (child instanceof Element) {
      if (piece !== "") own.push(piece);
      piece = "";
      full += textOf(child, texts).full;
    }
  }
  if (piece !== "") own.push(piece);
  if (node instanceof Element && node.shadowRoot !== null) full += textOf(node.shadowRoot, texts).full;
  return { full, own };
}

const SILENT = /^(SCRIPT|NOSCRIPT|STYLE)$/;

/** True if the element's text is not content: scripts, styles, the document's head. */
export function isSilent(element: Element): boolean {
  return SILENT.test(element.nodeName) || document.head?.contains(element);
}
