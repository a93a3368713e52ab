/** A function for the page; an expression becomes one that returns its value. */
export function asFunction(given: unknown, parameters = "arg"): unknown {
  if (typeof given !== "string") return given;
  const isFunction = /^\s*(?:async\s+)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)/.test(given);
  // The line break ends a comment in the expression's last line.
  const source = isFunction ? given : `(${parameters}) => (${withoutEnd(given)}\n)`;
  return Object.assign(() => undefined, { toString: () => source });
}

/** The source of a function that calls another one with its arguments again and again, until that returns something true. */
export function untilTrue(source: string): string {
  return `async (...args) => {
    const called = ${source};
    for (;;) {
      const value = await (typeof called === "function" ? called(...args) : called);
      if (value) return value;
      await new Promise((next) => setTimeout(next, 20));
    }
  }`;
}

/** The expression without the lines of comments and the semicolon after it. */
function withoutEnd(expression: string): string {
  let kept = expression.trimEnd();
  for (;;) {
    const lastLine = kept.slice(kept.lastIndexOf("\n") + 1);
    if (!lastLine.trimStart().startsWith("//") || lastLine.length === kept.length) break;
    kept = kept.slice(0, -lastLine.length).trimEnd();
  }
  return kept.endsWith(";") ? kept.slice(0, -1) : kept.replace(/;[ \t]*(?=\/\/[^\n]*$)/, "");
}
