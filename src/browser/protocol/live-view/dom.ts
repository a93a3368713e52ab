import type { HTMLTemplateElement } from "../dom/create-element.js";
import type { Document } from "../dom/document.js";
import { type Container, Element } from "../dom/element.js";
import type { Node } from "../dom/node.js";

/** The DOM of the page, under the names that are used here. */
export type DomNode = Node;
export type DomElement = Element;
export type DomParent = Container;
export type DomDocument = Document;
export type DomTemplate = HTMLTemplateElement;

export function isElement(node: DomNode | null): node is DomElement {
  return node instanceof Element;
}

export function all(parent: DomParent, selector: string): DomElement[] {
  return parent.querySelectorAll(selector);
}

/** The classes' attribute goes with the last class. */
export function removeClass(element: DomElement, name: string): void {
  if (!element.hasAttribute("class")) return;
  element.classList.remove(name);
  if (element.classList.length === 0) element.removeAttribute("class");
}

/** A text within quotes of a selector. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

const CONTROLS = new Set(["input", "select", "textarea", "button"]);

/** An element that a form submits or that can be typed into. */
export function isControl(element: DomElement): boolean {
  return CONTROLS.has(element.localName);
}

export function isChecking(element: DomElement): boolean {
  const type = element.getAttribute("type");
  return element.localName === "input" && (type === "checkbox" || type === "radio");
}

export function isUploadInput(element: DomElement): boolean {
  return element.localName === "input" && element.hasAttribute("data-phx-upload-ref") && element.getAttribute("type") === "file";
}
