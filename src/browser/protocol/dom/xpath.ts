import { createRequire } from "node:module";
import type { Node } from "./node.js";

interface XPathLibrary {
  parse(path: string): {
    evaluateNodeSet(context: { readonly node: Node; readonly isHtml: true }): { toArray(): readonly Node[] };
  };
}

// Its types would bring those of browsers into code for Node.js. Most scenarios never need it.
const load = createRequire(import.meta.url);

/** The nodes that an XPath selects, in the order of the document. Throws a `SyntaxError` if it is none. */
export function nodesByXPath(path: string, scope: Node): readonly Node[] {
  const library = load("xpath") as XPathLibrary;
  try {
    return library.parse(path).evaluateNodeSet({ node: scope, isHtml: true }).toArray();
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
