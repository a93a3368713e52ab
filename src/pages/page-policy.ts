import { createHash } from "node:crypto";

/** The Content-Security-Policy of a self-contained page: it runs this script and no other, whatever its data contains. */
export function pagePolicy({ script, style }: { readonly script: string; readonly style: string }): string {
  return `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
