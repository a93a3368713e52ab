import type { ChosenFile } from "../../dom/chosen-file.js";
import { all, type DomDocument, type DomElement, isUploadInput, quoted } from "../dom.js";
import type { ControlStates } from "../live-view-host.js";
import { knownState, privateState } from "../private-state.js";
import type { FileRefs } from "./file-refs.js";

/** Takes the files over from the input: several ones are collected, a single one is replaced. */
export function trackChosenFiles(
  input: DomElement,
  { controls, refs }: { readonly controls: ControlStates; readonly refs: FileRefs },
): void {
  if (!isUploadInput(input)) return;
  const files = controls.files(input);
  if (files.length === 0) return;
  const state = privateState(input);
  if (!input.hasAttribute("multiple")) {
    state.files = files;
    return;
  }
  const active = activeFiles(input, refs);
  state.files = [...(state.files ?? []), ...files.filter((file) => !active.includes(file))];
  controls.clearFiles(input);
}

export function untrack(input: DomElement, file: ChosenFile): void {
  const state = privateState(input);
  state.files = (state.files ?? []).filter((known) => known !== file);
}

function listed(input: DomElement, name: string): readonly string[] {
  return (input.getAttribute(name) ?? "").split(",");
}

/** Files that are new, or that the server still lists. */
export function activeFiles(input: DomElement, refs: FileRefs): readonly ChosenFile[] {
  return (knownState(input)?.files ?? []).filter((file) => isActive(input, file, refs));
}

function isActive(input: DomElement, file: ChosenFile, refs: FileRefs): boolean {
  const { ref } = refs.marks(file);
  return file.size > 0 && (ref === undefined || listed(input, "data-phx-active-refs").includes(ref));
}

export function filesAwaitingPreflight(input: DomElement, refs: FileRefs): readonly ChosenFile[] {
  const preflighted = listed(input, "data-phx-preflighted-refs");
  return activeFiles(input, refs).filter((file) => !refs.marks(file).isPreflightRunning && !preflighted.includes(refs.ref(file)));
}

export function uploadInputs(form: DomElement, document: DomDocument): readonly DomElement[] {
  const selector = 'input[type="file"][data-phx-upload-ref]';
  const outside = form.id ? all(document, `${selector}[form=${quoted(form.id)}]`) : [];
  return [...all(form, selector), ...outside];
}

export function inputsAwaitingPreflight(
  form: DomElement,
  { document, refs }: { readonly document: DomDocument; readonly refs: FileRefs },
): readonly DomElement[] {
  return uploadInputs(form, document).filter((input) => filesAwaitingPreflight(input, refs).length > 0);
}

export function hasUploadsInProgress(form: DomElement, document: DomDocument): boolean {
  return uploadInputs(form, document).some(
    (input) => input.getAttribute("data-phx-preflighted-refs") !== input.getAttribute("data-phx-done-refs"),
  );
}

export function hasUploadErrors(form: DomElement, document: DomDocument): boolean {
  return uploadInputs(form, document).some((input) => (input.getAttribute("data-phx-error-refs") ?? "") !== "");
}

/** What a change of the form says about its files. */
export function serializedUploads(input: DomElement, refs: FileRefs): Record<string, object[]> {
  if (!isUploadInput(input)) return {};
  const uploadRef = input.getAttribute("data-phx-upload-ref") ?? "";
  const entries = activeFiles(input, refs).map((file) => {
    const ref = refs.ref(file);
    return {
      path: input.getAttribute("name") ?? "",
      ref,
      last_modified: refs.lastModified(file),
      name: file.name || ref,
      relative_path: file.relativePath ?? "",
      type: file.mimeType,
      size: file.size,
    };
  });
  return entries.length > 0 ? { [uploadRef]: entries } : {};
}

/** The input forgets its files: their references are no longer valid. */
export function clearTracked(input: DomElement, controls: ControlStates): void {
  controls.clearFiles(input);
  input.removeAttribute("data-phx-upload-ref");
  privateState(input).files = [];
}
