import type { PointerAction, PointerOutcome } from "../helper-wire.js";
import { checkedState } from "./conditions.js";
import { watchDrag } from "./drag-watcher.js";
import { coverOf } from "./hit-test.js";

/**
 * Watches the events of one use of the pointer: what reaches another element than the one that was meant, because the page
 * has moved meanwhile, is kept from it.
 */
interface Guard {
  readonly element: Element;
  readonly action: PointerAction;
  readonly types: readonly string[];
  /** A box, whose state is wanted. */
  readonly boxed: boolean;
  first: MouseEvent | undefined;
  reached: boolean;
  cover: string | undefined;
}

let current: Guard | undefined;

/** Events that belong together. What is dropped on gets those of a drag, or those of a mouse with its button down, as the page wants it. */
const EVENTS: Readonly<Record<PointerAction, readonly string[]>> = {
  click: ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick", "dblclick", "contextmenu"],
  hover: ["pointermove", "mousemove"],
  drag: ["pointerdown", "mousedown"],
  drop: [],
};

/** When it was here, too, all were. */
const LAST_EVENT: Readonly<Partial<Record<PointerAction, string>>> = { click: "mouseup", hover: "mousemove", drag: "mousedown" };

interface GuardOptions {
  readonly action: PointerAction;
  readonly force: boolean;
  /** Whether it is a box, whose state is wanted. */
  readonly boxed: boolean;
}

/** Has it see all events before the page does: it is to be called before any script of the page has run. */
export function standGuard(): void {
  // What is there already stays where it is in the row; a document that the page has opened anew has lost it.
  for (const type of new Set(Object.values(EVENTS).flat())) addEventListener(type, onEvent, { capture: true, passive: false });
}

/** Begins to watch what the pointer does to the element. */
export function guard(element: Element, { action, force, boxed }: GuardOptions): void {
  standGuard();
  if (action === "drop") watchDrag();
  const types = force ? [] : EVENTS[action];
  current = { element, action, types, boxed, first: undefined, reached: types.length === 0, cover: undefined };
}

function onEvent(event: Event): void {
  const guarding = current;
  if (guarding === undefined || !guarding.types.includes(event.type)) return;
  if (!(event.isTrusted && event instanceof MouseEvent)) return;
  const [hit] = event.composedPath();
  if (guarding.first === undefined && hit instanceof Element) guarding.cover = coverOf(hit, guarding.element);
  guarding.first ??= event;
  const { first, types, action } = guarding;
  // All are aimed at one point: where they are at several, or the first ones have not come, the frame has moved meanwhile.
  if (event.type === LAST_EVENT[action]) guarding.reached = first.type === types[0] && isNear(first, event);
  if (guarding.cover === undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function isNear(a: MouseEvent, b: MouseEvent): boolean {
  return Math.abs(a.clientX - b.clientX) <= 1 && Math.abs(a.clientY - b.clientY) <= 1;
}

/** Of events whose document is gone: they may have led to the next one. */
export const NOTHING_KNOWN: PointerOutcome = { reached: true, cover: null, checked: null };

/** What became of the events; stops watching. */
export function outcome(): PointerOutcome {
  const { reached = true, cover, boxed = false, element } = current ?? {};
  current = undefined;
  return { reached, cover: cover ?? null, checked: boxed && element !== undefined ? (checkedState(element) ?? null) : null };
}
