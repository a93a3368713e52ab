import type { DomElement } from "../dom.js";

/** Sets `display` in the element's style attribute. */
export function setDisplay(element: DomElement, display: string): void {
  const style = element.hasAttribute("style") ? (element.getAttribute("style") ?? "") : "";
  const kept = style
    .split(";")
    .map((declaration) => declaration.trim())
    .filter((declaration) => declaration !== "" && !/^display\s*:/i.test(declaration));
  element.setAttribute("style", [...kept, `display: ${display}`].join("; "));
}
