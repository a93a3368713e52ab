import type { DomElement } from "../dom.js";
import { privateState } from "../private-state.js";
import { serializedUploads, trackChosenFiles } from "../uploads/tracked-files.js";
import { uploadAfterChange } from "../uploads/upload-flow.js";
import { push } from "../views/pushes.js";
import { putRefs } from "../views/refs.js";
import type { TargetContext } from "../views/requests.js";
import { targetComponent } from "../views/targets.js";
import type { View } from "../views/view.js";
import { eventValues } from "./event-values.js";
import { formParams } from "./form-params.js";

/** Options of a push by a JS command. */
export interface EventOptions {
  readonly loading?: string | undefined;
  readonly value?: object | undefined;
  readonly target?: unknown;
  readonly targetName?: string | undefined;
  readonly onReply?: (() => void) | undefined;
}

export interface EventPush {
  /** `click`, `keydown` … */
  readonly type: string;
  readonly name: string;
  readonly element: DomElement;
  readonly context: TargetContext;
  readonly data?: object | undefined;
  readonly options: EventOptions;
}

/** Sends an event of an element outside of forms. */
export function pushEvent(view: View, { type, name, element, context, data, options }: EventPush): void {
  const { controls } = view.page.host;
  const payload = {
    type,
    event: name,
    value: eventValues(element, { controls, given: data, more: options.value }),
    cid: targetComponent(view, element, { context, target: options.target }),
  };
  push(view, "event", payload, {
    mark: () => putRefs(view, [{ element, loading: true, lock: true }], { eventType: type, loading: options.loading }),
    onReply: () => options.onReply?.(),
  });
}

export interface ChangePush {
  readonly name: string;
  readonly input: DomElement;
  readonly context: TargetContext;
  /** The component, when it is known already. */
  readonly cid?: number | undefined;
  readonly options: EventOptions;
}

/** Sends a change of a form: all its fields, and which one has changed. */
export function pushChange(view: View, change: ChangePush): void {
  const { name, input, context, options } = change;
  const { host } = view.page;
  const form = host.controls.form(input);
  if (!form) {
    host.failed(new Error("form events require the input to be inside a form"));
    return;
  }
  const cid = change.cid ?? targetComponent(view, form, { context, target: options.target });
  const mark = () =>
    putRefs(
      view,
      [input, form].map((element) => ({ element, loading: true, lock: true })),
      {
        eventType: "change",
        loading: options.loading,
      },
    );
  const value = formParams(form, host, {
    submitter: input.localName === "button" ? input : undefined,
    ...(input.getAttribute("phx-change") ? { only: input.getAttribute("name") ?? "" } : {}),
  });
  trackChosenFiles(input, { controls: host.controls, refs: view.page.files });
  const values = eventValues(form, { controls: host.controls, more: options.value });
  const meta = { _target: options.targetName ?? "undefined", ...values };
  const payload = {
    type: "form",
    event: name,
    ...formValue(view, value, meta),
    uploads: serializedUploads(input, view.page.files),
    cid,
  };
  push(view, "event", payload, {
    mark,
    onReply: () => uploadAfterChange(view, { input, form, cid, mark, done: () => options.onReply?.() }),
  });
}

/** LiveView 1.0.0 to 1.0.5 expect what is known of the event among the form's fields. */
function formValue(view: View, value: string, meta: Record<string, unknown>): { readonly value: string; readonly meta?: object } {
  const [major = 1, minor = 1, patch = 0] = (view.page.liveViewVersion ?? "").split(".").map((part) => Number.parseInt(part, 10));
  if (major !== 1 || minor !== 0 || patch > 5) return { value, meta };
  const params = new URLSearchParams(value);
  for (const [name, field] of Object.entries(meta)) params.append(name, String(field));
  return { value: params.toString() };
}

export interface SubmitPush {
  readonly name: string;
  readonly form: DomElement;
  readonly context: TargetContext;
  readonly submitter: DomElement | null | undefined;
  readonly options: EventOptions;
}

/** The message of a submit, when its files are there. */
export function pushSubmitted(view: View, { name, form, context, submitter, options }: SubmitPush, mark: () => number): void {
  const { host } = view.page;
  const meta = eventValues(form, { controls: host.controls, more: options.value });
  const value = formParams(form, host, { submitter });
  const payload = { type: "form", event: name, ...formValue(view, value, meta), cid: targetComponent(view, form, { context }) };
  push(view, "event", payload, { mark, onReply: () => options.onReply?.() });
}

/** Marks everything in the form as awaiting the reply; its buttons and fields are disabled until then. */
export function disableForm(
  view: View,
  form: DomElement,
  options: { submitter?: DomElement | null | undefined; loading?: string | undefined },
): number {
  const controls = view.page.host.controls.controls(form);
  const changeable = controls.filter((control) => !control.closest('[phx-update="ignore"],[data-phx-update="ignore"]'));
  const buttons = changeable.filter(({ localName }) => localName === "button");
  const fields = changeable.filter(({ localName }) => localName === "input" || localName === "textarea");
  for (const button of buttons) disable(button);
  for (const field of fields) {
    field.setAttribute("data-phx-readonly", String(field.hasAttribute("readonly")));
    field.setAttribute("readonly", "");
    if (field.getAttribute("type") === "file") disable(field);
  }
  const withText = controls.filter((control) => control.hasAttribute("phx-disable-with"));
  const marked = [...withText, ...buttons, ...fields].map((element) => ({ element, loading: true, lock: true }));
  const all = [{ element: form, loading: true, lock: false }, ...marked].reverse();
  return putRefs(view, all, { eventType: "submit", form, submitter: options.submitter, loading: options.loading });
}

function disable(control: DomElement): void {
  control.setAttribute("data-phx-disabled", String(control.hasAttribute("disabled")));
  control.setAttribute("disabled", "");
}

/** From now on all of its fields count as touched. */
export function markSubmitted(form: DomElement, submitter: DomElement | null | undefined, controls: readonly DomElement[]): void {
  const state = privateState(form);
  state.hasSubmitted = true;
  state.submitter = submitter ?? null;
  for (const control of controls) privateState(control).hasSubmitted = true;
}
