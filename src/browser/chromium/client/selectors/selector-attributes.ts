import { invalid } from "../outcome.js";
import { stateless } from "./selector-text.js";

/** A condition in brackets: `[name="Save" i]`, `[checked]`. */
export interface AttributeCondition {
  readonly name: string;
  /** `undefined` in a condition without a value. */
  readonly operator: string | undefined;
  readonly value: string | RegExp | undefined;
  readonly ignoresCase: boolean;
}

const CONDITION =
  /\s*\[\s*([\w-]+)\s*(?:([*^$~|]?=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:\[(?:[^\]\\]|\\.)*\]|[^/\\]|\\.)+\/[a-z]*|[^\]\s]+)\s*([is])?\s*)?\]/gy;

/** Splits `button[name="Save"][checked]`. */
export function parseAttributes(body: string): { readonly head: string; readonly conditions: readonly AttributeCondition[] } {
  const [head = ""] = /^[\w-]*/.exec(body.trim()) ?? [];
  const conditions: AttributeCondition[] = [];
  const rest = body.trim().slice(head.length);
  CONDITION.lastIndex = 0;
  let end = 0;
  for (let match = CONDITION.exec(rest); match !== null; match = CONDITION.exec(rest)) {
    const [, name = "", operator, value, flag] = match;
    conditions.push({ name, operator, value: value === undefined ? undefined : valueIn(value), ignoresCase: flag === "i" });
    end = CONDITION.lastIndex;
  }
  if (rest.slice(end).trim() !== "") invalid(`${body} is not a valid selector`);
  return { head, conditions };
}

function valueIn(text: string): string | RegExp {
  const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (pattern !== undefined) return stateless(new RegExp(pattern, flags));
  return /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
}

/** Locators' interpretation of the condition: if it ignores case, a substring matches. */
export function lax(condition: AttributeCondition): AttributeCondition {
  return condition.ignoresCase && condition.operator === "=" ? { ...condition, operator: "*=" } : condition;
}

export function satisfies(text: string, { operator, value, ignoresCase }: AttributeCondition): boolean {
  if (value === undefined) return text !== "";
  if (value instanceof RegExp) return text.match(value) !== null;
  const [has, wanted] = ignoresCase ? [text.toUpperCase(), value.toUpperCase()] : [text, value];
  switch (operator) {
    case "*=":
      return has.includes(wanted);
    case "^=":
      return has.startsWith(wanted);
    case "$=":
      return has.endsWith(wanted);
    case "|=":
      return has === wanted || has.startsWith(`${wanted}-`);
    case "~=":
      return has.split(" ").includes(wanted);
    default:
      return has === wanted;
  }
}
