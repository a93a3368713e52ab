import type { PageEvent } from "../../input/page-event.js";
import { all, type DomElement, isControl } from "../dom.js";
import { privateState } from "../private-state.js";
import type { LivePage } from "../views/view.js";
import { handleClick, opensTab } from "./clicks.js";
import { debounced, dropDebounced, flushDebounced } from "./debounce.js";
import { runCommands } from "./js-commands.js";

/** Takes an event of the page, after the page's own listeners and before what the browser does by default. */
export function handlePageEvent(page: LivePage, event: PageEvent): void {
  switch (event.type) {
    case "mousedown":
      page.clickStartedAt = event.target;
      return;
    case "click":
      handleClick(page, event);
      return;
    case "keydown":
    case "keyup":
      bound(page, event, event.type);
      return;
    case "focusin":
      bound(page, event, "focus");
      return;
    case "focusout":
      flushDebounced(page, event.target);
      bound(page, event, "blur");
      return;
    case "input":
    case "change":
      changed(page, event);
      return;
    case "submit":
      submitted(page, event);
      return;
    default:
  }
}

/** `phx-keydown` and the like of the element itself, or else those of the window. */
function bound(page: LivePage, event: PageEvent, type: "keydown" | "keyup" | "focus" | "blur"): void {
  const own = event.target.getAttribute(`phx-${type}`);
  const run = (element: DomElement, binding: string) =>
    debounced(page, { element, event }, () => runBound(page, { element, binding, event, type }));
  if (own) {
    run(event.target, own);
    return;
  }
  // Only focus and blur of the window itself count there, and no user of ours leaves it.
  if (type === "focus" || type === "blur") return;
  const name = `phx-window-${type}`;
  for (const element of all(page.host.document, `[${name}]`)) run(element, element.getAttribute(name) ?? "");
}

interface Bound {
  readonly element: DomElement;
  readonly binding: string;
  readonly event: PageEvent;
  readonly type: string;
}

function runBound(page: LivePage, { element, binding, event, type }: Bound): void {
  const view = page.owner(element);
  if (!view) return;
  const isKey = type === "keydown" || type === "keyup";
  const wanted = element.hasAttribute("phx-key") ? element.getAttribute("phx-key") : null;
  if (isKey && wanted && wanted.toLowerCase() !== event.init.key?.toLowerCase()) return;
  runCommands(binding, { page, view, source: element, eventType: type, push: { data: isKey ? { key: event.init.key } : {} } });
}

function changed(page: LivePage, event: PageEvent): void {
  const { target: input, type } = event;
  if (page.isDead || !isControl(input)) return;
  const form = page.host.controls.form(input);
  const own = input.getAttribute("phx-change");
  const binding = own || form?.getAttribute("phx-change");
  if (!binding) return;
  const dispatcher = own ? input : form;
  const at = page.inputs++;
  const state = privateState(input);
  // A change right after the input that it belongs to says nothing new.
  if (state.lastInput?.at === at - 1 && type === "change" && state.lastInput.type === "input") return;
  state.lastInput = { at, type };
  debounced(page, { element: input, event }, () => {
    const view = dispatcher && page.owner(dispatcher);
    if (!view || !dispatcher) return;
    state.hasFocused = true;
    const targetName = input.getAttribute("name") ?? undefined;
    runCommands(binding, { page, view, source: input, eventType: "change", push: { targetName, dispatcher } });
  });
}

function submitted(page: LivePage, event: PageEvent): void {
  const { target: form } = event;
  const { submitter } = event.init;
  if (page.isDead || form.localName !== "form") return;
  dropDebounced(page.host.controls.controls(form));
  const binding = form.getAttribute("phx-submit");
  if (binding) {
    event.preventDefault();
    const view = page.owner(form);
    if (view) runCommands(binding, { page, view, source: form, eventType: "submit", push: { submitter } });
    return;
  }
  const isDialog = form.getAttribute("method") === "dialog" || submitter?.getAttribute("formmethod") === "dialog";
  if (!event.defaultPrevented && !opensTab(event) && !isDialog) page.unload();
}
