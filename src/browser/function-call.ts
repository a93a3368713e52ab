import { Script } from "node:vm";
import { isRichValue, richLiteral } from "./rich-values.js";

/** A function, given as its source, with its arguments, as an expression. Pages have been seen to replace `JSON`: it goes without. */
export function callOf(functionSource: string, args: readonly unknown[]): string {
  return `(${callable(functionSource)})(${args.map(argument).join(", ")})`;
}

const KEPT_SOURCES = 200;
const callables = new Map<string, string>();

/** A method's source, `total(a) { … }`, is an expression only inside of an object. */
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
  // Refuses what goes round in circles, too.
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

/** The one key that means something else in a program. */
function withOwnKeys(json: string): string {
  return json.replaceAll('"__proto__":', '["__proto__"]:');
}
