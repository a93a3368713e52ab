import { createHash } from "node:crypto";

/** The Content-Security-Policy of a page: it runs this script and no other, whatever its data contains. */
export function pagePolicy(page: { readonly script: string; readonly style: string; readonly pictures?: "own" }): string {
  const { script, style, pictures } = page;
  return `default-src 'none'; img-src data:${pictures === "own" ? " 'self'" : ""}; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
