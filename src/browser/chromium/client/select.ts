import type { SelectRequest } from "../helper-wire.js";
import { controlOf, IS_INERT, isEnabled, isInert, isVisible } from "./conditions.js";
import { element } from "./elements.js";
import { invalid } from "./outcome.js";
import { normal } from "./selectors/selector-text.js";
import { deadline } from "./wait.js";

type Choice = SelectRequest["choices"][number];

/** Waits until the list has the wanted options, then selects only these. */
export async function selectOptions({ selector, choices, force, limitMs }: SelectRequest): Promise<readonly string[]> {
  let chosen: readonly HTMLOptionElement[] = [];
  const found = await element(selector, deadline(limitMs), (candidate) => {
    if (!force) {
      if (!isVisible(candidate)) return "to be visible";
      if (!isEnabled(candidate)) return "to be enabled";
      if (isInert(controlOf(candidate))) return IS_INERT;
    }
    const options = optionsFor(listOf(candidate), choices);
    if (options === undefined) return "to have those options";
    chosen = options;
    return options.every(isEnabled) ? undefined : "to have that option enabled";
  });
  const list = listOf(found);
  // Not by deselecting options: the browser would then select the first option of a single-choice list.
  list.selectedIndex = -1;
  for (const option of chosen) option.selected = true;
  list.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
  return chosen.map(({ value }) => value);
}

function listOf(candidate: Element): HTMLSelectElement {
  const list = controlOf(candidate);
  return list instanceof HTMLSelectElement ? list : invalid("Element is not a <select> element");
}

/** The wanted options in the list's order; `undefined` if one is missing. A single-choice list needs only one match. */
function optionsFor(list: HTMLSelectElement, choices: readonly Choice[]): readonly HTMLOptionElement[] | undefined {
  let missing = choices;
  const options: HTMLOptionElement[] = [];
  for (const [index, option] of [...list.options].entries()) {
    const left = missing.filter((choice) => !isMeant(option, index, choice));
    if (left.length === missing.length) continue;
    options.push(option);
    if (!list.multiple) return options;
    missing = left;
  }
  return missing.length === 0 ? options : undefined;
}

function isMeant(option: HTMLOptionElement, index: number, choice: Choice): boolean {
  const hasLabel = (label: string) => normal(option.label) === normal(label);
  if (typeof choice === "string") return option.value === choice || hasLabel(choice);
  return (
    (choice.value === undefined || option.value === choice.value) &&
    (choice.label === undefined || hasLabel(choice.label)) &&
    (choice.index === undefined || index === choice.index)
  );
}
