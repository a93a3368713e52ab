/** The recorder's own element in a document: its content is in a closed shadow root, which selectors do not enter. */
let root: ShadowRoot | undefined;
let host: HTMLElement | undefined;
let frame: HTMLElement | undefined;

const STYLE = `
:host { all: initial; }
.frame { position: fixed; pointer-events: none; z-index: 2147483646; border: 2px solid #2563eb; background: rgb(37 99 235 / 12%); border-radius: 3px; }
.bar { position: fixed; z-index: 2147483647; right: 12px; bottom: 12px; display: flex; gap: 8px; align-items: center; padding: 6px 10px;
  font: 13px/1.4 system-ui, sans-serif; color: #fff; background: #1f2937; border-radius: 8px; box-shadow: 0 2px 10px rgb(0 0 0 / 35%); }
.dot { width: 9px; height: 9px; border-radius: 50%; background: #ef4444; }
button, input { font: inherit; color: #fff; background: #374151; border: 1px solid #4b5563; border-radius: 5px; padding: 3px 8px; margin: 0; }
button { cursor: pointer; }
button:hover, button[aria-pressed=true] { background: #2563eb; }
input { width: 120px; }
input::placeholder { color: #9ca3af; }
`;

/** The root for the recorder's elements. A page that replaces its whole document gets them again. */
export function overlayRoot(): ShadowRoot {
  if (root === undefined || host === undefined) {
    host = document.createElement("live-load-recorder");
    root = host.attachShadow({ mode: "closed" });
    // Not an element: the page's policy may forbid styles in it.
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    // The bar is none of the page's business.
    for (const type of [
      "pointerdown",
      "mousedown",
      "pointerup",
      "mouseup",
      "click",
      "dblclick",
      "keydown",
      "keypress",
      "keyup",
      "input",
      "focusin",
    ])
      host.addEventListener(type, (event) => event.stopPropagation());
  }
  if (!host.isConnected) document.documentElement.append(host);
  return root;
}

/** Draws a frame around an element, or removes it. */
export function frameElement(element: Element | undefined): void {
  if (element === undefined) {
    frame?.remove();
    return;
  }
  frame ??= Object.assign(document.createElement("div"), { className: "frame" });
  const { left, top, width, height } = element.getBoundingClientRect();
  Object.assign(frame.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  overlayRoot().append(frame);
}
