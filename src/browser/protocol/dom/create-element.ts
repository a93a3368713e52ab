import { DocumentFragment, Element, HTML, HTMLElement, SVGElement } from "./element.js";
import { FormControl } from "./field.js";
import {
  HTMLButtonElement,
  HTMLFieldSetElement,
  HTMLFormElement,
  HTMLInputElement,
  HTMLLabelElement,
  HTMLTextAreaElement,
} from "./form-elements.js";
import { HTMLOptGroupElement, HTMLOptionElement, HTMLSelectElement } from "./select-elements.js";

export class HTMLImageElement extends HTMLElement {}

export class HTMLSlotElement extends HTMLElement {
  assignedNodes(): readonly Element[] {
    return [];
  }
}

class HTMLTableElement extends HTMLElement {
  get rows(): readonly Element[] {
    return this.querySelectorAll("tr").filter((row) => row.closest("table") === this);
  }
}

/** A template: what is inside is in `content`, and no part of the document. */
export class HTMLTemplateElement extends HTMLElement {
  content = new DocumentFragment();

  protected override copyStateTo(clone: Element): void {
    (clone as HTMLTemplateElement).content = this.content.cloneNode(true);
  }
}

type HTMLClass = new (localName: string, namespaceURI: string) => Element;

const CLASSES: Readonly<Record<string, HTMLClass | undefined>> = {
  button: HTMLButtonElement,
  fieldset: HTMLFieldSetElement,
  form: HTMLFormElement,
  img: HTMLImageElement,
  input: HTMLInputElement,
  label: HTMLLabelElement,
  meter: FormControl,
  object: FormControl,
  optgroup: HTMLOptGroupElement,
  option: HTMLOptionElement,
  output: FormControl,
  progress: FormControl,
  select: HTMLSelectElement,
  slot: HTMLSlotElement,
  table: HTMLTableElement,
  template: HTMLTemplateElement,
  textarea: HTMLTextAreaElement,
};

const SVG = "http://www.w3.org/2000/svg";

/** Creates a detached element. */
export function createElement(localName: string, namespaceURI: string = HTML): Element {
  if (namespaceURI === SVG) return new SVGElement(localName, namespaceURI);
  if (namespaceURI !== HTML) return new Element(localName, namespaceURI);
  const HtmlClass = Object.hasOwn(CLASSES, localName) ? (CLASSES[localName] ?? HTMLElement) : HTMLElement;
  return new HtmlClass(localName, namespaceURI);
}
