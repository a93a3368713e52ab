/** Text that a style sheet adds before or after an element's content: `content: "→" / "next"`. */
export function drawnText(element: Element, pseudo: "::before" | "::after"): string {
  const { content, display, visibility } = getComputedStyle(element, pseudo);
  if (/^(none|normal|)$/.test(content) || display === "none" || visibility === "hidden") return "";
  const text = wordsOf(content, element);
  if (text === undefined) return "";
  return display === "inline" ? text : ` ${text} `;
}

/** One part of `content`, or the slash before its alternative text. */
const PART = /\s*(?:"((?:[^"\\]|\\.)*)"|attr\(([\w-]+)\)|(\/)|([^"/\s]+))/gy;

/** `undefined` if the content is not only text: an image, a counter. */
function wordsOf(content: string, element: Element): string | undefined {
  let words: string[] = [];
  let isWords = true;
  for (const [, text, name, slash] of content.matchAll(PART)) {
    if (slash !== undefined) [words, isWords] = [[], true];
    else if (text !== undefined) words.push(unescaped(text));
    else if (name !== undefined) words.push(element.getAttribute(name) ?? "");
    else isWords = false;
  }
  return isWords ? words.join("") : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gi, (_, code?: string, character?: string) =>
    code === undefined ? (character ?? "") : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
