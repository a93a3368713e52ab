import type { PointerRequest, PointerTarget } from "../helper-wire.js";
import { checkedState, composedParent, controlOf, IS_INERT, isEnabled, isInert, isRadio, isVisible } from "./conditions.js";
import { element, type Look } from "./elements.js";
import { coverAt, type Point } from "./hit-test.js";
import { AWAITS_REPLY, awaitsReply } from "./live-view.js";
import { invalid, late } from "./outcome.js";
import { guard } from "./pointer-guard.js";
import { change, type Deadline, deadline, nextFrame } from "./wait.js";

/** Waits until the element can receive pointer events, then starts to guard them. */
export async function preparePointer(request: PointerRequest): Promise<PointerTarget> {
  const { selector, action, force, checked, limitMs } = request;
  const wait = deadline(limitMs);
  let wasHeld = false;
  const look: Look = (found) => {
    if (checked !== undefined && isChecked(found, checked)) return undefined;
    if (force) return undefined;
    if (action === "click" && awaitsReply(found)) {
      wasHeld = true;
      return AWAITS_REPLY;
    }
    if (!isVisible(found)) return NOT_VISIBLE;
    if (action !== "click") return undefined;
    if (!isEnabled(found)) return "to be enabled";
    return isInert(controlOf(found)) ? IS_INERT : undefined;
  };
  for (let attempt = 0; ; attempt++) {
    const found = await element(selector, wait, look);
    if (checked !== undefined && isChecked(found, checked)) return { x: 0, y: 0, wasHeld, already: true };
    const aimed = await aim(found, { force, attempt });
    // While `aim` waited for frames, the element may have been replaced or received another click.
    if (typeof aimed !== "string" && found.isConnected && look(found) === undefined) {
      guard(found, { action, force, boxed: checked !== undefined });
      return { ...aimed, wasHeld, already: false };
    }
    // A forced action does not wait.
    if (force && typeof aimed === "string" && found.isConnected)
      invalid(aimed === NOT_VISIBLE ? "Element is not visible" : "Element is outside of the viewport");
    if (wait.left() <= 0) late(typeof aimed === "string" ? aimed : (look(found) ?? "to stay attached"));
    if (typeof aimed === "string" && aimed !== NOT_STABLE) await change(pause(wait, attempt));
  }
}

/** True if the box has the wanted state; ends the operation if it can never have it. */
function isChecked(box: Element, wanted: boolean): boolean {
  const state = checkedState(box);
  if (state === undefined) return invalid("Not a checkbox or radio button");
  if (state === wanted) return true;
  if (!wanted && isRadio(box)) invalid("Cannot uncheck radio button: another one of its group is to be checked");
  return false;
}

const NOT_STABLE = "to be stable";
const NOT_VISIBLE = "to be visible";

/** The point to aim at, or what the element lacks. */
async function aim(
  found: Element,
  { force, attempt }: { readonly force: boolean; readonly attempt: number },
): Promise<Point | string> {
  if (!force && !(await isStable(found))) return found.isConnected ? NOT_STABLE : "to stay attached";
  scrollTo(found, attempt);
  const point = pointOf(found);
  if (point === undefined) return isVisible(found) ? "to be inside the viewport" : NOT_VISIBLE;
  const cover = force ? undefined : coverAt(point, found);
  return cover === undefined ? point : `to receive clicks: it is covered by ${cover}`;
}

/** True if the element's box does not change for one frame, or for two if the page has animations. */
async function isStable(found: Element): Promise<boolean> {
  const frames = document.getAnimations().length > 0 ? 2 : 1;
  let before = found.getBoundingClientRect();
  for (let frame = 0; frame < frames; frame++) {
    await nextFrame();
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

function scrollTo(found: Element, attempt: number): void {
  if (getComputedStyle(found).display === "contents") {
    scrollToPieces(found);
    return;
  }
  const block = ALIGNMENTS[(attempt % (ALIGNMENTS.length + 1)) - 1];
  if (block === undefined) scrollIfNeeded(found);
  else found.scrollIntoView({ block, inline: block, behavior: "instant" });
}

/** Scrolls to the first piece with a box, as the element itself has none. */
function scrollToPieces(found: Element): void {
  const [box] = boxesOf(found);
  if (box === undefined) return;
  for (let one = composedParent(found); one !== null; one = composedParent(one)) {
    const [piece] = boxesOf(found);
    if (piece !== undefined && one !== document.scrollingElement) scrollInto(one, one.getBoundingClientRect(), piece);
  }
  const [piece] = boxesOf(found);
  if (piece !== undefined) scrollInto(window, new DOMRect(0, 0, innerWidth, innerHeight), piece);
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

/** Like the protocol's content quads, which Playwright uses: each piece of an inline element is a separate box. */
function* boxesOf(found: Element): Iterable<DOMRect> {
  const { display } = getComputedStyle(found);
  if (display === "inline" || display === "contents") for (const child of shownIn(found)) yield* boxesOfPiece(child);
  if (display !== "contents") yield* found.getClientRects();
}

/** Rendered children: nodes assigned to a slot, else the shadow root's children, else the element's. */
function shownIn(element: Element): Iterable<Node> {
  const slotted = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  return slotted.length > 0 ? slotted : (element.shadowRoot ?? element).childNodes;
}

function* boxesOfPiece(piece: Node): Iterable<DOMRect> {
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
