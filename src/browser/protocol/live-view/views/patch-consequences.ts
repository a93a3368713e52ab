import { all, type DomElement, quoted } from "../dom.js";
import { syncUploadInputs } from "../patch/upload-inputs.js";
import type { PatchOutcome } from "../patch/view-patch.js";
import { knownState } from "../private-state.js";
import type { View } from "./view.js";

/** What follows from a patch: commands of new elements, destroyed components, submits. True if there are new nested views. */
export function afterPatch(view: View, outcome: PatchOutcome, prunesComponents: boolean): boolean {
  const { page } = view;
  for (const element of outcome.added) page.mounted(view, element);
  page.hooks.patched();
  if (outcome.leaving.length > 0) leave(view, outcome.leaving, prunesComponents);
  if (prunesComponents && outcome.discarded.length > 0) destroyComponents(view, outcome.discarded);
  if (outcome.hasNewSticky) page.joinRoots();
  if (page.hasUploads) syncUploadInputs(view);
  page.host.changed();
  if (outcome.submitting) submit(view, outcome.submitting);
  return outcome.hasNewViews;
}

/** Elements with `phx-remove` go when its commands, and their transitions, are done. */
function leave(view: View, elements: readonly DomElement[], prunesComponents: boolean): void {
  const { page } = view;
  for (const element of elements) {
    const commands = element.getAttribute("phx-remove") ?? "";
    page.acts.runCommands(commands, { page, view, source: element, eventType: "remove" });
  }
  page.requestUpdate(() => {
    for (const element of elements) {
      const child = element.hasAttribute("data-phx-parent-id") ? element : element.querySelector("[data-phx-parent-id]");
      if (child) page.destroyViewOf(child);
      element.remove();
    }
    page.hooks.patched();
    if (prunesComponents) destroyComponents(view, elements);
    page.host.changed();
  });
}

/** Tells the server which components are no longer in the page: first that they may go, then that they are gone. */
function destroyComponents(view: View, elements: readonly DomElement[]): void {
  const cids = new Set<string>();
  for (const element of elements) {
    const own = `[data-phx-view=${quoted(view.id)}][data-phx-component]`;
    for (const component of [...all(element, own), element]) {
      const cid = component.getAttribute("data-phx-component");
      if (cid && component.getAttribute("data-phx-view") === view.id) cids.add(cid);
    }
  }
  const gone = [...cids].filter((cid) => !hasComponent(view, cid));
  if (gone.length === 0) return;
  for (const cid of gone) view.tree?.forget(cid);
  view.page.acts.pushMessage(view, "cids_will_destroy", { cids: gone.map(Number) }, () => {
    view.page.requestUpdate(() => {
      const stillGone = gone.filter((cid) => !hasComponent(view, cid));
      if (stillGone.length === 0) return;
      view.page.acts.pushMessage(view, "cids_destroyed", { cids: stillGone.map(Number) }, (response) => {
        const { cids: pruned } = response as { readonly cids?: unknown };
        view.tree?.prune(Array.isArray(pruned) ? pruned : []);
      });
    });
  });
}

function hasComponent(view: View, cid: string): boolean {
  return view.page.host.document.querySelector(`[data-phx-view=${quoted(view.id)}][data-phx-component="${cid}"]`) !== null;
}

/** `phx-trigger-action`: the page is left by the form's own submit, with the button that had submitted it. */
function submit(view: View, form: DomElement): void {
  const { page } = view;
  page.unload();
  const submitter = knownState(form)?.submitter;
  page.host.submit(form, submitter && page.host.document.contains(submitter) ? submitter : undefined);
}
