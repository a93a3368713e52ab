import { Script } from "node:vm";
import { literalOf } from "./rich-values.js";

/** An expression that calls the function, given as source, with these arguments. It does not use `JSON`, which pages replace. */
export function callOf(functionSource: string, args: readonly unknown[]): string {
  return `(${callable(functionSource)})(${args.map((arg) => literalOf(arg)).join(", ")})`;
}

/** The same with an expression as its first argument. */
export function callWith(functionSource: string, first: string, args: readonly unknown[]): string {
  return `(${callable(functionSource)})(${[first, ...args.map((arg) => literalOf(arg))].join(", ")})`;
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
