import { createElement } from "../../dom/create-element.js";
import type { DomDocument, DomElement, DomTemplate } from "../dom.js";

/** The element that a portal's template holds. */
export function portalContent(template: DomElement): DomElement | null {
  return (template as DomTemplate).content.firstElementChild;
}

interface Teleport {
  readonly document: DomDocument;
  readonly viewId: string;
  readonly morph: (target: DomElement, source: DomElement) => void;
}

/** Puts a portal's content where the portal says; the id of what it put there. */
export function teleport(template: DomElement, { document, viewId, morph }: Teleport): string | undefined {
  const content = portalContent(template);
  if (!content || content.hasAttribute("data-phx-skip")) return undefined;
  const selector = template.getAttribute("data-phx-portal") ?? "";
  const container = document.querySelector(selector);
  if (!container) throw new Error(`there is no ${selector} for the portal #${template.id}`);
  if (!content.id) throw new Error(`the content of the portal #${template.id} has no id`);
  let target = document.getElementById(content.id);
  if (!target) {
    target = createElement(content.localName);
    container.appendChild(target);
  } else if (!container.contains(target)) container.appendChild(target);
  const source = content.cloneNode(true);
  source.setAttribute("data-phx-teleported", viewId);
  source.setAttribute("data-phx-teleported-src", template.id);
  morph(target, source);
  return content.id;
}
