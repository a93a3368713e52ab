import type { Element } from "../dom/element.js";
import { FormControl } from "../dom/field.js";
import { HTMLButtonElement, HTMLFormElement, HTMLInputElement, HTMLTextAreaElement } from "../dom/form-elements.js";
import { HTMLOptionElement, HTMLSelectElement } from "../dom/select-elements.js";
import { formEntries } from "../forms/form-entries.js";
import { isControl } from "./dom.js";
import type { ControlStates } from "./live-view-host.js";

/** The states of the page's own form controls. */
export const CONTROL_STATES: ControlStates = {
  value: (control) => valueOfControl(control),
  setValue(control, value) {
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = value;
  },
  checked: (input) => input instanceof HTMLInputElement && input.checked,
  setChecked(input, checked) {
    if (input instanceof HTMLInputElement) input.checked = checked;
  },
  selected: (option) => option instanceof HTMLOptionElement && option.selected,
  setSelected(option, selected) {
    if (option instanceof HTMLOptionElement) option.selected = selected;
  },
  files: (input) => (input instanceof HTMLInputElement ? input.files : []),
  clearFiles(input) {
    if (input instanceof HTMLInputElement) input.files = [];
  },
  form: (control) => (control instanceof FormControl ? control.form : null),
  controls: (form) => (form instanceof HTMLFormElement ? form.elements.filter(isControl) : []),
  entries(form, submitter) {
    if (!(form instanceof HTMLFormElement)) return [];
    const button = submitter instanceof FormControl ? submitter : undefined;
    const entries = formEntries(form, button);
    const files = new Set(entries.filter(({ value }) => typeof value !== "string").map(({ name }) => name));
    return entries.flatMap(({ name, value }) => (typeof value !== "string" || files.has(name) ? [] : [[name, value] as const]));
  },
};

function valueOfControl(control: Element): string {
  if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) return control.value;
  if (control instanceof HTMLSelectElement || control instanceof HTMLButtonElement) return control.value;
  return control.getAttribute("value") ?? "";
}
