/** Characters that XML 1.0 cannot represent, not even as a reference. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser would turn these into spaces within an attribute.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** An element whose children are already XML. Attributes that are `undefined` are left out. */
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

/** An element that contains only text. */
export function textElement(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  return element(name, attributes).replace(/\/>$/, `>${escapeText(text)}</${name}>`);
}

function escapeAttribute(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"\t\n\r]/g, (character) => REFERENCES[character] ?? character);
}

function escapeText(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>\r]/g, (character) => REFERENCES[character] ?? character);
}
