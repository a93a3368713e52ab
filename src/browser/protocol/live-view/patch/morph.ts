import { type DomElement, type DomNode, type DomParent, isElement } from "../dom.js";
import { copyAttributes } from "./attributes.js";

/** Decisions of a patch about single nodes. */
export interface MorphRules {
  /** The name by which a node is found again; none for most. */
  key(node: DomNode): string | null;
  /** The node to add in place of this one; `undefined` adds nothing. */
  beforeAdded(node: DomNode): DomNode | undefined;
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

const TEXT = 3;
const COMMENT = 8;

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
    for (let child = parent.firstChild; child; child = child.nextSibling) {
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
    let old = keeps ? null : from.firstChild;
    for (let next = to.firstChild; next; ) {
      const afterNext = next.nextSibling;
      const found = this.#matched(from, old, next);
      old = found.old;
      if (!found.isMatched) this.#add(from, next, keeps);
      next = afterNext;
    }
    while (old) {
      const after: DomNode | null = old.nextSibling;
      this.#discardLater(old);
      old = after;
    }
  }

  /** Looks for the new node among the old ones from this place on, and drops those that are passed. */
  #matched(
    parent: DomElement,
    from: DomNode | null,
    next: DomNode,
  ): { readonly isMatched: boolean; readonly old: DomNode | null } {
    const key = isElement(next) ? this.#rules.key(next) : null;
    for (let old = from; old; ) {
      const after: DomNode | null = old.nextSibling;
      if (old.nodeType === next.nodeType) {
        if (isElement(old) && isElement(next)) {
          const element = this.#counterpart(old, { key, next, after });
          if (element) {
            if (element !== old) {
              parent.insertBefore(element, old);
              this.#discardLater(old);
            }
            this.#element(element, next);
            return { isMatched: true, old: after };
          }
        } else if (old.nodeType === TEXT || old.nodeType === COMMENT) {
          if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
          return { isMatched: true, old: after };
        }
      }
      this.#discardLater(old);
      old = after;
    }
    return { isMatched: false, old: null };
  }

  /** The old element for a new one: that at this place, or one with its key that stands elsewhere but not right after. */
  #counterpart(
    old: DomElement,
    { key, next, after }: { readonly key: string | null; readonly next: DomElement; readonly after: DomNode | null },
  ): DomElement | undefined {
    const oldKey = this.#rules.key(old);
    if ((key ?? "") === (oldKey ?? "")) return old.nodeName === next.nodeName ? old : undefined;
    if (!key) return undefined;
    const known = this.#unmatched.get(key);
    return known && known !== after && known.nodeName === next.nodeName ? known : undefined;
  }

  #add(parent: DomElement, next: DomNode, keeps: boolean): void {
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

  #added(node: DomNode): void {
    this.#rules.added(node);
    for (let child = node.firstChild; child; ) {
      const after: DomNode | null = child.nextSibling;
      const key = isElement(child) ? this.#rules.key(child) : null;
      const known = key ? this.#unmatched.get(key) : undefined;
      if (known && known.nodeName === child.nodeName) {
        child.parentNode?.replaceChild(known, child);
        this.#element(known, child as DomElement);
      } else this.#added(child);
      child = after;
    }
  }

  /** A node with a key may still be found elsewhere in the new content. */
  #discardLater(node: DomNode): void {
    const key = isElement(node) ? this.#rules.key(node) : null;
    if (key) this.#removals.push(key);
    else this.#remove(node, true);
  }

  #remove(node: DomNode, keepsKeyed: boolean): void {
    if (!this.#rules.mayDiscard(node)) return;
    node.parentNode?.removeChild(node);
    this.#rules.discarded(node);
    this.#discardContent(node, keepsKeyed);
  }

  #discardContent(node: DomNode, keepsKeyed: boolean): void {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const key = keepsKeyed && isElement(child) ? this.#rules.key(child) : null;
      if (key) this.#removals.push(key);
      else {
        this.#rules.discarded(child);
        this.#discardContent(child, keepsKeyed);
      }
    }
  }
}
