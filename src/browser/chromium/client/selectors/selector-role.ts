import { checkedState, isEnabled } from "../conditions.js";
import { invalid } from "../outcome.js";
import { descriptionOf, isHidden, nameOf } from "./accessible-name.js";
import { ROLES_WITH } from "./role-states.js";
import { roleOf } from "./roles.js";
import { type AttributeCondition, parseAttributes, satisfies } from "./selector-attributes.js";

import { normal } from "./selector-text.js";
import { inTrees } from "./trees.js";

/** Value of a state; `undefined` if the element does not have it. */
type State = (element: Element) => string | boolean | number | null | undefined;

const attribute =
  (name: string): State =>
  (element) =>
    element.getAttribute(name)?.toLowerCase();

const STATES: Readonly<Record<string, State | undefined>> = {
  checked: (element) => {
    const isMixed = element instanceof HTMLInputElement ? element.indeterminate : attribute("aria-checked")(element) === "mixed";
    return isMixed ? "mixed" : (checkedState(element) ?? false);
  },
  disabled: (element) => !isEnabled(element),
  expanded: attribute("aria-expanded"),
  level: levelOf,
  pressed: (element) => attribute("aria-pressed")(element) ?? false,
  selected: (element) =>
    element instanceof HTMLOptionElement ? element.selected : (attribute("aria-selected")(element) ?? false),
};
/** Conditions on text. */
const WORDS: Readonly<Record<string, ((element: Element, includesHidden: boolean) => string) | undefined>> = {
  name: nameOf,
  description: descriptionOf,
};
const VALUES: Readonly<Record<string, RegExp | undefined>> = {
  checked: /^(true|false|mixed)$/,
  level: /^\d+$/,
  pressed: /^(true|false|mixed)$/,
};
const YES_OR_NO = /^(true|false)$/;

/** 0 if the element has no level. */
function levelOf(element: Element): number {
  const level = Number(/^H([1-6])$/.exec(element.nodeName)?.[1] ?? element.getAttribute("aria-level"));
  return Number.isInteger(level) && level >= 1 ? level : 0;
}

/** Elements by role, accessible name or description, and states: `button[name="Save"]`. */
export function* byRole(
  scope: ParentNode,
  body: string,
  meaning: (condition: AttributeCondition) => AttributeCondition = (condition) => condition,
): Iterable<Element> {
  const { head, conditions: given } = parseAttributes(body);
  const role = head.toLowerCase();
  if (role === "") invalid(`role=${body} has no role`);
  for (const condition of given) check(condition, role, body);
  const conditions = given.map(meaning);
  const includesHidden = conditions.some(({ name, value }) => name === "include-hidden" && value !== "false");
  for (const element of inTrees(scope, "*")) {
    if (roleOf(element) !== role || (!includesHidden && isHidden(element))) continue;
    if (conditions.every((condition) => holds(element, condition, includesHidden))) yield element;
  }
}

function check({ name, operator, value }: AttributeCondition, role: string, body: string): void {
  if (WORDS[name] !== undefined) {
    if (value === undefined) invalid(`role=${body}: [${name}] needs a value`);
    return;
  }
  if (name !== "include-hidden" && STATES[name] === undefined) invalid(`role=${body}: there is no [${name}]`);
  if (ROLES_WITH[name]?.test(role) === false) invalid(`role=${body}: [${name}] means nothing of the role ${role}`);
  const given = value ?? (name === "level" ? "" : true);
  const isOne = (VALUES[name] ?? YES_OR_NO).test(String(given));
  if (!isOne || (operator ?? "=") !== "=") invalid(`role=${body}: [${name}] does not take this value`);
}

function holds(element: Element, condition: AttributeCondition, includesHidden: boolean): boolean {
  const { name, value } = condition;
  if (name === "include-hidden") return true;
  const words = WORDS[name];
  if (words !== undefined)
    return satisfies(
      words(element, includesHidden),
      typeof value === "string" ? { ...condition, value: normal(value) } : condition,
    );
  return String(STATES[name]?.(element)) === String(value ?? true);
}
