import { isHidden, nameOf } from "./accessible-name.js";
import { checkedState, isEnabled } from "./conditions.js";
import { invalid } from "./outcome.js";
import { roleOf } from "./roles.js";
import { type AttributeCondition, parseAttributes, satisfies } from "./selector-attributes.js";
import { inTrees } from "./selector-css.js";
import { normal } from "./selector-text.js";

type Test = (element: Element, condition: AttributeCondition) => boolean;

const state =
  (attribute: string, native: (element: Element) => boolean | undefined): Test =>
  (element, { value }) => {
    const is = native(element) ?? element.getAttribute(attribute);
    return String(is ?? false) === String(value ?? true);
  };

const CONDITIONS: Readonly<Record<string, Test | undefined>> = {
  name: (element, condition) => {
    const { value } = condition;
    return satisfies(nameOf(element), typeof value === "string" ? { ...condition, value: normal(value) } : condition);
  },
  checked: state("aria-checked", (element) =>
    element instanceof HTMLInputElement && element.indeterminate ? undefined : checkedState(element),
  ),
  disabled: state("aria-disabled", (element) => !isEnabled(element)),
  expanded: state("aria-expanded", (element) => (element instanceof HTMLDetailsElement ? element.open : undefined)),
  pressed: state("aria-pressed", () => undefined),
  selected: state("aria-selected", (element) => (element instanceof HTMLOptionElement ? element.selected : undefined)),
  level: (element, { value }) => {
    const [, heading] = /^H([1-6])$/.exec(element.nodeName) ?? [];
    return (element.getAttribute("aria-level") ?? heading) === String(value);
  },
  "include-hidden": () => true,
};

/** Elements by their role and what else people perceive of them: `button[name="Save"]`. */
export function* byRole(scope: ParentNode, body: string): Iterable<Element> {
  const { head, conditions } = parseAttributes(body);
  if (head === "") invalid(`role=${body} names no role`);
  for (const { name } of conditions) if (CONDITIONS[name] === undefined) invalid(`role=${body}: there is no [${name}]`);
  const includesHidden = conditions.some(({ name, value }) => name === "include-hidden" && value !== "false");
  for (const element of inTrees(scope, "*")) {
    if (roleOf(element) !== head || (!includesHidden && isHidden(element))) continue;
    if (conditions.every((condition) => CONDITIONS[condition.name]?.(element, condition))) yield element;
  }
}
