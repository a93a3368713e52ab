import type { ChildNode } from "../../dom/node.js";
import { all, type DomElement, type DomNode, type DomParent, isElement } from "../dom.js";
import { knownState } from "../private-state.js";
import type { StreamChange } from "../rendered/rendered-node.js";
import type { View } from "../views/view.js";
import { resetControl } from "./control-reset.js";
import { elementUpdate } from "./element-update.js";
import { type MorphRules, morph } from "./morph.js";
import { portalContent, teleport } from "./portals.js";
import { StreamInserts } from "./stream-inserts.js";

export interface PatchInit {
  /** The element whose content is patched; of a component and of an unlocked element, the element too. */
  readonly target: DomElement;
  readonly source: DomElement;
  readonly streams?: Iterable<StreamChange>;
  readonly withTarget?: boolean;
  /** The reply that unlocks the target. */
  readonly undoRef?: number;
  readonly isJoin?: boolean;
}

/** What a patch has changed, as far as it has consequences. */
export interface PatchOutcome {
  readonly added: readonly DomElement[];
  readonly discarded: readonly DomElement[];
  /** Elements with `phx-remove`, which go when their commands are done. */
  readonly leaving: readonly DomElement[];
  readonly hasNewViews: boolean;
  readonly hasNewSticky: boolean;
  /** A form with `phx-trigger-action`. */
  readonly submitting: DomElement | undefined;
}

const MAX_NESTED_PORTALS = 5;

/** Patches a view's part of the document with what the server has rendered. */
export function patchView(view: View, init: PatchInit): PatchOutcome {
  return new ViewPatch(view, init).perform();
}

class ViewPatch implements MorphRules {
  readonly #view: View;
  readonly #init: PatchInit;
  readonly #streams: StreamInserts;
  readonly #focused: DomElement | null;
  readonly #added: DomElement[] = [];
  readonly #discarded: DomElement[] = [];
  readonly #leaving: DomElement[] = [];
  #portals: DomElement[] = [];
  #hasNewViews = false;
  #hasNewSticky = false;
  #submitting: DomElement | undefined;

  constructor(view: View, init: PatchInit) {
    this.#view = view;
    this.#init = init;
    this.#focused = view.page.host.focused();
    this.#streams = new StreamInserts({
      owns: (element) => view.owns(element),
      discard: (element) => {
        if (this.#staysForRemoval(element)) return;
        element.remove();
        this.discarded(element);
      },
    });
  }

  perform(): PatchOutcome {
    const { target, source, streams = [], isJoin = false, withTarget = false } = this.#init;
    const { document } = this.#view.page.host;
    this.#streams.prepare(streams, document);
    if (isJoin) this.#streams.clearDeadRender(target);
    this.#morph(target, source, withTarget);
    for (let depth = 0; this.#portals.length > 0 && depth < MAX_NESTED_PORTALS; depth++) this.#teleport();
    this.#dropOrphanedPortals();
    return {
      added: this.#added,
      discarded: this.#discarded,
      leaving: this.#leaving,
      hasNewViews: this.#hasNewViews,
      hasNewSticky: this.#hasNewSticky,
      submitting: this.#submitting,
    };
  }

  #morph(target: DomElement, source: DomElement, withTarget: boolean): void {
    const isComponent = target.hasAttribute("data-phx-component");
    morph(target, source, this, { childrenOnly: !isComponent && !withTarget, keyedRoot: isComponent });
  }

  key(node: DomNode): string | null {
    if (!isElement(node)) return null;
    const state = knownState(node);
    const { id } = node;
    if (state?.isDestroyed && id) return null;
    if (this.#init.isJoin) return id || null;
    const mark = node.hasAttribute("data-phx-id") ? node.getAttribute("data-phx-id") : null;
    return state?.idFromScript ? mark : id || mark;
  }

  keepsChildren(element: DomElement): boolean {
    return element.getAttribute("phx-update") === "stream";
  }

  addChild(parent: DomParent, child: DomNode): void {
    this.#streams.add(parent, child);
  }

  beforeAdded(node: ChildNode): ChildNode | undefined {
    if (!isElement(node)) return node;
    return this.#streams.beforeAdded(node, (kept) => this.#morph(kept, node, true));
  }

  added(node: DomNode): void {
    if (!isElement(node)) return;
    this.#streams.place(node, true);
    if (node.localName === "template" && node.hasAttribute("data-phx-portal")) this.#portals.push(node);
    this.#watchSubmit(node);
    if (node.hasAttribute("data-phx-parent-id") && this.#view.owns(node)) this.#hasNewViews = true;
    if (node.hasAttribute("data-phx-sticky") && node.parentElement && this.#view.owns(node.parentElement))
      this.#hasNewSticky = true;
    this.#added.push(node);
  }

  beforeUpdated(from: DomElement, to: DomElement): DomElement | undefined {
    const { host } = this.#view.page;
    return elementUpdate(from, to, {
      controls: host.controls,
      focused: this.#focused,
      rootId: this.#view.root.id,
      undoRef: this.#init.undoRef,
      submitting: this.#submitting,
      reorder: (element) => this.#streams.place(element, false),
      portal: (template) => this.#portals.push(template),
    });
  }

  updated(element: DomElement): void {
    this.#watchSubmit(element);
    this.#streams.place(element, false);
  }

  contentUpdated(element: DomElement, to: DomElement): void {
    resetControl(element, to, this.#view.page.host.controls);
  }

  mayDiscard(node: DomNode): boolean {
    if (!isElement(node) || node.hasAttribute("data-phx-prune")) return true;
    const update = node.parentElement?.getAttribute("phx-update");
    if (node.id && (update === "stream" || update === "append" || update === "prepend")) return false;
    if (node.hasAttribute("data-phx-teleported") || node.hasAttribute("data-phx-skip")) return false;
    if (this.#staysForRemoval(node)) return false;
    if (node.localName === "template" && node.hasAttribute("data-phx-portal")) this.#dropPortal(portalContent(node)?.id);
    return true;
  }

  discarded(node: DomNode): void {
    if (!isElement(node)) return;
    if (node.hasAttribute("data-phx-parent-id") || node.hasAttribute("data-phx-sticky")) this.#view.page.destroyViewOf(node);
    this.#discarded.push(node);
  }

  #staysForRemoval(element: DomElement): boolean {
    if (!element.hasAttribute("phx-remove")) return false;
    this.#leaving.push(element);
    return true;
  }

  #watchSubmit(element: DomElement): void {
    if (!element.hasAttribute("phx-trigger-action")) return;
    if (this.#view.page.host.document.contains(element)) this.#submitting = element;
  }

  #teleport(): void {
    const templates = this.#portals;
    this.#portals = [];
    for (const template of templates) {
      const id = teleport(template, {
        document: this.#view.page.host.document,
        viewId: this.#view.id,
        morph: (target, source) => this.#morph(target, source, true),
      });
      if (id !== undefined) this.#view.portalIds.add(id);
    }
  }

  /** Their template is gone, with an element around it. */
  #dropOrphanedPortals(): void {
    const { document } = this.#view.page.host;
    for (const id of this.#view.portalIds) {
      const source = document.getElementById(id)?.getAttribute("data-phx-teleported-src");
      if (source && all(document, "template[data-phx-portal]").every((template) => template.id !== source)) this.#dropPortal(id);
    }
  }

  #dropPortal(id: string | undefined): void {
    const element = id ? this.#view.page.host.document.getElementById(id) : null;
    if (!element || id === undefined) return;
    element.remove();
    this.discarded(element);
    this.#view.portalIds.delete(id);
  }
}
