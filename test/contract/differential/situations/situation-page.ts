/** The document of a situation: its body, and a log of people's events on its elements. */
export function documentOf(body: string): string {
  return `<!DOCTYPE html><meta charset="utf-8"><title>Situation</title><link rel="icon" href="data:,"><style>${STYLE}</style><script>${SCRIPT}</script>\n${body}`;
}

const STYLE =
  ".box { width: 60px; height: 40px; background: #eee; display: inline-block } .cover { position: absolute; inset: 0; background: #ccc8 }";

const SCRIPT = `
window.log = [];
const nameOf = (target) => target instanceof Element ? target.id || target.nodeName : target === document ? "document" : "window";
const types = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "keydown", "keypress",
  "keyup", "beforeinput", "input", "change", "focusin", "focusout", "submit", "reset", "paste", "copy", "cut", "touchstart", "touchend",
  "dragstart", "dragenter", "dragleave", "drop", "dragend", "pointercancel", "compositionstart", "compositionend"];
const listen = (scope) => {
  for (const type of types) scope.addEventListener(type, (event) => {
    const target = event.composedPath()[0];
    const more = ["key", "code", "inputType", "data", "button", "buttons", "detail", "ctrlKey", "shiftKey", "altKey", "metaKey", "location", "repeat"]
      .filter((name) => event[name] !== undefined && event[name] !== null && event[name] !== false).map((name) => name + "=" + event[name]);
    const value = target.value !== undefined && /input|change/.test(type) ? " value=" + target.value + (target.checked === undefined ? "" : target.checked) : "";
    const at = /^mouse(down|up)|click/.test(type) ? " at=" + Math.round(event.offsetX / 10) + "," + Math.round(event.offsetY / 10) : "";
    (window.top.log ?? window.log).push(type + " " + nameOf(target) + " trusted=" + event.isTrusted + " " + more.join(" ") + value + at);
  }, true);
};
listen(window);
`;

/** The state of the page: values, focus, selection and the log. */
export const SNAPSHOT = `async () => {
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]);
  const values = deep(document).filter(({ id }) => id).map((one) => {
    const parts = [one.id, one.value, one.checked, one.ariaChecked, one.open, one.isContentEditable ? one.innerText : "", one.multiple && one.selectedOptions ? [...one.selectedOptions].map(({ value }) => value).join() : "", one.files ? [...one.files].map(({ name, size, type }) => name + size + type).join() : ""];
    return parts.filter((part) => part !== undefined && part !== null && part !== "").map(String).join("|");
  });
  const active = document.activeElement;
  return { log: (window.log ?? []).splice(0), values, told: window.told ?? null, focus: active?.shadowRoot?.activeElement?.id || active?.id || active?.nodeName, selected: String(getSelection()), path: location.pathname.replace(/^\\/situation\\/.*/, "") + location.hash, title: document.title };
}`;
