import { type DomElement, isChecking, isControl } from "../dom.js";
import type { ControlStates } from "../live-view-host.js";

const VALUE = "phx-value-";
/** Elements with a property `value` besides controls. */
const WITH_VALUE = new Set(["option", "li", "progress", "meter", "param", "data"]);

/** The values of an event: `phx-value-*`, the element's own value, and those of a command. */
export function eventValues(
  element: DomElement,
  {
    controls,
    given,
    more,
  }: { readonly controls: ControlStates; readonly given?: object | undefined; readonly more?: object | undefined },
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given };
  for (const name of element.getAttributeNames()) {
    if (name.startsWith(VALUE)) values[name.slice(VALUE.length)] = element.getAttribute(name) ?? "";
  }
  const own = ownValue(element, controls);
  if (own !== undefined) values.value = own;
  else if (isChecking(element)) delete values.value;
  return Object.assign(values, more);
}

function ownValue(element: DomElement, controls: ControlStates): string | number | undefined {
  if (isChecking(element) && !controls.checked(element)) return undefined;
  if (isControl(element)) return controls.value(element);
  if (!WITH_VALUE.has(element.localName)) return undefined;
  if (element.localName === "li") return Number.parseInt(element.getAttribute("value") ?? "0", 10) || 0;
  if (element.localName === "progress" || element.localName === "meter") return Number(element.getAttribute("value") ?? 0) || 0;
  return element.getAttribute("value") ?? element.textContent ?? "";
}
