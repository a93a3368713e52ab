import type { RoleOptions, TestIdOptions, TextOptions } from "./locator-options.js";
import { checkAttribute, checkedOptions, checkNumber, checkRole, checkText, checkYesOrNo } from "./locator-options.js";

/*
 * Compiles locators to selectors. The text is the one that Playwright compiles its own locators to, so that both browser
 * connections find the same elements.
 */

const TEXT_OPTIONS = ["exact"] as const;
const STATES = ["checked", "disabled", "selected", "expanded"] as const;
const ROLE_OPTIONS = [...STATES, "pressed", "includeHidden", "level", "name", "description", "exact"] as const;

/** The attribute of test ids, unless another one is given. */
export const TEST_ID = "data-testid";

/** The locators that find elements by a text, by the kind of the text. */
export const TEXT_LOCATORS = {
  label: "getByLabel",
  text: "getByText",
  placeholder: "getByPlaceholder",
  altText: "getByAltText",
  title: "getByTitle",
} as const;

export function textOrLabel(method: "getByText" | "getByLabel", text: string | RegExp, options?: TextOptions): string {
  const engine = method === "getByText" ? "internal:text" : "internal:label";
  return `${engine}=${textOf(...textAndExact(method, text, options))}`;
}

const ATTRIBUTES = { getByPlaceholder: "placeholder", getByAltText: "alt", getByTitle: "title" } as const;

export function attributeSelector(method: keyof typeof ATTRIBUTES, text: string | RegExp, options?: TextOptions): string {
  return `internal:attr=[${ATTRIBUTES[method]}=${attributeOf(...textAndExact(method, text, options))}]`;
}

export function testIdSelector(id: string | RegExp, options?: TestIdOptions): string {
  const of = "getByTestId";
  const { attribute = TEST_ID } = checkedOptions(of, options, ["attribute"]);
  const name = checkAttribute({ of, option: "attribute", value: attribute });
  return `internal:testid=[${name}=${attributeOf(checkText({ of, option: "id", value: id }), true)}]`;
}

export function roleSelector(role: unknown, options?: RoleOptions): string {
  const of = "getByRole";
  const given = checkedOptions(of, options, ROLE_OPTIONS);
  const isExact = given.exact !== undefined && checkYesOrNo({ of, option: "exact", value: given.exact });
  const conditions: string[] = [];
  const state = (option: keyof RoleOptions, name: string = option) => {
    const value = given[option];
    if (value !== undefined) conditions.push(`[${name}=${checkYesOrNo({ of, option, value })}]`);
  };
  const words = (option: "name" | "description") => {
    const value = given[option];
    if (value !== undefined) conditions.push(`[${option}=${attributeOf(checkText({ of, option, value }), isExact)}]`);
  };
  for (const option of STATES) state(option);
  state("includeHidden", "include-hidden");
  if (given.level !== undefined) conditions.push(`[level=${checkNumber({ of, option: "level", value: given.level }, 1)}]`);
  words("name");
  words("description");
  state("pressed");
  return `internal:role=${checkRole(role)}${conditions.join("")}`;
}

/** A text in quotes, or a regular expression, as the engines for texts take it. */
export function textOf(text: string | RegExp, isExact: boolean): string {
  return typeof text === "string" ? `${JSON.stringify(text)}${isExact ? "s" : "i"}` : patternOf(text);
}

function attributeOf(text: string | RegExp, isExact: boolean): string {
  if (typeof text !== "string") return patternOf(text);
  return `"${text.replace(/["\\]/g, "\\$&")}"${isExact ? "s" : "i"}`;
}

/** Quotes and `>>` would end a part of a selector. */
function patternOf({ source, flags }: RegExp): string {
  // In the modes `u` and `v`, only what has a meaning may be escaped.
  const isStrict = /[uv]/.test(flags);
  const escaped = (character: string) => (isStrict ? `\\x${character.charCodeAt(0).toString(16)}` : `\\${character}`);
  const quoted = source.replace(/\\.|["'`]|>>/gs, (found) => {
    if (found === ">>") return escaped(">").repeat(2);
    const isQuote = found.length === 1 || /["'`]/.test(found.charAt(1));
    return isQuote ? escaped(found.slice(-1)) : found;
  });
  return `/${quoted}/${flags}`;
}

function textAndExact(of: string, text: string | RegExp, options?: TextOptions): [string | RegExp, boolean] {
  const { exact = false } = checkedOptions(of, options, TEXT_OPTIONS);
  return [checkText({ of, option: "text", value: text }), checkYesOrNo({ of, option: "exact", value: exact })];
}
