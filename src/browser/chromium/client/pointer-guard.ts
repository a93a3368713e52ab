import type { PointerAction, PointerOutcome } from "../helper-wire.js";
import { checkedState } from "./conditions.js";
import { coverAt, coverOf } from "./hit-test.js";

/** Watches the events of one pointer action and withholds them if they hit a wrong element because the page has moved. */
interface Guard {
  readonly element: Element;
  readonly action: PointerAction;
  readonly types: readonly string[];
  /** The action sets the state of a checkbox or radio button. */
  readonly boxed: boolean;
  /** All events are withheld. */
  readonly trial: boolean;
  first: MouseEvent | undefined;
  reached: boolean;
  cover: string | undefined;
}

let current: Guard | undefined;

/** Events of each action. A drop watches none: depending on the page, the target gets drag events or mouse events. */
const EVENTS: Readonly<Record<PointerAction, readonly string[]>> = {
  click: ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick", "dblclick", "contextmenu"],
  tap: ["pointerdown", "touchstart", "pointerup", "touchend", "touchcancel"],
  hover: ["pointermove", "mousemove"],
  drag: ["pointerdown", "mousedown"],
  drop: [],
};

/** The last event to check: once it has arrived, all others have. */
const LAST_EVENT: Readonly<Partial<Record<PointerAction, string>>> = {
  click: "mouseup",
  tap: "pointerup",
  hover: "mousemove",
  drag: "mousedown",
};

interface GuardOptions {
  readonly action: PointerAction;
  readonly force: boolean;
  readonly trial: boolean;
  /** The action sets the state of a checkbox or radio button. */
  readonly boxed: boolean;
}

/** Listens to all events ahead of the page. Call it before any script of the page runs. */
export function standGuard(): void {
  // An existing listener keeps its position; `document.open()` removes it.
  for (const type of new Set(Object.values(EVENTS).flat())) addEventListener(type, onEvent, { capture: true, passive: false });
}

/** Starts to watch the pointer's events, which are meant for the element. */
export function guard(element: Element, { action, force, trial, boxed }: GuardOptions): void {
  standGuard();
  const types = force ? [] : EVENTS[action];
  current = { element, action, types, trial, boxed, first: undefined, reached: types.length === 0, cover: undefined };
}

const MOVES: readonly string[] = EVENTS.hover;

/** A document is not shielded for longer, should nobody end it. */
const SHIELDED_MS = 30_000;

/** Withholds the next events, except moves: they are meant for another document, but the browser may not have drawn it yet. */
export function shield(): null {
  standGuard();
  const types = [...new Set(Object.values(EVENTS).flat())].filter((type) => !MOVES.includes(type));
  const element = document.documentElement;
  const own: Guard = {
    element,
    action: "drop",
    types,
    trial: true,
    boxed: false,
    first: undefined,
    reached: true,
    cover: undefined,
  };
  current = own;
  setTimeout(() => {
    if (current === own) current = undefined;
  }, SHIELDED_MS);
  return null;
}

export function unshield(): null {
  current = undefined;
  return null;
}

function onEvent(event: Event): void {
  const guarding = current;
  if (guarding === undefined || !guarding.types.includes(event.type)) return;
  if (!event.isTrusted || !(event instanceof MouseEvent || event instanceof TouchEvent)) return;
  const [hit] = event.composedPath();
  if (guarding.first === undefined && hit instanceof Element) guarding.cover = coverBy(hit, event, guarding);
  if (event instanceof MouseEvent) judge(guarding, event);
  if (guarding.cover === undefined && !guarding.trial) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** An element that has captured the pointer gets the moves of a hover over another one. */
function coverBy(hit: Element, event: Event, { element, action }: Guard): string | undefined {
  const cover = coverOf(hit, element);
  if (cover === undefined || action !== "hover" || !(event instanceof MouseEvent)) return cover;
  return coverAt({ x: event.clientX, y: event.clientY }, element);
}

function judge(guarding: Guard, event: MouseEvent): void {
  guarding.first ??= event;
  const { first, types, action } = guarding;
  // All events are sent to one point: if their points differ, or the first ones are missing, the frame has moved meanwhile.
  if (event.type === LAST_EVENT[action]) guarding.reached = first.type === types[0] && isNear(first, event);
}

function isNear(a: MouseEvent, b: MouseEvent): boolean {
  return Math.abs(a.clientX - b.clientX) <= 1 && Math.abs(a.clientY - b.clientY) <= 1;
}

/** Outcome if the document is gone: the events may have caused the navigation. */
export const NOTHING_KNOWN: PointerOutcome = { reached: true, cover: null, checked: null, mark: null };

/** Result of the events; stops watching. */
export function outcome(): PointerOutcome {
  const { reached = true, cover, boxed = false, element } = current ?? {};
  current = undefined;
  return {
    reached,
    cover: cover ?? null,
    checked: boxed && element !== undefined ? (checkedState(element) ?? null) : null,
    mark: [performance.timeOrigin, new Event("").timeStamp],
  };
}
