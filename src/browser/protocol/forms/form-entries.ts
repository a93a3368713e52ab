import type { ChosenFile } from "../dom/chosen-file.js";
import type { Container } from "../dom/element.js";
import type { FormControl } from "../dom/field.js";
import { HTMLButtonElement, type HTMLFormElement, HTMLInputElement, type HTMLTextAreaElement } from "../dom/form-elements.js";
import { HTMLSelectElement } from "../dom/select-elements.js";
import { allIn } from "../dom/selectors.js";

/** A name with a value or file. */
export interface FormEntry {
  readonly name: string;
  readonly value: string | ChosenFile;
}

/** What a file input without a file contributes. */
const NO_FILE: ChosenFile = {
  name: "",
  mimeType: "application/octet-stream",
  size: 0,
  read: () => Promise.resolve(new Uint8Array()),
};

const SUBMITTABLE = "button, input, select, textarea";

/** What a form sends, after https://html.spec.whatwg.org/#constructing-the-form-data-set. */
export function formEntries(form: HTMLFormElement, submitter?: FormControl): readonly FormEntry[] {
  const controls = allIn(form.getRootNode() as Container, SUBMITTABLE) as FormControl[];
  return controls.filter((control) => control.form === form && isSent(control, submitter)).flatMap(entriesOf);
}

function isSent(control: FormControl, submitter: FormControl | undefined): boolean {
  if (control.isDisabled || control.closest("datalist") !== null) return false;
  if (isButton(control)) return control === submitter;
  return !(control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type) && !control.checked);
}

/** Buttons are only sent when they submit the form. */
export function isButton(control: FormControl): boolean {
  if (control instanceof HTMLButtonElement) return true;
  return control instanceof HTMLInputElement && /^(button|image|reset|submit)$/.test(control.type);
}

function entriesOf(control: FormControl): readonly FormEntry[] {
  const { name } = control;
  if (control instanceof HTMLInputElement && control.type === "image") {
    const prefix = name === "" ? "" : `${name}.`;
    // There is no pointer: the corner is what the keyboard sends.
    return ["x", "y"].map((axis) => ({ name: `${prefix}${axis}`, value: "0" }));
  }
  if (name === "") return [];
  if (control instanceof HTMLSelectElement) {
    return control.selectedOptions.filter((option) => !option.isDisabled).map(({ value }) => ({ name, value }));
  }
  if (control instanceof HTMLInputElement && control.type === "file") {
    const files = control.files.length === 0 ? [NO_FILE] : control.files;
    return files.map((value) => ({ name, value }));
  }
  if (control instanceof HTMLInputElement && control.type === "hidden" && name.toLowerCase() === "_charset_") {
    return [{ name, value: "UTF-8" }];
  }
  const { value } = control as HTMLInputElement | HTMLTextAreaElement | HTMLButtonElement;
  return [{ name, value }];
}
