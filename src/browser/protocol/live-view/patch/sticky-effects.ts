import type { DomElement } from "../dom.js";
import { knownState, privateState } from "../private-state.js";

/** Applies an effect of a JS command, now and after each patch of the element. */
export function applySticky(element: DomElement, name: string, apply: (element: DomElement) => unknown): void {
  const done = apply(element);
  const state = privateState(element);
  state.sticky ??= [];
  const known = state.sticky.findIndex((effect) => effect.name === name);
  if (known >= 0) state.sticky[known] = { name, apply, done };
  else state.sticky.push({ name, apply, done });
}

/** What the effect did last. */
export function stickyResult(element: DomElement, name: string): unknown {
  return knownState(element)?.sticky?.find((effect) => effect.name === name)?.done;
}

export function reapplySticky(element: DomElement): void {
  for (const effect of knownState(element)?.sticky ?? []) effect.done = effect.apply(element);
}
