/** The text of an element, as a whole and in the pieces that stand directly in it. */
export interface ElementText {
  readonly full: string;
  readonly own: readonly string[];
}

/** Which texts are meant: `words`, `"exactly these"` or `/a pattern/i`. */
export type TextMatcher = ((text: ElementText) => boolean) & {
  readonly exact?: boolean;
  /** Whether a text has the words: what is in none of its parts is told by the browser's own text of it. */
  readonly words?: (text: string) => boolean;
};

/** Elements with the text, the innermost ones; the scope itself may be one. */
export function byText(scope: ParentNode, body: string): Iterable<Element> {
  return byMatcher(scope, textMatcher(body));
}

/** The same, by a matcher. */
export function* byMatcher(scope: ParentNode, matches: TextMatcher): Iterable<Element> {
  const texts: Texts = new Map();
  if (matches.words !== undefined) {
    yield* byWords(scope, { matches, hasWords: matches.words, texts, special: specialIn(scope) });
    return;
  }
  if (scope instanceof Element && isInnermost(scope, matches, texts)) yield scope;
  yield* matching(scope, matches, texts);
}

/** Case and white space do not matter, unless the text is in quotes. */
function textMatcher(body: string): TextMatcher {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(body) ?? [];
  if (pattern !== undefined) return like(new RegExp(pattern, flags));
  return body.length > 1 && /^(["']).*\1$/s.test(body) ? exactly(body.slice(1, -1).replace(/\\(.)/g, "$1")) : roughly(body);
}

/** A text as locators write it: JSON, with `i` after it a part in any case, else the whole of it; or `/a pattern/i`. */
export function writtenMatcher(body: string): TextMatcher {
  const [, text, flag] = /^(".*")([is]?)$/s.exec(body) ?? [];
  if (text === undefined) return textMatcher(body);
  const words = String(JSON.parse(text));
  return flag === "i" ? roughly(words) : wholly(words);
}

/** Something in it is as the pattern says. */
export function like(pattern: RegExp): TextMatcher {
  const anywhere = stateless(pattern);
  return ({ full }) => anywhere.test(full);
}

/** Without the flags with which a search begins where the last one ended, in another text. */
export function stateless({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, ""));
}

/** The words, somewhere in it. */
export function roughly(words: string): TextMatcher {
  const wanted = normal(words).toLowerCase();
  const hasWords = (text: string) => normal(text).toLowerCase().includes(wanted);
  return Object.assign(({ full }: ElementText) => hasWords(full), { words: hasWords });
}

/** The whole of it. */
function wholly(words: string): TextMatcher {
  const wanted = normal(words);
  return Object.assign(({ full }: ElementText) => normal(full) === wanted, {
    words: (text: string) => normal(text).includes(wanted),
  });
}

/** The whole of a piece of it; no words are what an element without any text of its own has. */
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

/** What is in no shadow root of the scope; adds those that there are. */
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

/** How words are looked for. */
interface WordSearch {
  readonly matches: TextMatcher;
  readonly hasWords: (text: string) => boolean;
  readonly texts: Texts;
  /**
   * Where the browser's own text differs: hosts of shadow roots, buttons, whose text is their value, and what nobody reads, which
   * may stand in the middle of the words.
   */
  readonly special: readonly Element[];
}

function specialIn(scope: ParentNode): readonly Element[] {
  const special: Element[] = [];
  for (const element of scope.querySelectorAll("*"))
    if (element.shadowRoot !== null || element instanceof HTMLInputElement || SILENT.test(element.nodeName))
      special.push(element);
  return special;
}

/** On a large page, most of it is passed over: its words are asked of the browser, and read only where they may be. */
function* byWords(scope: ParentNode, search: WordSearch): Iterable<Element> {
  const shadows: ShadowRoot[] = [];
  if (scope instanceof Element) yield* innermostIn(scope, shadows, search);
  else for (const child of scope.children) yield* innermostIn(child, shadows, search);
  for (const shadow of shadows) yield* byWords(shadow, { ...search, special: specialIn(shadow) });
}

/** Gives whether the words are in the element; of its parts with the words, and itself, the innermost ones come out. */
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

/** Whether it has the text, and no part of it has. */
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

/** What nobody reads. */
export function isSilent(element: Element): boolean {
  return SILENT.test(element.nodeName) || document.head?.contains(element);
}
