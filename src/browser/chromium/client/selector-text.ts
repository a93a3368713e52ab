/** The text of an element, as a whole and in the pieces that stand directly in it. */
interface ElementText {
  readonly full: string;
  readonly own: readonly string[];
}

/** Which texts are meant: `words`, `"exactly these"` or `/a pattern/i`. */
export type TextMatcher = ((text: ElementText) => boolean) & { readonly exact?: boolean };

/** Elements with the text, the innermost ones. */
export function byText(scope: ParentNode, body: string): Iterable<Element> {
  return matching(scope, textMatcher(body), new Map());
}

/** Case and white space do not matter, unless the text is in quotes. */
export function textMatcher(body: string): TextMatcher {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(body) ?? [];
  if (pattern !== undefined) {
    const regex = new RegExp(pattern, flags);
    return ({ full }) => full.match(regex) !== null;
  }
  if (body.length > 1 && /^(["']).*\1$/s.test(body)) {
    const wanted = normal(body.slice(1, -1).replace(/\\(.)/g, "$1"));
    return Object.assign(({ own }: ElementText) => own.some((text) => normal(text) === wanted), { exact: true });
  }
  const wanted = normal(body).toLowerCase();
  return ({ full }) => normal(full).toLowerCase().includes(wanted);
}

export function normal(text: string): string {
  return text
    .replace(/\u200b/g, "")
    .trim()
    .replace(/\s+/g, " ");
}

type Texts = Map<Node, ElementText>;

function* matching(scope: ParentNode, matches: TextMatcher, texts: Texts): Iterable<Element> {
  for (const child of scope.children) yield* matchingAt(child, matches, texts);
  if (scope instanceof Element && scope.shadowRoot !== null) yield* matching(scope.shadowRoot, matches, texts);
}

function* matchingAt(element: Element, matches: TextMatcher, texts: Texts): Iterable<Element> {
  if (isSilent(element)) return;
  const self = matches(textOf(element, texts));
  // What is not in the whole is in none of its parts.
  if (!self && matches.exact !== true) return;
  const inner = [...element.children, ...(element.shadowRoot === null ? [] : [element.shadowRoot])];
  if (self && (matches.exact === true || !inner.some((part) => matches(textOf(part, texts))))) yield element;
  yield* matching(element, matches, texts);
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
  if (node instanceof HTMLInputElement && (node.type === "submit" || node.type === "button")) {
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
