import type { PointerAction, PointerOutcome } from "../helper-wire.js";
import { checkedState } from "./conditions.js";
import { watchDrag } from "./drag-watcher.js";
import { coverOf } from "./hit-test.js";

/**
 * Watches the events of one use of the pointer: what reaches another element than the one that was meant, because the page
 * has moved meanwhile, is kept from it.
 */
interface Guard {
  /** A box whose state is wanted. */
  readonly box: Element | undefined;
  reached: boolean;
  cover: string | undefined;
  release(): void;
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

/** Begins to watch what the pointer does to the element. */
export function guard(element: Element, { action, force, boxed }: GuardOptions): void {
  current?.release();
  if (action === "drop") watchDrag();
  const types = force ? [] : EVENTS[action];
  let first: MouseEvent | undefined;
  const onEvent = (event: Event) => {
    if (!(event.isTrusted && event instanceof MouseEvent)) return;
    const [hit] = event.composedPath();
    if (first === undefined && hit instanceof Element) guarding.cover = coverOf(hit, element);
    first ??= event;
    // All are aimed at one point: where they are at several, or the first ones have not come, the frame has moved meanwhile.
    if (event.type === LAST_EVENT[action]) guarding.reached = first.type === types[0] && isNear(first, event);
    if (guarding.cover === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const guarding: Guard = {
    box: boxed ? element : undefined,
    reached: types.length === 0,
    cover: undefined,
    release: () => {
      for (const type of types) removeEventListener(type, onEvent, { capture: true });
    },
  };
  for (const type of types) addEventListener(type, onEvent, { capture: true, passive: false });
  current = guarding;
}

function isNear(a: MouseEvent, b: MouseEvent): boolean {
  return Math.abs(a.clientX - b.clientX) <= 1 && Math.abs(a.clientY - b.clientY) <= 1;
}

/** Of events whose document is gone: they may have led to the next one. */
export const NOTHING_KNOWN: PointerOutcome = { reached: true, cover: null, checked: null };

/** What became of the events; stops watching. */
export function outcome(): PointerOutcome {
  const { reached = true, cover, box } = current ?? {};
  current?.release();
  current = undefined;
  return { reached, cover: cover ?? null, checked: box === undefined ? null : (checkedState(box) ?? null) };
}
