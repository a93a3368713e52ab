import { CharacterData, type ChildNode } from "../../dom/node.js";
import { type DomElement, type DomNode, type DomParent, isElement } from "../dom.js";
import { copyAttributes } from "./attributes.js";

/** Decisions of a patch about single nodes. */
export interface MorphRules {
  /** The name by which a node is found again; none for most. */
  key(node: DomNode): string | null;
  /** The node to add in place of this one; `undefined` adds nothing. */
  beforeAdded(node: ChildNode): ChildNode | undefined;
  added(node: DomNode): void;
  /** The element that is changed: usually itself; `undefined` leaves it as it is. */
  beforeUpdated(from: DomElement, to: DomElement): DomElement | undefined;
  updated(element: DomElement): void;
  /** After the element's content. */
  contentUpdated(element: DomElement, to: DomElement): void;
  mayDiscard(node: DomNode): boolean;
  discarded(node: DomNode): void;
  /** Children that are not in the new content stay: a stream's container. */
  keepsChildren(element: DomElement): boolean;
  addChild(parent: DomParent, child: DomNode): void;
}

export interface MorphOptions {
  /** The element keeps its attributes. */
  readonly childrenOnly: boolean;
  /** Another key means another element, which takes its place. */
  readonly keyedRoot: boolean;
}

/**
 * Makes an element like another with as few changes as possible: nodes with the same key are kept wherever they stand, others
 * if they have the same name and place. Follows morphdom, which the official client uses, in what is kept and in which order.
 */
export function morph(from: DomElement, to: DomElement, rules: MorphRules, options: MorphOptions): void {
  new Morph(rules).run(from, to, options);
}

class Morph {
  readonly #rules: MorphRules;
  /** Old elements with a key that have not been found in the new content yet. */
  readonly #unmatched = new Map<string, DomElement>();
  readonly #removals: string[] = [];

  constructor(rules: MorphRules) {
    this.#rules = rules;
  }

  run(from: DomElement, to: DomElement, { childrenOnly, keyedRoot }: MorphOptions): void {
    this.#index(from);
    const key = this.#rules.key(from);
    const nextKey = this.#rules.key(to);
    const isAnother = keyedRoot && !childrenOnly && (key || nextKey) && key !== nextKey;
    if (isAnother || (!childrenOnly && from.nodeName !== to.nodeName)) this.#replace(from, to);
    else if (childrenOnly) {
      if (nextKey) this.#unmatched.delete(nextKey);
      this.#content(from, to);
    } else this.#element(from, to);
    for (const removal of this.#removals) {
      const element = this.#unmatched.get(removal);
      if (element) this.#remove(element, false);
    }
  }

  #index(parent: DomNode): void {
    for (const child of parent.childNodes) {
      if (!isElement(child)) continue;
      const key = this.#rules.key(child);
      if (key) this.#unmatched.set(key, child);
      this.#index(child);
    }
  }

  #replace(from: DomElement, to: DomElement): void {
    this.#rules.discarded(from);
    from.parentNode?.replaceChild(to, from);
    this.#added(to);
    this.#discardContent(from, false);
  }

  #element(from: DomElement, to: DomElement): void {
    const key = this.#rules.key(to);
    if (key) this.#unmatched.delete(key);
    const element = this.#rules.beforeUpdated(from, to);
    if (!element) return;
    if (element !== from) this.#index(element);
    copyAttributes(to, element);
    this.#rules.updated(element);
    this.#content(element, to);
  }

  #content(from: DomElement, to: DomElement): void {
    if (from.localName !== "textarea") this.#children(from, to);
    this.#rules.contentUpdated(from, to);
  }

  #children(from: DomElement, to: DomElement): void {
    const keeps = this.#rules.keepsChildren(from);
    // Children of the old content before this index have been dealt with.
    let at = keeps ? from.childNodes.length : 0;
    for (const next of [...to.childNodes]) {
      const found = keeps ? undefined : this.#matched(from, at, next);
      if (found !== undefined) at = found;
      else {
        this.#add(from, next, keeps);
        at = from.childNodes.length;
      }
    }
    while (at < from.childNodes.length) at = this.#discardLater(from, at);
  }

  /** Looks for the new node among the old ones from this index on, and drops those that are passed. The index after it. */
  #matched(parent: DomElement, from: number, next: ChildNode): number | undefined {
    const key = isElement(next) ? this.#rules.key(next) : null;
    let at = from;
    for (let old = parent.childNodes[at]; old; old = parent.childNodes[at]) {
      if (isElement(old) && isElement(next)) {
        const element = this.#counterpart(old, { key, next, after: parent.childNodes[at + 1] });
        if (element) {
          if (element !== old) {
            parent.insertBefore(element, old);
            at = this.#discardLater(parent, parent.childNodes.indexOf(old));
          } else at++;
          const following = parent.childNodes[at];
          this.#element(element, next);
          return indexOf(parent, following, at);
        }
      } else if (old instanceof CharacterData && old.kind === next.kind) {
        if (old.data !== next.nodeValue) old.data = next.nodeValue ?? "";
        return at + 1;
      }
      at = this.#discardLater(parent, at);
    }
    return undefined;
  }

  /** The old element for a new one: that at this place, or one with its key that stands elsewhere but not right after. */
  #counterpart(
    old: DomElement,
    { key, next, after }: { readonly key: string | null; readonly next: DomElement; readonly after: DomNode | undefined },
  ): DomElement | undefined {
    const oldKey = this.#rules.key(old);
    if ((key ?? "") === (oldKey ?? "")) return old.nodeName === next.nodeName ? old : undefined;
    if (!key) return undefined;
    const known = this.#unmatched.get(key);
    return known && known !== after && known.nodeName === next.nodeName ? known : undefined;
  }

  #add(parent: DomElement, next: ChildNode, keeps: boolean): void {
    const key = isElement(next) ? this.#rules.key(next) : null;
    const known = key ? this.#unmatched.get(key) : undefined;
    if (known && known.nodeName === next.nodeName) {
      if (!keeps) this.#rules.addChild(parent, known);
      this.#element(known, next as DomElement);
      return;
    }
    const node = this.#rules.beforeAdded(next);
    if (!node) return;
    this.#rules.addChild(parent, node);
    this.#added(node);
  }

  #added(node: ChildNode): void {
    this.#rules.added(node);
    for (const child of [...node.childNodes]) {
      const key = isElement(child) ? this.#rules.key(child) : null;
      const known = key ? this.#unmatched.get(key) : undefined;
      if (known && isElement(child) && known.nodeName === child.nodeName) {
        child.parentNode?.replaceChild(known, child);
        this.#element(known, child);
      } else this.#added(child);
    }
  }

  /** A node with a key may still be found elsewhere in the new content. The index of the next one. */
  #discardLater(parent: DomElement, at: number): number {
    const node = parent.childNodes[at];
    if (!node) return at + 1;
    const key = isElement(node) ? this.#rules.key(node) : null;
    if (key) this.#removals.push(key);
    else this.#remove(node, true);
    return parent.childNodes[at] === node ? at + 1 : at;
  }

  #remove(node: ChildNode, keepsKeyed: boolean): void {
    if (!this.#rules.mayDiscard(node)) return;
    node.remove();
    this.#rules.discarded(node);
    this.#discardContent(node, keepsKeyed);
  }

  #discardContent(node: DomNode, keepsKeyed: boolean): void {
    for (const child of node.childNodes) {
      const key = keepsKeyed && isElement(child) ? this.#rules.key(child) : null;
      if (key) this.#removals.push(key);
      else {
        this.#rules.discarded(child);
        this.#discardContent(child, keepsKeyed);
      }
    }
  }
}

/** The index of a node that usually stands at this one: what was patched before it may have taken siblings away. */
function indexOf(parent: DomElement, node: ChildNode | undefined, at: number): number {
  if (parent.childNodes[at] === node) return at;
  const index = node === undefined ? parent.childNodes.length : parent.childNodes.indexOf(node);
  return index === -1 ? at : index;
}
