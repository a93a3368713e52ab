/** One step of a selector: `engine=body`. */
export interface SelectorPart {
  readonly engine: string;
  readonly body: string;
  /** The elements of this part are meant, if the rest of the selector finds something in them: `*css=li >> text=new`. */
  readonly isMeant?: true;
}

/**
 * Splits a selector at `>>`, outside of quotes, and says of each part what it is, as Playwright's users write it:
 * `engine=body`, `//x` and `..` (XPath), `"text"`, else CSS.
 */
export function parseSelector(selector: string): readonly SelectorPart[] {
  return splitAt(selector).map(partOf);
}

const TEXT_BEGUN = /^\s*text\s*=./;

function splitAt(selector: string): readonly string[] {
  const parts: string[] = [];
  let quote = "";
  let start = 0;
  for (let at = 0; at < selector.length; at++) {
    const character = selector.charAt(at);
    if (character === "\\") at++;
    else if (quote !== "") {
      if (character === quote) quote = "";
      // An apostrophe in the middle of a text is no quote.
    } else if (`"'\``.includes(character) && !TEXT_BEGUN.test(selector.slice(start, at))) quote = character;
    else if (character === ">" && selector.charAt(at + 1) === ">") {
      parts.push(selector.slice(start, at));
      start = at + 2;
      at++;
    }
  }
  return [...parts, selector.slice(start)].map((part) => part.trim());
}

function partOf(text: string): SelectorPart {
  const [, star, engine, body] = /^(\*?)([a-zA-Z_0-9:-]+)\s*=\s*(.*)$/s.exec(text) ?? [];
  if (engine !== undefined && body !== undefined) return { engine, body, ...(star === "*" ? { isMeant: true } : {}) };
  if (text.length > 1 && /^(["']).*\1$/s.test(text)) return { engine: "text", body: text };
  if (/^\(*\/\//.test(text) || text.startsWith("..")) return { engine: "xpath", body: text };
  return { engine: "css", body: text };
}
