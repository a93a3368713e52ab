import { all, type DomElement, type DomParent, isElement, isUploadInput, quoted } from "../dom.js";
import { privateState, shareState } from "../private-state.js";
import { clearTracked } from "../uploads/tracked-files.js";
import { targetComponent, withinTargets } from "./targets.js";
import type { View } from "./view.js";

/** Forms with `phx-change` as the user has filled them, before a view that had been joined already is joined again. */
export function copyForms(view: View): Map<string, DomElement> {
  const forms = new Map<string, DomElement>();
  if (view.joinCount === 0) return forms;
  const { controls, document } = view.page.host;
  const id = quoted(view.id);
  for (const form of all(document, `[id=${id}] form[phx-change], [data-phx-teleported=${id}] form[phx-change]`)) {
    if (!form.id || form.getAttribute("phx-auto-recover") === "ignore" || controls.controls(form).length === 0) continue;
    const copy = form.cloneNode(true);
    sharePrivate(form, copy);
    for (const outside of all(document, `[form=${quoted(form.id)}]`)) {
      const control = outside.cloneNode(true);
      shareState(outside, control);
      control.removeAttribute("form");
      copy.appendChild(control);
    }
    forms.set(form.id, copy);
  }
  return forms;
}

function sharePrivate(original: DomElement, copy: DomElement): void {
  shareState(original, copy);
  for (let [from, to] = [original.firstChild, copy.firstChild]; from && to; from = from.nextSibling, to = to.nextSibling) {
    if (isElement(from) && isElement(to)) sharePrivate(from, to);
  }
}

/** Sends the change of each form that is still there, so that the server knows what was typed; then goes on. */
export function recoverForms(view: View, html: string, done: () => void): void {
  const old = view.root.formsForRecovery;
  if (old.size === 0) {
    done();
    return;
  }
  const fragment = view.page.host.parse(`<div>${html}</div>`);
  const container = fragment.firstElementChild;
  if (!container) {
    done();
    return;
  }
  const forms = all(container, "form").filter(
    (form) =>
      old.has(form.id) &&
      !view.pendingForms.has(form.id) &&
      old.get(form.id)?.getAttribute("phx-change") === form.getAttribute("phx-change"),
  );
  if (forms.length === 0) {
    done();
    return;
  }
  adopt(view, container);
  forms.forEach((form, index) => {
    view.pendingForms.add(form.id);
    const recovered = () => {
      view.pendingForms.delete(form.id);
      if (index === forms.length - 1) done();
    };
    recover(view, { old: old.get(form.id) ?? form, form, scope: container, recovered });
  });
}

/** The rendered page is not in the document yet, and belongs to the view all the same. */
function adopt(view: View, container: DomElement): void {
  container.setAttribute("id", view.id);
  container.setAttribute("data-phx-root-id", view.root.id);
  container.setAttribute("data-phx-session", view.element.getAttribute("data-phx-session") ?? "");
  privateState(container).view = view;
}

interface Recovery {
  readonly old: DomElement;
  readonly form: DomElement;
  readonly scope: DomParent;
  readonly recovered: () => void;
}

function recover(view: View, { old, form, scope, recovered }: Recovery): void {
  const { page } = view;
  const binding = form.getAttribute("phx-auto-recover") || form.getAttribute("phx-change") || "";
  const inputs = page.host.controls
    .controls(old)
    .filter((control) => control.getAttribute("name") && !control.hasAttribute("phx-change"));
  const first = inputs.find((control) => control.getAttribute("type") !== "hidden") ?? inputs[0];
  if (!first) {
    recovered();
    return;
  }
  for (const input of inputs) if (isUploadInput(input)) clearTracked(input, page.host.controls);
  const own = form.hasAttribute("phx-target") ? form.getAttribute("phx-target") : null;
  let pending = 0;
  withinTargets(view, own || form, {
    scope,
    each: (target, context) => {
      pending++;
      const cid = targetComponent(view, form, { context });
      const onReply = () => {
        pending--;
        if (pending === 0) recovered();
      };
      const targetName = first.getAttribute("name") ?? undefined;
      page.acts.runCommands(binding, {
        page,
        view: target,
        source: first,
        eventType: "change",
        push: { targetName, context, cid, onReply },
      });
    },
  });
}
