/** Nodes of a document without a browser: the part of the DOM standard that steps, selectors and LiveView need. */

export type NodeKind = "element" | "text" | "comment" | "doctype" | "document" | "fragment";

const NODE_TYPES: Readonly<Record<NodeKind, number>> = {
  element: 1,
  text: 3,
  comment: 8,
  document: 9,
  doctype: 10,
  fragment: 11,
};

const NO_NODES: readonly ChildNode[] = [];

/** A node; `instanceof` works with it and its subclasses as in a page. */
export abstract class Node {
  static readonly ELEMENT_NODE = 1;
  static readonly TEXT_NODE = 3;
  static readonly COMMENT_NODE = 8;
  static readonly DOCUMENT_NODE = 9;
  static readonly DOCUMENT_TYPE_NODE = 10;
  static readonly DOCUMENT_FRAGMENT_NODE = 11;
  static readonly DOCUMENT_POSITION_PRECEDING = 2;
  static readonly DOCUMENT_POSITION_FOLLOWING = 4;
  static readonly DOCUMENT_POSITION_CONTAINED_BY = 16;

  abstract readonly kind: NodeKind;
  abstract readonly nodeName: string;
  parentNode: ParentNode | null = null;

  get nodeType(): number {
    return NODE_TYPES[this.kind];
  }

  /** The children. Do not change the array: use the methods. */
  get childNodes(): readonly ChildNode[] {
    return NO_NODES;
  }

  get nodeValue(): string | null {
    return null;
  }

  get textContent(): string | null {
    return null;
  }

  get parentElement(): ParentNode | null {
    return this.parentNode?.kind === "element" ? this.parentNode : null;
  }

  get firstChild(): ChildNode | null {
    return this.childNodes[0] ?? null;
  }

  get lastChild(): ChildNode | null {
    return this.childNodes.at(-1) ?? null;
  }

  get nextSibling(): ChildNode | null {
    return this.#sibling(1);
  }

  get previousSibling(): ChildNode | null {
    return this.#sibling(-1);
  }

  get isConnected(): boolean {
    return this.getRootNode().kind === "document";
  }

  /** The document that the node is in; `null` for what is detached. */
  get ownerDocument(): Node | null {
    const root = this.getRootNode();
    return root.kind === "document" && root !== this ? root : null;
  }

  getRootNode(): Node {
    return this.parentNode === null ? this : this.parentNode.getRootNode();
  }

  contains(other: Node | null): boolean {
    for (let one = other; one !== null; one = one.parentNode) if (one === this) return true;
    return false;
  }

  /** As the standard's, for nodes of one tree: preceding, following, and whether one contains the other. */
  compareDocumentPosition(other: Node): number {
    if (other === this) return 0;
    const [own, others] = [pathTo(this), pathTo(other)];
    const at = own.findIndex((node, index) => node !== others[index]);
    if (at === -1) return 20;
    const [mine, theirs] = [own[at], others[at]];
    if (theirs === undefined) return 10;
    if (mine === undefined || at === 0) return 1;
    const siblings: readonly Node[] = own[at - 1]?.childNodes ?? [];
    return siblings.indexOf(theirs) > siblings.indexOf(mine) ? 4 : 2;
  }

  #sibling(step: number): ChildNode | null {
    const siblings = this.parentNode?.childNodes;
    return siblings?.[siblings.indexOf(this as unknown as ChildNode) + step] ?? null;
  }
}

function pathTo(node: Node): readonly Node[] {
  const path: Node[] = [];
  for (let one: Node | null = node; one !== null; one = one.parentNode) path.unshift(one);
  return path;
}

/** A node that has a parent. */
export abstract class ChildNode extends Node {
  abstract cloneNode(deep?: boolean): ChildNode;

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  replaceWith(...nodes: readonly (Node | string)[]): void {
    const parent = this.parentNode;
    if (parent === null) return;
    const next = this.nextSibling;
    this.remove();
    for (const node of nodes) parent.insertBefore(nodeOf(node), next);
  }

  before(...nodes: readonly (Node | string)[]): void {
    for (const node of nodes) this.parentNode?.insertBefore(nodeOf(node), this);
  }

  after(...nodes: readonly (Node | string)[]): void {
    const next = this.nextSibling;
    for (const node of nodes) this.parentNode?.insertBefore(nodeOf(node), next);
  }
}

/** A text or comment. */
export abstract class CharacterData extends ChildNode {
  data: string;

  constructor(data: string) {
    super();
    this.data = data;
  }

  override get nodeValue(): string {
    return this.data;
  }

  override set nodeValue(value: string) {
    this.data = value;
  }

  override get textContent(): string {
    return this.data;
  }

  override set textContent(value: string) {
    this.data = value;
  }
}

export class Text extends CharacterData {
  override readonly kind = "text";
  override readonly nodeName = "#text";

  override cloneNode(): Text {
    return new Text(this.data);
  }
}

export class Comment extends CharacterData {
  override readonly kind = "comment";
  override readonly nodeName = "#comment";

  override cloneNode(): Comment {
    return new Comment(this.data);
  }
}

export class DocumentType extends ChildNode {
  override readonly kind = "doctype";
  readonly nodeName: string;
  readonly publicId: string;
  readonly systemId: string;

  constructor(name: string, publicId: string, systemId: string) {
    super();
    this.nodeName = name;
    this.publicId = publicId;
    this.systemId = systemId;
  }

  override cloneNode(): DocumentType {
    return new DocumentType(this.nodeName, this.publicId, this.systemId);
  }
}

/** A node with children: an element, a document or a fragment. */
export abstract class ParentNode extends ChildNode {
  readonly #children: ChildNode[] = [];

  override get childNodes(): readonly ChildNode[] {
    return this.#children;
  }

  override get textContent(): string | null {
    let text = "";
    for (const child of this.#children) if (child.kind !== "comment") text += child.textContent ?? "";
    return text;
  }

  override set textContent(value: string | null) {
    this.replaceChildren(...(value === null || value === "" ? [] : [value]));
  }

  appendChild<N extends Node>(node: N): N {
    return this.insertBefore(node, null);
  }

  /** Inserts the node, or the children of a fragment. */
  insertBefore<N extends Node>(node: N, before: Node | null): N {
    if (node.kind === "fragment") {
      for (const child of [...node.childNodes]) this.insertBefore(child, before);
      return node;
    }
    const child = node as unknown as ChildNode;
    if (child.contains(this)) throw new Error("a node cannot be inserted into itself");
    // Before itself: it stays where it is.
    const place = before === (node as Node) ? child.nextSibling : before;
    child.parentNode?.removeChild(child);
    if (place === null) this.#children.push(child);
    else this.#children.splice(this.#children.indexOf(place as ChildNode), 0, child);
    child.parentNode = this;
    return node;
  }

  removeChild<N extends Node>(node: N): N {
    const at = this.#children.indexOf(node as unknown as ChildNode);
    if (at === -1) throw new Error("the node is no child of this one");
    if (at === this.#children.length - 1) this.#children.pop();
    else this.#children.splice(at, 1);
    node.parentNode = null;
    return node;
  }

  replaceChild<N extends Node>(node: Node, replaced: N): N {
    const next = replaced.nextSibling;
    this.removeChild(replaced);
    this.insertBefore(node, next === node ? node.nextSibling : next);
    return replaced;
  }

  replaceChildren(...nodes: readonly (Node | string)[]): void {
    for (const child of this.#children.splice(0)) child.parentNode = null;
    for (const node of nodes) this.insertBefore(nodeOf(node), null);
  }

  append(...nodes: readonly (Node | string)[]): void {
    for (const node of nodes) this.insertBefore(nodeOf(node), null);
  }

  prepend(...nodes: readonly (Node | string)[]): void {
    const first = this.firstChild;
    for (const node of nodes) this.insertBefore(nodeOf(node), first);
  }

  hasChildNodes(): boolean {
    return this.#children.length > 0;
  }
}

function nodeOf(given: Node | string): Node {
  return typeof given === "string" ? new Text(given) : given;
}
