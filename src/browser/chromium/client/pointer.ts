import type { ElementRequest, PointerRequest, PointerTarget } from "../helper-wire.js";
import { checkedState, composedParent, controlOf, IS_INERT, isEnabled, isInert, isRadio, isVisible } from "./conditions.js";
import { element, type Look } from "./elements.js";
import { coverAt, type Point } from "./hit-test.js";
import { AWAITS_REPLY, awaitsReply } from "./live-view.js";
import { invalid, late } from "./outcome.js";
import { guard } from "./pointer-guard.js";
import { change, type Deadline, deadline, nextFrame } from "./wait.js";

/** Waits until the element can receive pointer events, then starts to guard them. */
export async function preparePointer(request: PointerRequest): Promise<PointerTarget> {
  const { selector, action, force, trial = false, checked, limitMs } = request;
  const wait = deadline(limitMs);
  const clicks = action === "click" || action === "tap";
  let wasHeld = false;
  let lacking = NOT_STABLE;
  const look: Look = (found) => {
    if (checked !== undefined && isChecked(found, checked)) return undefined;
    if (force) return undefined;
    if (clicks && awaitsReply(found)) {
      wasHeld = true;
      return AWAITS_REPLY;
    }
    if (!isVisible(found)) return NOT_VISIBLE;
    if (!clicks) return undefined;
    if (!isEnabled(found)) return "to be enabled";
    return isInert(controlOf(found)) ? IS_INERT : undefined;
  };
  for (let attempt = 0; ; attempt++) {
    const found = await element(selector, wait, look);
    if (checked !== undefined && isChecked(found, checked)) return { x: 0, y: 0, wasHeld, already: true };
    const aimed = await aim(found, request, { attempt, wait });
    // While `aim` waited for frames, the element may have been replaced or received another click.
    if (typeof aimed !== "string" && found.isConnected && look(found) === undefined) {
      guard(found, { action, force, trial, boxed: checked !== undefined });
      return { ...aimed, wasHeld, already: false };
    }
    // A forced action does not wait.
    if (force && typeof aimed === "string" && found.isConnected)
      invalid(aimed === NOT_VISIBLE ? "Element is not visible" : "Element is outside of the viewport");
    // When there is no time left for another frame, what it lacked before says more.
    if (aimed !== NOT_STABLE || wait.left() > 1)
      lacking = typeof aimed === "string" ? aimed : (look(found) ?? "to stay attached");
    if (wait.left() <= 1) late(lacking);
    if (typeof aimed === "string" && aimed !== NOT_STABLE) await change(pause(wait, attempt));
  }
}

/** Waits until the element is stable, and scrolls it into view unless it is there. */
export async function scrollIntoView({ selector, limitMs }: ElementRequest): Promise<null> {
  const wait = deadline(limitMs);
  for (;;) {
    const found = await element(selector, wait, (one) => (one.getClientRects().length > 0 ? undefined : NOT_VISIBLE));
    if (await isStable(found, wait)) {
      scrollIfNeeded(found);
      return null;
    }
    if (wait.left() <= 0) late(unstable(found));
  }
}

/** True if the box has the wanted state; ends the operation if it can never have it. */
function isChecked(box: Element, wanted: boolean): boolean {
  const state = checkedState(box);
  if (state === undefined) return invalid("Not a checkbox or radio button");
  if (state === wanted) return true;
  if (!wanted && isRadio(box)) invalid("Cannot uncheck radio button: check another one of its group instead");
  return false;
}

const NOT_STABLE = "to be stable";
const NOT_VISIBLE = "to be visible";

function unstable(found: Element): string {
  return found.isConnected ? NOT_STABLE : "to stay attached";
}

/** The point to aim at, or what the element lacks. */
async function aim(
  found: Element,
  { force, position }: PointerRequest,
  { attempt, wait }: { readonly attempt: number; readonly wait: Deadline },
): Promise<Point | string> {
  if (!force && !(await isStable(found, wait))) return unstable(found);
  scrollTo(found, attempt, position);
  const point = position === undefined ? pointOf(found) : pointAt(found, position);
  if (point === undefined) return isVisible(found) ? "to be inside the viewport" : NOT_VISIBLE;
  const cover = force ? undefined : coverAt(point, found);
  return cover === undefined ? point : `to receive clicks: it is covered by ${cover}`;
}

/** Longest wait for a frame of a page with animations: what they move stands still from one frame to the next. */
const ANIMATED_FRAME_MS = 1000;

/** True if the element's box does not change for one frame, or for two if the page has animations. */
async function isStable(found: Element, wait: Deadline): Promise<boolean> {
  const isAnimated = document.getAnimations().length > 0;
  // A frame out of view is not drawn, and its animations stand still.
  if (isAnimated && window !== top) scrollIfNeeded(found);
  let before = found.getBoundingClientRect();
  for (let frame = 0; frame < (isAnimated ? 2 : 1); frame++) {
    const limitMs = Math.min(wait.left(), ANIMATED_FRAME_MS);
    const isDrawn = await nextFrame(isAnimated ? limitMs : undefined);
    if (isAnimated && !isDrawn && limitMs < ANIMATED_FRAME_MS) return false;
    const now = found.getBoundingClientRect();
    if (!found.isConnected || !isSameBox(before, now)) return false;
    before = now;
  }
  return true;
}

function isSameBox(a: DOMRect, b: DOMRect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Scroll alignments to try in turn, because sticky elements at an edge may cover the element. */
const ALIGNMENTS: readonly ScrollLogicalPosition[] = ["end", "center", "start"];

function scrollTo(found: Element, attempt: number, position: Position | undefined): void {
  if (getComputedStyle(found).display === "contents") {
    // To the first piece with a box, as the element itself has none.
    scrollToBox(found, () => boxesOf(found).next().value);
    return;
  }
  const block = ALIGNMENTS[(attempt % (ALIGNMENTS.length + 1)) - 1];
  if (block !== undefined) found.scrollIntoView({ block, inline: block, behavior: "instant" });
  else if (position === undefined) scrollIfNeeded(found);
  else {
    scrollToBox(found, () => {
      const point = pointAt(found, position);
      return point && new DOMRect(point.x, point.y, 0, 0);
    });
  }
}

function scrollToBox(found: Element, boxNow: () => DOMRect | undefined): void {
  if (boxNow() === undefined) return;
  for (let one = composedParent(found); one !== null; one = composedParent(one)) {
    const box = boxNow();
    if (box !== undefined && one !== document.scrollingElement) scrollInto(one, one.getBoundingClientRect(), box);
  }
  const box = boxNow();
  if (box !== undefined) scrollInto(window, new DOMRect(0, 0, innerWidth, innerHeight), box);
}

/** Scrolls the box to the middle unless it is fully visible. */
function scrollInto(scroller: Element | Window, seen: DOMRect, box: DOMRect): void {
  const isSeen = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
  if (isSeen) return;
  const middle = ({ left, right, top, bottom }: DOMRect) => ({ left: (left + right) / 2, top: (top + bottom) / 2 });
  const [to, from] = [middle(box), middle(seen)];
  scroller.scrollBy({ left: to.left - from.left, top: to.top - from.top, behavior: "instant" });
}

/**
 * Scrolls the element to the middle if it is out of view. With `scroll-behavior: smooth`, `scrollIntoViewIfNeeded` would take a
 * second.
 */
function scrollIfNeeded(found: Element): void {
  const before = found.getBoundingClientRect();
  found.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const { x, y } = found.getBoundingClientRect();
  if (x === before.x && y === before.y) return;
  const [block, inline] = [y === before.y ? "nearest" : "center", x === before.x ? "nearest" : "center"] as const;
  found.scrollIntoView({ block, inline, behavior: "instant" });
}

/** Middle of the visible part of the first box in the viewport. */
function pointOf(found: Element): Point | undefined {
  for (const { left, top, right, bottom } of boxesOf(found)) {
    const [x1, y1] = [Math.max(0, left), Math.max(0, top)];
    const [x2, y2] = [Math.min(innerWidth, right), Math.min(innerHeight, bottom)];
    if (x2 > x1 && y2 > y1 && (x2 - x1) * (y2 - y1) > MIN_AREA) return { x: round((x1 + x2) / 2), y: round((y1 + y2) / 2) };
  }
  return undefined;
}

const MIN_AREA = 0.99;

type Position = NonNullable<PointerRequest["position"]>;

/** The point at this position of the element's padding box. */
function pointAt(found: Element, { x, y }: Position): Point | undefined {
  if (found.getClientRects().length === 0) return undefined;
  const { left, top } = found.getBoundingClientRect();
  const { borderLeftWidth, borderTopWidth } = getComputedStyle(found);
  const whole = (width: string) => Number.parseInt(width, 10);
  return { x: round(left + whole(borderLeftWidth) + x), y: round(top + whole(borderTopWidth) + y) };
}

/** Like the protocol's content quads, which Playwright uses: each piece of an inline element is a separate box. */
function* boxesOf(found: Element): Generator<DOMRect, undefined> {
  const { display } = getComputedStyle(found);
  if (display === "inline" || display === "contents") for (const child of shownIn(found)) yield* boxesOfPiece(child);
  if (display !== "contents") yield* found.getClientRects();
}

/** Rendered children: nodes assigned to a slot, else the shadow root's children, else the element's. */
function shownIn(element: Element): Iterable<Node> {
  const slotted = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  return slotted.length > 0 ? slotted : (element.shadowRoot ?? element).childNodes;
}

function* boxesOfPiece(piece: Node): Generator<DOMRect, undefined> {
  if (piece instanceof Element) yield* boxesOf(piece);
  if (piece.nodeType !== Node.TEXT_NODE) return;
  const range = document.createRange();
  range.selectNode(piece);
  yield* range.getClientRects();
}

function round(coordinate: number): number {
  return Math.trunc(coordinate * 100) / 100;
}

/** Grows with each attempt: whatever covers the element often disappears without a mutation. */
function pause(wait: Deadline, attempt: number): Deadline {
  const ms = Math.min(wait.left(), PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0);
  return deadline(ms);
}

const PAUSES_MS = [0, 20, 50, 100];
