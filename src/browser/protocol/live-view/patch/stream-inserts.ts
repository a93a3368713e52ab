import { all, type DomElement, type DomNode, type DomParent, isElement, quoted } from "../dom.js";
import type { StreamChange } from "../rendered/rendered-node.js";
import { applySticky } from "./sticky-effects.js";

interface StreamInsert {
  readonly ref: string;
  /** 0 the first, -1 the last, else an index. */
  readonly at: number;
  readonly limit: number | null;
  readonly isReset: boolean;
  readonly updateOnly: boolean;
}

const REF = "data-phx-stream";

/** What a patch does with the entries of streams: where they are inserted, and which ones go. */
export class StreamInserts {
  readonly #inserts = new Map<string, StreamInsert>();
  /** Entries that were taken out because of a reset, and come again. */
  readonly #kept = new Map<string, DomElement>();
  readonly #discard: (element: DomElement) => void;
  readonly #owns: (element: DomElement) => boolean;

  constructor({ discard, owns }: { discard: (element: DomElement) => void; owns: (element: DomElement) => boolean }) {
    this.#discard = discard;
    this.#owns = owns;
  }

  prepare(streams: Iterable<StreamChange>, document: DomParent): void {
    for (const [ref, inserts, deleted, reset] of streams) {
      for (const [id, at, limit, updateOnly] of inserts) {
        this.#inserts.set(id, { ref, at, limit, isReset: reset === true, updateOnly: updateOnly === true });
      }
      if (reset !== undefined) for (const child of all(document, `[${REF}=${quoted(ref)}]`)) this.#take(child, false);
      for (const id of deleted) {
        const child = document.getElementById(id);
        if (child) this.#take(child, false);
      }
    }
  }

  /** The entries of the dead render go, unless the view has rendered them again. */
  clearDeadRender(container: DomElement): void {
    const streams = all(container, '[phx-update="stream"]').filter((element) => this.#owns(element));
    for (const stream of streams) for (const child of Array.from(stream.children)) this.#take(child, true);
  }

  add(parent: DomParent, child: DomNode): void {
    const insert = isElement(child) && child.id ? this.#inserts.get(child.id) : undefined;
    if (!insert || !isElement(child)) return void parent.appendChild(child);
    mark(child, insert.ref);
    if (insert.at === 0) parent.insertBefore(child, parent.firstChild);
    else if (insert.at === -1) parent.insertBefore(child, placeAtEnd(parent));
    else parent.insertBefore(child, parent.children[insert.at] ?? null);
  }

  /** Nothing is added for an entry that should only be updated; one that a reset took out comes back. */
  beforeAdded(element: DomElement, restore: (kept: DomElement) => void): DomElement | undefined {
    const kept = element.id ? this.#kept.get(element.id) : undefined;
    if (!kept) return element.id && this.#inserts.get(element.id)?.updateOnly ? undefined : element;
    this.#kept.delete(element.id);
    restore(kept);
    return kept;
  }

  /** Moves an entry to its place if it is new or its stream was reset. */
  place(element: DomElement, isNew: boolean): void {
    const insert = element.id ? this.#inserts.get(element.id) : undefined;
    if (!insert) return;
    mark(element, insert.ref);
    const parent = element.parentElement;
    if ((!insert.isReset && !isNew) || !parent) return;
    if (insert.at === 0) {
      if (parent.firstElementChild !== element) parent.insertBefore(element, parent.firstElementChild);
    } else if (insert.at > 0) moveTo(parent, element, insert.at);
    this.#limit(parent, insert.limit);
  }

  #limit(parent: DomElement, limit: number | null): void {
    if (limit === null || limit === undefined) return;
    const children = Array.from(parent.children);
    const surplus = limit < 0 ? children.slice(0, Math.max(0, children.length + limit)) : children.slice(limit);
    for (const child of surplus) this.#take(child, false);
  }

  #take(child: DomElement, isForced: boolean): void {
    if (!isForced && !this.#owns(child)) return;
    if (child.id && this.#inserts.has(child.id)) {
      this.#kept.set(child.id, child);
      child.remove();
    } else this.#discard(child);
  }
}

function mark(element: DomElement, ref: string): void {
  applySticky(element, REF, (target) => target.setAttribute(REF, ref));
}

/** Before children that are not of the stream, if they are the last. */
function placeAtEnd(parent: DomParent): DomElement | null {
  const last = parent.lastElementChild;
  if (!last || last.hasAttribute(REF)) return null;
  return Array.from(parent.children).find((child) => !child.hasAttribute(REF)) ?? null;
}

function moveTo(parent: DomElement, element: DomElement, at: number): void {
  const children = Array.from(parent.children);
  const from = children.indexOf(element);
  if (at >= children.length - 1) parent.insertBefore(element, null);
  else {
    const sibling = children[at];
    if (!sibling || sibling === element) return;
    parent.insertBefore(element, from > at ? sibling : sibling.nextElementSibling);
  }
}
