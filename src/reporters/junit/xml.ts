/** What XML 1.0 has no place for, not even as a reference. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // In an attribute a parser would make spaces of them.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** An element; children are XML already. Attributes without a value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  );
  const open = `<${name}${written.join("")}`;
  if (children.length === 0) return `${open}/>`;
  return `${open}>\n${children.join("\n")}\n</${name}>`;
}

/** An element that holds text and nothing else. */
export function textElement(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  return element(name, attributes).replace(/\/>$/, `>${escapeText(text)}</${name}>`);
}

function escapeAttribute(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"\t\n\r]/g, (character) => REFERENCES[character] ?? character);
}

function escapeText(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>\r]/g, (character) => REFERENCES[character] ?? character);
}
