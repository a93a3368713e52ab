import { rendersBox } from "./appearance.js";
import { ClassList } from "./class-list.js";
import { innerTextOf } from "./inner-text.js";
import { type ChildNode, type Node, ParentNode } from "./node.js";
import { allIn, firstIn, matches } from "./selectors.js";
import { innerHtmlOf, outerHtmlOf } from "./serialize.js";

export const HTML = "http://www.w3.org/1999/xhtml";

/** Something that has elements inside and can be searched: an element, a document or a fragment. */
export abstract class Container extends ParentNode {
  get children(): readonly Element[] {
    return this.childNodes.filter((node): node is Element => node.kind === "element");
  }

  get firstElementChild(): Element | null {
    return this.childNodes.find((node): node is Element => node.kind === "element") ?? null;
  }

  get lastElementChild(): Element | null {
    return this.children.at(-1) ?? null;
  }

  get childElementCount(): number {
    return this.children.length;
  }

  querySelector(css: string): Element | null {
    return firstIn(this, css) as Element | null;
  }

  querySelectorAll(css: string): Element[] {
    return allIn(this, css) as Element[];
  }

  getElementsByTagName(name: string): Element[] {
    return allIn(this, name === "*" ? "*" : name.toLowerCase()) as Element[];
  }

  getElementById(id: string): Element | null {
    return elementWithId(this, id);
  }
}

function elementWithId(node: Node, id: string): Element | null {
  for (const child of node.childNodes) {
    if (child.kind !== "element") continue;
    if ((child as Element).id === id) return child as Element;
    const inside = elementWithId(child, id);
    if (inside !== null) return inside;
  }
  return null;
}

/** A fragment of a document, such as the content of a template. */
export class DocumentFragment extends Container {
  override readonly kind = "fragment";
  override readonly nodeName = "#document-fragment";

  override cloneNode(deep = false): DocumentFragment {
    const clone = new DocumentFragment();
    if (deep) clone.append(...this.childNodes.map((child) => child.cloneNode(true)));
    return clone;
  }
}

/** An attribute as a node, for XPath. */
interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly nodeType: 2;
  readonly nodeName: string;
  readonly localName: string;
  readonly nodeValue: string;
  readonly namespaceURI: null;
  readonly ownerElement: Element;
}

type AttributeList = readonly Attribute[] & { item(index: number): Attribute | null };

type ElementClass = new (localName: string, namespaceURI: string) => Element;

/** An element. Its `attributes` are in the order of the source. */
export class Element extends Container {
  override readonly kind = "element";
  readonly localName: string;
  readonly namespaceURI: string;
  readonly nodeName: string;
  /** Without shadow roots, there are none of these. */
  readonly shadowRoot = null;
  readonly assignedSlot = null;
  readonly #attributes = new Map<string, string>();
  #classes: ClassList | undefined;

  constructor(localName: string, namespaceURI: string = HTML) {
    super();
    this.localName = localName;
    this.namespaceURI = namespaceURI;
    this.nodeName = namespaceURI === HTML ? localName.toUpperCase() : localName;
  }

  get tagName(): string {
    return this.nodeName;
  }

  get id(): string {
    return this.#attributes.get("id") ?? "";
  }

  get className(): string {
    return this.#attributes.get("class") ?? "";
  }

  get classList(): ClassList {
    this.#classes ??= new ClassList(this);
    return this.#classes;
  }

  override get parentElement(): Element | null {
    return this.parentNode?.kind === "element" ? (this.parentNode as Element) : null;
  }

  get nextElementSibling(): Element | null {
    return this.#elementSibling(1);
  }

  get previousElementSibling(): Element | null {
    return this.#elementSibling(-1);
  }

  get attributes(): AttributeList {
    const list = [...this.#attributes].map(([name, value]): Attribute => {
      return {
        name,
        value,
        nodeType: 2,
        nodeName: name,
        localName: name,
        nodeValue: value,
        namespaceURI: null,
        ownerElement: this,
      };
    });
    return Object.assign(list, { item: (index: number) => list[index] ?? null });
  }

  /** Names and values, in the order of the source. */
  get attributeEntries(): Iterable<[name: string, value: string]> {
    return this.#attributes;
  }

  getAttributeNames(): string[] {
    return [...this.#attributes.keys()];
  }

  getAttribute(name: string): string | null {
    const value = this.#attributes.get(name) ?? (UPPER_CASE.test(name) ? this.#attributes.get(name.toLowerCase()) : undefined);
    return value ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }

  setAttribute(name: string, value: string): void {
    this.#attributes.set(this.namespaceURI === HTML ? name.toLowerCase() : name, String(value));
  }

  removeAttribute(name: string): void {
    if (!this.#attributes.delete(name)) this.#attributes.delete(name.toLowerCase());
  }

  toggleAttribute(name: string, force = !this.hasAttribute(name)): boolean {
    if (!force) this.removeAttribute(name);
    else if (!this.hasAttribute(name)) this.setAttribute(name, "");
    return force;
  }

  get innerHTML(): string {
    return innerHtmlOf(this);
  }

  get outerHTML(): string {
    return outerHtmlOf(this);
  }

  get innerText(): string {
    return innerTextOf(this);
  }

  matches(css: string): boolean {
    return matches(this, css);
  }

  closest(css: string): Element | null {
    return this.matches(css) ? this : (this.parentElement?.closest(css) ?? null);
  }

  override cloneNode(deep = false): Element {
    const clone = new (this.constructor as ElementClass)(this.localName, this.namespaceURI);
    for (const [name, value] of this.#attributes) clone.setAttribute(name, value);
    this.copyStateTo(clone);
    if (deep) for (const child of this.childNodes) clone.appendChild(child.cloneNode(true));
    return clone;
  }

  checkVisibility(): boolean {
    return rendersBox(this);
  }

  /** There is no layout: what is rendered has a size, whatever it is. */
  getBoundingClientRect(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
    const size = rendersBox(this) ? 1 : 0;
    return { x: 0, y: 0, width: size, height: size };
  }

  /** For `:checked`. */
  get isChecked(): boolean {
    return false;
  }

  /** For `:disabled`: by itself or by a fieldset around it. */
  get isDisabled(): boolean {
    return false;
  }

  get canBeDisabled(): boolean {
    return false;
  }

  /** For `:read-write`. */
  get isReadWrite(): boolean {
    return isEditable(this);
  }

  /** Value of a field; elsewhere empty. */
  get currentValue(): string {
    return "";
  }

  get isContentEditable(): boolean {
    return isEditable(this);
  }

  get hasFocus(): boolean {
    return (this.getRootNode() as { readonly activeElement?: Element | null }).activeElement === this;
  }

  /** Copies what a person entered, which attributes do not show. */
  protected copyStateTo(_clone: Element): void {}

  #elementSibling(step: 1 | -1): Element | null {
    const siblings: readonly ChildNode[] = this.parentNode?.childNodes ?? [];
    for (let at = siblings.indexOf(this) + step; at >= 0 && at < siblings.length; at += step) {
      const sibling = siblings[at];
      if (sibling?.kind === "element") return sibling as Element;
    }
    return null;
  }
}

/** An element of HTML. */
export class HTMLElement extends Element {
  get title(): string {
    return this.getAttribute("title") ?? "";
  }

  get hidden(): boolean {
    return this.hasAttribute("hidden");
  }

  get inert(): boolean {
    return this.hasAttribute("inert");
  }

  /** `data-some-name` as `someName`. */
  get dataset(): Readonly<Record<string, string>> {
    const data = [...this.attributeEntries].filter(([name]) => name.startsWith("data-"));
    const camel = (name: string) => name.slice(5).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return Object.fromEntries(data.map(([name, value]) => [camel(name), value]));
  }
}

export class SVGElement extends Element {}

function isEditable(element: Element): boolean {
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    const given = one.getAttribute("contenteditable");
    if (given !== null && given !== "inherit") return given.toLowerCase() !== "false";
  }
  return false;
}

/** Names in sources and scripts are nearly always lower case already. */
const UPPER_CASE = /[A-Z]/;
