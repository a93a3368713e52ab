import { Script } from "node:vm";
import { isRichValue, richLiteral } from "./rich-values.js";

/** An expression that calls the function, given as source, with these arguments. It does not use `JSON`, which pages replace. */
export function callOf(functionSource: string, args: readonly unknown[]): string {
  return `(${callable(functionSource)})(${args.map(argument).join(", ")})`;
}

/** The same with an expression as its first argument. */
export function callWith(functionSource: string, first: string, args: readonly unknown[]): string {
  return `(${callable(functionSource)})(${[first, ...args.map(argument)].join(", ")})`;
}

const KEPT_SOURCES = 200;
const callables = new Map<string, string>();

/** The source of a method, `total(a) { … }`, is an expression only inside an object literal. */
function callable(source: string): string {
  let expression = callables.get(source);
  if (expression === undefined) {
    expression = !parses(`(${source})`) && parses(`({${source}})`) ? `((o) => o[Reflect.ownKeys(o)[0]])({${source}})` : source;
    if (callables.size >= KEPT_SOURCES) callables.clear();
    callables.set(source, expression);
  }
  return expression;
}

function parses(expression: string): boolean {
  try {
    new Script(expression);
    return true;
  } catch {
    return false;
  }
}

function argument(value: unknown): string {
  // Also throws on circular values.
  const json = (JSON.stringify(value) as string | undefined) ?? "null";
  return holdsRichValue(value) ? literal(value) : withOwnKeys(json);
}

function holdsRichValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isRichValue(value) || Object.values(value).some(holdsRichValue);
}

function literal(value: unknown): string {
  if (typeof value !== "object" || value === null) return (JSON.stringify(value) as string | undefined) ?? "null";
  if (isRichValue(value)) return richLiteral(value);
  if (Array.isArray(value)) return `[${Array.from(value, literal).join(",")}]`;
  const entries = Object.entries(value).filter(([, held]) => JSON.stringify(held) !== undefined);
  return withOwnKeys(`{${entries.map(([key, held]) => `${JSON.stringify(key)}:${literal(held)}`).join(",")}}`);
}

/** `__proto__` is the one key with another meaning in an object literal. */
function withOwnKeys(json: string): string {
  return json.replaceAll('"__proto__":', '["__proto__"]:');
}
