import type { DomElement } from "../dom.js";
import { hasUploadErrors, hasUploadsInProgress, inputsAwaitingPreflight } from "../uploads/tracked-files.js";
import { uploadFiles } from "../uploads/upload-flow.js";
import { undoRefs } from "../views/refs.js";
import { targetComponent } from "../views/targets.js";
import type { View } from "../views/view.js";
import { disableForm, markSubmitted, pushSubmitted, type SubmitPush } from "./event-push.js";

/** Submits a form to its view: at once, or when its files have been uploaded. */
export function submitForm(view: View, submit: SubmitPush): void {
  const { host } = view.page;
  markSubmitted(submit.form, submit.submitter, host.controls.controls(submit.form));
  const focused = host.focused();
  host.blur();
  const onReply = () => {
    submit.options.onReply?.();
    if (focused?.isConnected) host.focus(focused);
  };
  pushSubmit(view, { ...submit, options: { ...submit.options, onReply } });
}

function pushSubmit(view: View, submit: SubmitPush): void {
  const { form, options, submitter, context } = submit;
  const { document } = view.page.host;
  const refs = view.page.files;
  const mark = () => disableForm(view, form, { submitter, loading: options.loading });
  if (hasUploadErrors(form, document)) {
    cancelSubmit(view, form);
    return;
  }
  if (hasUploadsInProgress(form, document)) {
    schedule(view, form, { mark, push: () => pushSubmit(view, submit) });
    return;
  }
  if (inputsAwaitingPreflight(form, { document, refs }).length > 0) {
    const ref = mark();
    const cid = targetComponent(view, form, { context });
    uploadFiles(view, {
      form,
      ref,
      cid,
      done: () => {
        // Some were refused: the page shows why, and nothing is submitted.
        if (inputsAwaitingPreflight(form, { document, refs }).length > 0) return undoRefs(view, ref);
        pushSubmitted(view, submit, () => ref);
      },
    });
  } else if (!form.hasAttribute("data-phx-ref-src") || !form.classList.contains("phx-submit-loading")) {
    pushSubmitted(view, submit, mark);
  }
}

function schedule(view: View, form: DomElement, { mark, push }: { mark: () => number; push: () => void }): void {
  const ref = mark();
  if (view.scheduledSubmits.some((scheduled) => scheduled.form === form)) return;
  view.scheduledSubmits.push({ form, ref, push });
}

/** A submit that waited for uploads goes on. */
export function continueSubmit(view: View, form: DomElement): void {
  const scheduled = view.scheduledSubmits.find((candidate) => candidate.form === form);
  if (!scheduled) return;
  cancelSubmit(view, form);
  scheduled.push();
}

export function cancelSubmit(view: View, form: DomElement): void {
  for (const scheduled of view.scheduledSubmits) if (scheduled.form === form) undoRefs(view, scheduled.ref);
  view.scheduledSubmits = view.scheduledSubmits.filter((scheduled) => scheduled.form !== form);
}
