import { hrefBeside } from "./href-beside.js";

/** A link to a file below the report's folder; nothing for a path that leads elsewhere. */
export function FileLink({ path, name }: { readonly path: string | undefined; readonly name: string }) {
  const href = path === undefined ? undefined : hrefBeside(path);
  return href === undefined ? null : <a href={href}>{name}</a>;
}
