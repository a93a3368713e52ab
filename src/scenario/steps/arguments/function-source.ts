/** The source text of a function that is called in the page. */
export function functionSource(fn: unknown): string {
  if (typeof fn !== "function") throw new TypeError("its first argument must be a function, which is called in the page");
  const source = String(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source))
    throw new TypeError("a built-in or bound function has no source text to send to the page");
  return source;
}
