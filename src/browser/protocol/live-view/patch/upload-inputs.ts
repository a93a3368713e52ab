import { all, type DomElement, isUploadInput } from "../dom.js";
import { privateState } from "../private-state.js";
import type { View } from "../views/view.js";

const MARKS = ["data-phx-active-refs", "data-phx-preflighted-refs", "data-phx-done-refs", "data-phx-error-refs"];

/** LiveView's own hook for inputs of uploads: after a patch that says something new of the files, some may be gone. */
export function syncUploadInputs(view: View): void {
  for (const input of all(view.element, 'input[type="file"][data-phx-upload-ref]')) {
    if (isUploadInput(input) && view.owns(input)) sync(view, input);
  }
}

function sync(view: View, input: DomElement): void {
  const state = privateState(input);
  const marks = MARKS.map((name) => input.getAttribute(name) ?? "").join("|");
  if (marks === state.uploadMarks) return;
  const [, preflightedBefore = ""] = (state.uploadMarks ?? "").split("|");
  state.uploadMarks = marks;
  const form = view.page.host.controls.form(input);
  if (form && preflightedBefore !== "" && input.getAttribute("data-phx-preflighted-refs") === "")
    view.page.acts.cancelSubmit(view, form);
  if (input.getAttribute("data-phx-active-refs") === "") view.page.host.controls.clearFiles(input);
  for (const uploader of [...view.uploaders]) if (uploader.input === input) uploader.check();
}
