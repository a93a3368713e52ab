/** A function for the page; an expression becomes one that returns its value. */
export function asFunction(given: unknown, parameters = "arg"): unknown {
  if (typeof given !== "string") return given;
  const isFunction = /^\s*(?:async\s+)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)/.test(given);
  const source = isFunction ? given : `(${parameters}) => (${given.replace(/;?\s*(?:\n\s*\/\/[^\n]*)*\s*$/, "")})`;
  return Object.assign(() => undefined, { toString: () => source });
}
