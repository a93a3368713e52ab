/** A link to a file below the report's folder; `undefined` for a path that leads elsewhere. */
export function hrefBeside(path: string): string | undefined {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  try {
    // An unescaped colon or backslash could turn the path into a URL with a scheme or host.
    return `./${parts.map(encodeURIComponent).join("/")}`;
  } catch {
    return undefined;
  }
}
