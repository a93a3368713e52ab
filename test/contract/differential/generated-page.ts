import fc from "fast-check";

/** An element of a generated page, and its obstacles. */
export interface GeneratedElement {
  readonly kind: keyof typeof KINDS;
  readonly trait: keyof typeof TRAITS;
}

/** Elements by kind, with the attributes that a trait adds. */
const KINDS = {
  button: (id: string, attributes: string) => `<button id="${id}" type="button" ${attributes}>Press ${id} <b>now</b></button>`,
  text: (id: string, attributes: string) => `<input id="${id}" value="old" ${attributes}>`,
  empty: (id: string, attributes: string) => `<input id="${id}" type="search" ${attributes}>`,
  number: (id: string, attributes: string) => `<input id="${id}" type="number" value="3" ${attributes}>`,
  date: (id: string, attributes: string) => `<input id="${id}" type="date" ${attributes}>`,
  range: (id: string, attributes: string) => `<input id="${id}" type="range" min="0" max="10" value="5" ${attributes}>`,
  textarea: (id: string, attributes: string) => `<textarea id="${id}" ${attributes}>some
lines</textarea>`,
  editable: (id: string, attributes: string) => `<div id="${id}" contenteditable="true" ${attributes}>edit <i>me</i></div>`,
  checkbox: (id: string, attributes: string) => `<input id="${id}" type="checkbox" ${attributes}>`,
  checked: (id: string, attributes: string) => `<input id="${id}" type="checkbox" checked ${attributes}>`,
  radio: (id: string, attributes: string) => `<input id="${id}" type="radio" name="radio" value="${id}" ${attributes}>`,
  label: (id: string, attributes: string) =>
    `<label id="${id}" ${attributes}>Label <input id="${id}-box" type="checkbox"></label>`,
  ariaBox: (id: string, attributes: string) =>
    `<span id="${id}" role="checkbox" aria-checked="false" tabindex="0" onclick="this.ariaChecked = String(this.ariaChecked !== 'true')" ${attributes}>box</span>`,
  select: (id: string, attributes: string) =>
    `<select id="${id}" ${attributes}><option value="">choose</option><option value="red">Red</option><option value="green">Green</option><option value="blue" disabled>Blue</option></select>`,
  multi: (id: string, attributes: string) =>
    `<select id="${id}" multiple ${attributes}><option value="red" selected>Red</option><option value="green">Green</option><option>Blue</option></select>`,
  link: (id: string, attributes: string) => `<a id="${id}" href="#${id}" ${attributes}>Link <em>${id}</em></a>`,
  elsewhere: (id: string, attributes: string) => `<a id="${id}" href="/next?from=${id}" ${attributes}>Elsewhere</a>`,
  form: (id: string, attributes: string) =>
    `<form id="${id}" action="/next" ${attributes}><input id="${id}-field" name="field" value="x"><button id="${id}-send">Send</button></form>`,
  handled: (id: string, attributes: string) =>
    `<form id="${id}" onsubmit="event.preventDefault()" ${attributes}><input id="${id}-field" name="field"><button id="${id}-send">Send</button></form>`,
  drag: (id: string, attributes: string) =>
    `<span id="${id}" class="box" draggable="true" ondragstart="event.dataTransfer.setData('text/plain', '${id}')" ${attributes}>drag</span>`,
  drop: (id: string, attributes: string) =>
    `<span id="${id}" class="box" ondragover="event.preventDefault()" ondrop="event.preventDefault()" ${attributes}>drop</span>`,
  nested: (id: string, attributes: string) =>
    `<button type="button"><span id="${id}" ${attributes}>inside of a button</span></button>`,
  inline: (id: string, attributes: string) =>
    `<div style="width: 90px"><span id="${id}" tabindex="0" ${attributes}>words that need more than one line</span></div>`,
  shadow: (id: string, attributes: string) =>
    `<div ${attributes}><template shadowrootmode="open"><button id="${id}" type="button">in the shadow</button></template></div>`,
} as const;

/** Obstacles of an element: attributes, and markup around it. */
const TRAITS = {
  plain: ["", ""],
  disabled: ["disabled", ""],
  ariaDisabled: ['aria-disabled="true"', ""],
  readonly: ["readonly", ""],
  hidden: ['style="display: none"', ""],
  invisible: ['style="visibility: hidden"', ""],
  covered: ["", '<i class="cover"></i>'],
  uncovered: ["", '<i class="cover passing"></i>'],
  late: ["disabled data-late", ""],
  shownLate: ['style="display: none" data-late', ""],
  far: ["data-far", ""],
  transparent: ['style="opacity: 0"', ""],
  turned: ['style="display: inline-block; transform: rotate(30deg)"', ""],
} as const;

export const generatedElement: fc.Arbitrary<GeneratedElement> = fc.record({
  kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  // Most elements have no obstacles.
  trait: fc.oneof(
    { weight: 3, arbitrary: fc.constant<keyof typeof TRAITS>("plain") },
    { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(TRAITS) as (keyof typeof TRAITS)[])) },
  ),
});

/** The document: each element in its own paragraph, and a log of their events. */
export function htmlOf(elements: readonly GeneratedElement[]): string {
  const body = elements.map(({ kind, trait }, index) => {
    const [attributes, around] = TRAITS[trait];
    const far = trait === "far" ? ' style="margin-top: 1200px"' : "";
    return `<div class="place"${far}>${KINDS[kind](`e${index}`, attributes)}${around}</div>`;
  });
  return `<!DOCTYPE html><meta charset="utf-8"><title>Generated</title><link rel="icon" href="data:,"><style>${STYLE}</style>
${body.join("\n")}<script>${SCRIPT}</script>`;
}

const STYLE = `.place { position: relative; margin: 6px; min-height: 24px } .cover { position: absolute; inset: -2px; background: #ccc8 }
.box { display: inline-block; width: 80px; height: 30px; background: #eee }`;

const SCRIPT = `
window.log = [];
const nameOf = (target) => target instanceof Element ? target.id || target.nodeName : target === document ? "document" : "window";
const types = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "keydown", "keypress",
  "keyup", "beforeinput", "input", "change", "focusin", "focusout", "submit", "dragstart", "dragenter", "drop", "dragend"];
for (const type of types) addEventListener(type, (event) => {
  const target = event.composedPath()[0];
  const more = ["key", "code", "inputType", "data", "button", "buttons", "detail", "ctrlKey", "shiftKey", "location", "repeat"]
    .filter((name) => event[name] !== undefined && event[name] !== null && event[name] !== false).map((name) => name + "=" + event[name]);
  const value = target.value !== undefined && /input|change/.test(type) ? " value=" + target.value + (target.checked === undefined ? "" : target.checked) : "";
  window.log.push(type + " " + nameOf(target) + " trusted=" + event.isTrusted + " " + more.join(" ") + value);
}, true);
setTimeout(() => {
  for (const late of document.querySelectorAll("[data-late]")) { late.removeAttribute("disabled"); late.style.display = ""; }
  for (const passing of document.querySelectorAll(".passing")) passing.remove();
  window.isSettled = true;
}, 120);
`;

/** Waits for late elements. */
export const SETTLED = `() => new Promise((settled) => {
  const look = () => window.isSettled || !window.log ? settled() : setTimeout(look, 10);
  look();
})`;

/** The state of the page: values, focus and the log. */
export const SNAPSHOT = `async () => {
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]);
  const values = deep(document).filter(({ id }) => id).map((one) => {
    const parts = [one.id, one.value, one.checked, one.ariaChecked, one.isContentEditable ? one.innerText : "", one.multiple ? [...one.selectedOptions].map(({ value }) => value).join() : ""];
    return parts.map(String).join("|");
  });
  const active = document.activeElement;
  return { log: window.log ?? [], values, focus: active?.shadowRoot?.activeElement?.id || active?.id || active?.nodeName, path: location.pathname + location.search + location.hash, title: document.title };
}`;
