import type { BarState } from "../recorder-wire.js";
import { overlayRoot } from "./overlay.js";
import { tellCommand } from "./tell.js";

const ADDED_AGAIN_MS = 500;

let bar: HTMLElement | undefined;
let state: BarState = { steps: 0, isPicking: false };

/** Shows the bar in the page; frames have none. */
export function showBar(): void {
  if (window.top !== window) return;
  const add = () => {
    // Without a body there is nothing to see yet.
    if (document.body !== null) show(state);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", add, { once: true });
  else add();
  setInterval(add, ADDED_AGAIN_MS);
}

/** Shows this state. */
export function show(next: BarState): void {
  state = next;
  if (window.top !== window || document.body === null) return;
  const root = overlayRoot();
  bar ??= made();
  if (!bar.isConnected) root.append(bar);
  const { steps, isPicking, group } = state;
  part("count").textContent = steps === 1 ? "1 step" : `${steps} steps`;
  part("expect").setAttribute("aria-pressed", String(isPicking));
  part("expect").textContent = isPicking ? "Click on a text …" : "Expect text";
  part("name").hidden = group !== undefined;
  part("group").textContent = group === undefined ? "Group" : `End “${group}”`;
}

function made(): HTMLElement {
  const made = element("div", "bar");
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", "LiveLoad is recording");
  const name = Object.assign(document.createElement("input"), { className: "name", placeholder: "Name of a group" });
  name.addEventListener("keydown", ({ key }) => void (key === "Enter" && toggleGroup()));
  made.append(
    element("span", "dot"),
    element("span", "count"),
    button("expect", () => tellCommand({ type: "pick", isOn: !state.isPicking })),
    name,
    button("group", toggleGroup),
    button("stop", () => tellCommand({ type: "stop" }), "Stop"),
  );
  return made;
}

function toggleGroup(): void {
  const field = part("name") as HTMLInputElement;
  if (state.group !== undefined) tellCommand({ type: "end-group" });
  else if (field.value.trim() === "") field.focus();
  else {
    tellCommand({ type: "group", name: field.value.trim() });
    field.value = "";
  }
}

function button(className: string, onClick: () => void, text = ""): HTMLElement {
  const made = element("button", className, text);
  made.addEventListener("click", onClick);
  return made;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function part(className: string): HTMLElement {
  const found = bar?.querySelector<HTMLElement>(`.${className}`);
  if (found === null || found === undefined) throw new Error(`the bar has no ${className}`);
  return found;
}
