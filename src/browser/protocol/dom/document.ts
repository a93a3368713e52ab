import { Container, type Element } from "./element.js";
import type { DocumentType, Node } from "./node.js";
import { nodesByXPath } from "./xpath.js";

/** A document. */
export class Document extends Container {
  override readonly kind = "document";
  override readonly nodeName = "#document";
  /** Address of the document. */
  readonly url: string;
  #active: Element | null = null;

  constructor(url = "about:blank") {
    super();
    this.url = url;
  }

  override get textContent(): null {
    return null;
  }

  get doctype(): DocumentType | null {
    return this.childNodes.find((node): node is DocumentType => node.kind === "doctype") ?? null;
  }

  get documentElement(): Element | null {
    return this.firstElementChild;
  }

  get head(): Element | null {
    return this.documentElement?.children.find(({ localName }) => localName === "head") ?? null;
  }

  get body(): Element | null {
    return this.documentElement?.children.find(({ localName }) => localName === "body") ?? null;
  }

  get title(): string {
    return (this.querySelector("title")?.textContent ?? "").trim().replace(/[ \t\r\n\f]+/g, " ");
  }

  set title(text: string) {
    const title = this.querySelector("title");
    if (title !== null) title.textContent = text;
  }

  /** The element that has the focus; without one, the body. */
  get activeElement(): Element | null {
    if (this.#active?.isConnected === false) this.#active = null;
    return this.#active ?? this.body;
  }

  /** Moves the focus without telling anyone; `null` takes it away. */
  set activeElement(element: Element | null) {
    this.#active = element;
  }

  /** Address that relative ones in the document refer to. */
  get baseURI(): string {
    const href = this.querySelector("base[href]")?.getAttribute("href");
    return href !== null && href !== undefined && URL.canParse(href, this.url) ? new URL(href, this.url).href : this.url;
  }

  /** For text directly in an element without a box: it is shown unless it is white space. */
  createRange(): { selectNode(node: Node): void; getBoundingClientRect(): { readonly width: number; readonly height: number } } {
    let selected: Node | undefined;
    return {
      selectNode: (node) => {
        selected = node;
      },
      getBoundingClientRect: () => {
        const size = (selected?.textContent ?? "").trim() === "" ? 0 : 1;
        return { width: size, height: size };
      },
    };
  }

  /** Elements by XPath, for `document.evaluate` with an ordered snapshot. */
  evaluate(path: string, scope: Node): { readonly snapshotLength: number; snapshotItem(index: number): Node | null } {
    const found = nodesByXPath(path, scope);
    return { snapshotLength: found.length, snapshotItem: (index) => found[index] ?? null };
  }

  override cloneNode(): Document {
    throw new Error("documents are not cloned");
  }
}
