import type { PointerAction, PointerOutcome } from "../helper-wire.js";
import { checkedState } from "./conditions.js";
import { coverOf } from "./hit-test.js";
import { expectDrag } from "./input-events.js";
import { afterThisTask } from "./wait.js";

/**
 * Watches the events of one use of the pointer: what reaches another element than the one that was meant, because the page
 * has moved meanwhile, is kept from it.
 */
interface Guard {
  readonly boxed: Element | undefined;
  readonly last: string;
  cover: string | undefined;
  settled: boolean;
  onSettled: (() => void) | undefined;
  release(): void;
}

let current: Guard | undefined;

/** Events that belong together. The last that comes for sure says that all is over: mouse events may be left out, clicks too. */
const EVENTS: Readonly<Record<PointerAction, { readonly types: readonly string[]; readonly last: string }>> = {
  click: {
    types: ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick", "dblclick", "contextmenu"],
    last: "pointerup",
  },
  hover: { types: ["pointermove", "mousemove"], last: "pointermove" },
  drag: { types: ["pointerdown", "mousedown"], last: "pointerdown" },
  // What is dropped on gets the events of a drag, or those of a mouse with a button down, as the page wants it.
  drop: { types: [], last: "" },
};

/** Something without events to wait for, such as a frame, which keeps them to itself. */
const SETTLE_MS = 1000;

interface GuardOptions {
  readonly action: PointerAction;
  readonly force: boolean;
  /** Whether it is a box, whose state is wanted. */
  readonly boxed: boolean;
}

/** Begins to watch what the pointer does to the element. */
export function guard(element: Element, { action, force, boxed }: GuardOptions): void {
  current?.release();
  if (action === "drop") expectDrag();
  const { types, last } = EVENTS[action];
  const isFrame = element instanceof HTMLIFrameElement;
  let checked = force;
  const onEvent = (event: Event) => {
    if (!event.isTrusted) return;
    const [hit] = event.composedPath();
    if (!checked && hit instanceof Element) guarding.cover = coverOf(hit, element);
    checked = true;
    if (guarding.cover !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    // What follows from a pointer event, such as the click, comes within the same task.
    if (event.type === last) afterThisTask(() => settle(guarding));
  };
  const guarding: Guard = {
    boxed: boxed ? element : undefined,
    last,
    cover: undefined,
    settled: types.length === 0 || isFrame,
    onSettled: undefined,
    release: () => {
      for (const type of types) removeEventListener(type, onEvent, { capture: true });
    },
  };
  for (const type of types) addEventListener(type, onEvent, { capture: true, passive: false });
  current = guarding;
}

function settle(guarding: Guard): void {
  guarding.settled = true;
  guarding.onSettled?.();
}

/** Resolves when the events of the pointer have had their effect. */
export async function outcome(): Promise<PointerOutcome> {
  const guarding = current;
  if (guarding === undefined) return { cover: null, checked: null };
  if (!guarding.settled) {
    await new Promise<void>((resolve) => {
      guarding.onSettled = resolve;
      setTimeout(resolve, SETTLE_MS);
    });
  }
  release();
  return {
    cover: guarding.cover ?? null,
    checked: guarding.boxed === undefined ? null : (checkedState(guarding.boxed) ?? null),
  };
}

/** Stops watching. */
export function release(): void {
  current?.release();
  current = undefined;
}
