/** The parts of the standard DOM that are used here. Structural, because Node.js has no DOM types. */
export interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  nodeValue: string | null;
  textContent: string | null;
  readonly parentNode: DomParent | null;
  readonly parentElement: DomElement | null;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly ownerDocument: DomDocument | null;
  readonly isConnected: boolean;
  cloneNode(deep: boolean): DomNode;
}

export interface DomParent extends DomNode {
  readonly firstElementChild: DomElement | null;
  readonly lastElementChild: DomElement | null;
  readonly children: ArrayLike<DomElement>;
  appendChild(child: DomNode): DomNode;
  insertBefore(child: DomNode, before: DomNode | null): DomNode;
  removeChild(child: DomNode): DomNode;
  replaceChild(child: DomNode, old: DomNode): DomNode;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  contains(node: DomNode | null): boolean;
}

export interface DomElement extends DomParent {
  readonly localName: string;
  id: string;
  readonly nextElementSibling: DomElement | null;
  readonly previousElementSibling: DomElement | null;
  readonly classList: DomTokens;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  getAttributeNames(): Iterable<string>;
  closest(selector: string): DomElement | null;
  matches(selector: string): boolean;
  remove(): void;
  replaceWith(node: DomNode): void;
  innerHTML: string;
}

export interface DomTokens {
  readonly length: number;
  add(...names: string[]): void;
  remove(...names: string[]): void;
  contains(name: string): boolean;
}

export interface DomTemplate extends DomElement {
  readonly content: DomParent;
}

export interface DomDocument extends DomParent {
  readonly body: DomElement;
  title: string;
  createElement(name: string): DomElement;
  getElementById(id: string): DomElement | null;
}

const ELEMENT = 1;

export function isElement(node: DomNode | null): node is DomElement {
  return node?.nodeType === ELEMENT;
}

export function all(parent: DomParent, selector: string): DomElement[] {
  return [...parent.querySelectorAll(selector)];
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
