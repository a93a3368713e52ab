import type { Timer } from "../../../base/clock.js";
import type { ChosenFile } from "../dom/chosen-file.js";
import type { DomElement, DomNode } from "./dom.js";
import type { View } from "./views/view.js";

/** An effect of a JS command that outlives patches, with what it last did. */
export interface StickyEffect {
  readonly name: string;
  readonly apply: (element: DomElement) => unknown;
  done: unknown;
}

/** A debounce's cycle: what it will do, unless another cycle has begun. */
export interface Cycle {
  count: number;
  run: () => void;
}

/** What the client knows of an element besides its attributes. */
export interface PrivateState {
  view?: View;
  isDestroyed?: boolean;
  /** What the patches of a locked element go to, until it is unlocked. */
  lockedCopy?: DomElement;
  sticky?: StickyEffect[];
  ignoredAttributes?: readonly string[];
  idFromScript?: boolean;
  hasFocused?: boolean;
  hasSubmitted?: boolean;
  wasMounted?: boolean;
  submitter?: DomElement | null;
  files?: readonly ChosenFile[];
  lastInput?: { readonly at: number; readonly type: string };
  cycle?: Cycle;
  blurCycle?: Cycle;
  throttle?: Timer;
  previousKey?: string;
  mountedHook?: string;
  /** What the server had said of an input's files when it was last looked at. */
  uploadMarks?: string;
}

const states = new WeakMap<DomNode, PrivateState>();

export function privateState(node: DomNode): PrivateState {
  let state = states.get(node);
  if (!state) {
    state = {};
    states.set(node, state);
  }
  return state;
}

/** Without making one. */
export function knownState(node: DomNode): PrivateState | undefined {
  return states.get(node);
}

/** Both elements share the state from now on. */
export function shareState(from: DomNode, to: DomNode): void {
  const state = states.get(from);
  if (state) states.set(to, state);
}
