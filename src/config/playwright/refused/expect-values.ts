import type { CallExpression } from "acorn";
import type { Value } from "./known-values.js";

/** An export of `@playwright/test`, which the bundle asks for by name; `text` is that of the called function. */
export function providedBy(text: string, { arguments: [name] }: CallExpression): Value | undefined {
  if (name?.type !== "Literal" || !/\.playwrightTest\[\w+\]$/.test(text)) return undefined;
  if (name.value === "expect") return { kind: "expect", own: new Set() };
  return name.value === "test" ? { kind: "test" } : undefined;
}

/** The result of a method of `expect`. */
export function expectCall(
  name: string,
  { own }: Extract<Value, { kind: "expect" }>,
  { node, args }: { readonly node: CallExpression; readonly args: readonly (Value | undefined)[] },
): Value | undefined {
  if (name === "soft" || name === "poll") return { kind: "matchers", own, retried: args[0], isTurned: name === "soft" };
  if (name === "configure") return { kind: "expect", own };
  const [added] = node.arguments;
  if (name !== "extend" || added?.type !== "ObjectExpression") return undefined;
  const names = added.properties.map((one) =>
    one.type === "Property" && one.key.type === "Identifier" ? one.key.name : undefined,
  );
  if (names.includes(undefined)) return undefined;
  return { kind: "expect", own: new Set([...own, ...(names as string[])]) };
}
