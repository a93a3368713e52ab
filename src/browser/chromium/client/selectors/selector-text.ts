/** The text of an element, as a whole and in the pieces that stand directly in it. */
interface ElementText {
  readonly full: string;
  readonly own: readonly string[];
}

/** Which texts are meant: `words`, `"exactly these"` or `/a pattern/i`. */
export type TextMatcher = ((text: ElementText) => boolean) & { readonly exact?: boolean; readonly rough?: boolean };

/** Elements with the text, the innermost ones. */
export function byText(scope: ParentNode, body: string): Iterable<Element> {
  return matching(scope, textMatcher(body), new Map());
}

/** Case and white space do not matter, unless the text is in quotes. */
function textMatcher(body: string): TextMatcher {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(body) ?? [];
  if (pattern !== undefined) return like(new RegExp(pattern, flags));
  return body.length > 1 && /^(["']).*\1$/s.test(body) ? exactly(body.slice(1, -1).replace(/\\(.)/g, "$1")) : roughly(body);
}

/** Something in it is as the pattern says. */
export function like(pattern: RegExp): TextMatcher {
  return ({ full }) => full.match(pattern) !== null;
}

/** The words, somewhere in it. */
export function roughly(words: string): TextMatcher {
  const wanted = normal(words).toLowerCase();
  return Object.assign(({ full }: ElementText) => normal(full).toLowerCase().includes(wanted), { rough: true });
}

/** The whole of a piece of it. */
export function exactly(words: string): TextMatcher {
  const wanted = normal(words);
  return Object.assign(({ own }: ElementText) => own.some((text) => normal(text) === wanted), { exact: true });
}

export function normal(text: string): string {
  return text
    .replace(/[\u200b\u00ad]/g, "")
    .trim()
    .replace(/\s+/g, " ");
}

type Texts = Map<Node, ElementText>;

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
    // Words that are not in the whole are in none of its parts.
    if (matches.rough === true && !matches(textOf(child, texts))) continue;
    if (isInnermost(child, matches, texts)) yield child;
    yield* inLight(child, shadows, how);
  }
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

/** What nobody reads. */
function isSilent(element: Element): boolean {
  return /^(SCRIPT|NOSCRIPT|STYLE|HEAD)$/.test(element.nodeName);
}
