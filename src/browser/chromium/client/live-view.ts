import type { LiveRequest, LiveState, LoadingRequest } from "../helper-wire.js";
import { late } from "./outcome.js";
import { find } from "./selectors/selector.js";
import { deadline, until } from "./wait.js";

const LOCK = "data-phx-ref-src";
const SIGNS = [LOCK, "data-phx-ref-loading", "data-phx-ref-lock"];

export const AWAITS_REPLY = "to get LiveView's reply to its last event (data-phx-ref-src)";

/** True if LiveView's client would drop a click on the element because it awaits the reply to the previous event. */
export function awaitsReply(element: Element): boolean {
  if (element.hasAttribute(LOCK)) return true;
  const form = "form" in element && element.form instanceof HTMLFormElement ? element.form : null;
  if (form?.hasAttribute(LOCK) === true && form.classList.contains("phx-submit-loading")) return true;
  // The client checks the element with the binding, which may be an ancestor of the clicked one. Pages may choose the prefix
  // of bindings.
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    if (one.getAttributeNames().some((name) => name.endsWith("-click"))) return one.hasAttribute(LOCK);
  }
  return false;
}

/** Waits until there is a live view and every one is connected. */
export async function untilLive({ agent, limitMs }: LiveRequest): Promise<LiveState> {
  let state = liveState(agent);
  await until(() => {
    state = liveState(agent);
    return state.present && state.connected;
  }, deadline(limitMs));
  return state;
}

function liveState(agent: string): LiveState {
  const roots = [...document.querySelectorAll("[data-phx-session]")];
  return { present: roots.length > 0, connected: roots.every((root) => isConnected(root, agent)) };
}

/** When a parent view is patched, the client removes the classes of nested roots; the page agent remembers their last state. */
function isConnected(root: Element, agent: string): boolean {
  const { classList } = root;
  if (classList.contains("phx-connected")) return true;
  const isSilent = !classList.contains("phx-loading") && !classList.contains("phx-error");
  return isSilent && root.hasAttribute("data-phx-parent-id") && root.dispatchEvent(new Event(agent, { cancelable: true }));
}

/** Waits until no event on the element is in progress; returns at once if there is no element. */
export async function untilLoaded({ selector, type, limitMs }: LoadingRequest): Promise<null> {
  const element = find(selector);
  if (element === undefined) return null;
  const over = () =>
    !element.isConnected ||
    !(element.classList.contains(`phx-${type}-loading`) || SIGNS.some((sign) => element.hasAttribute(sign)));
  if (!(await until(over, deadline(limitMs)))) late(`to lose phx-${type}-loading and data-phx-ref-*`);
  return null;
}
