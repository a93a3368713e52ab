import type { DocumentType, Node } from "./node.js";
import type { ReadElement } from "./read-element.js";

const VOID = /^(area|base|basefont|bgsound|br|col|embed|frame|hr|img|input|keygen|link|meta|param|source|track|wbr)$/;
const RAW = /^(style|script|xmp|iframe|noembed|noframes|plaintext|noscript)$/;

/** HTML of a node, after https://html.spec.whatwg.org/#serialising-html-fragments. */
export function outerHtmlOf(node: Node): string {
  switch (node.kind) {
    case "text":
      return textHtml(node);
    case "comment":
      return `<!--${node.nodeValue ?? ""}-->`;
    case "doctype":
      return doctypeHtml(node as DocumentType);
    case "element":
      return elementHtml(node as ReadElement);
    case "document":
    case "fragment":
      return innerHtmlOf(node);
  }
}

/** HTML of what is inside the node. */
export function innerHtmlOf(node: Node): string {
  const content = (node as { readonly content?: Node }).content;
  const inside = node.kind === "element" && (node as ReadElement).localName === "template" ? (content ?? node) : node;
  return inside.childNodes.map(outerHtmlOf).join("");
}

function elementHtml(element: ReadElement): string {
  let attributes = "";
  for (const [name, value] of element.attributeEntries) attributes += ` ${name}="${escaped(value).replaceAll('"', "&quot;")}"`;
  const name = element.localName;
  const start = `<${name}${attributes}>`;
  return VOID.test(name) ? start : `${start}${innerHtmlOf(element)}</${name}>`;
}

function textHtml(node: Node): string {
  const text = node.nodeValue ?? "";
  const parent = node.parentNode;
  if (parent?.kind === "element" && RAW.test((parent as unknown as ReadElement).localName)) return text;
  return escaped(text);
}

function escaped(text: string): string {
  if (!/[&<>\u00a0]/.test(text)) return text;
  return text.replaceAll("&", "&amp;").replaceAll("\u00a0", "&nbsp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** As the browser's `XMLSerializer` writes it. */
function doctypeHtml({ nodeName, publicId, systemId }: DocumentType): string {
  const ids =
    publicId !== "" ? ` PUBLIC "${publicId}"${systemId === "" ? "" : ` "${systemId}"`}` : systemId && ` SYSTEM "${systemId}"`;
  return `<!DOCTYPE ${nodeName}${ids}>`;
}
