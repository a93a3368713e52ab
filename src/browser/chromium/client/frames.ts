import { ENTER_FRAME } from "../../../base/enter-frame.js";
import {
  type Answer,
  type Box,
  type ElementRequest,
  type EnteringAnswer,
  type HelperCalls,
  isBox,
  isPointerTarget,
  type PlaceRequest,
  type PointerTarget,
} from "../helper-wire.js";
import { element } from "./elements.js";
import { coverAt, describe, type Point } from "./hit-test.js";
import { invalid, late, orEnded } from "./outcome.js";
import { find } from "./selectors/selector.js";
import { type FrameElement, isFrame, isTurned, sizeOf } from "./turned-frame.js";
import { change, type Deadline, deadline, nextFrame } from "./wait.js";

/** Interval at which a pending call checks that the frame's document still exists. */
const LOOK_MS = 50;

/** The frame that was entered last. */
interface Entered {
  readonly frame: FrameElement;
  /** Helper in the frame's document; `undefined` for a cross-site frame, whose document is in another process. */
  readonly helper: HelperCalls | undefined;
}

/** The frame that received the previous call: calls about the events that follow go there. */
let entered: Entered | undefined;
/** A rotated or 3D frame: only the browser can compute where its points are. */
let turned: FrameElement | undefined;

type Call<Request, T> = (request: Request) => Promise<Answer<T>>;
type EnteringCall<Request, T> = (request: Request) => Promise<EnteringAnswer<T>>;

/**
 * Forwards the call to the helper in the frame that the selector enters. Waits for a missing frame, unless `whenMissing` gives
 * an answer for that case.
 */
export function enteringFrames<Request extends ElementRequest, T>(
  pick: (helper: HelperCalls) => EnteringCall<Request, T>,
  call: Call<Request, T>,
  whenMissing: (request: Request) => T | undefined = () => undefined,
): EnteringCall<Request, T> {
  const enter: EnteringCall<Request, T> = async (request) => {
    const wait = deadline(request.limitMs);
    const [frameSelector = "", ...rest] = request.selector.split(ENTER_FRAME);
    const selector = rest.join(ENTER_FRAME);
    const missing = whenMissing(request);
    for (;;) {
      if (missing !== undefined && !hasDocument(find(frameSelector))) return { kind: "done", value: missing };
      const frame = (await element(frameSelector, wait, lackingDocument)) as FrameElement;
      const helper = helperIn(frame);
      if (helper === "elsewhere") {
        entered = { frame, helper: undefined };
        return { kind: "elsewhere", selector };
      }
      entered = { frame, helper: helper === "not yet" ? undefined : helper };
      const answer = await answerOf(entered, (inner) => pick(inner)({ ...request, selector, limitMs: wait.left() }));
      // The document went away during the call: ask again in the next one.
      if (answer === undefined && wait.left() > 0) continue;
      if (answer?.kind !== "done") return answer ?? late("to stay attached");
      if (isBox(answer.value)) return { kind: "done", value: outerBox(frame, answer.value) as T };
      if (!isPointerTarget(answer.value)) return answer;
      return outside(frame, answer.value, wait);
    }
  };
  return (request) => {
    entered = undefined;
    turned = undefined;
    return request.selector.includes(ENTER_FRAME) ? orEnded(() => enter(request)) : call(request);
  };
}

/** Sends a call about past events to the document that received the previous call; `whenGone` if that document is gone. */
export function toLastAsked<T>(
  pick: (helper: HelperCalls) => () => Promise<Answer<T>>,
  call: Call<undefined, T>,
  whenGone: T,
): Call<undefined, T> {
  return async () => {
    if (entered?.helper === undefined) return call(undefined);
    return (await answerOf(entered, (helper) => pick(helper)())) ?? { kind: "done", value: whenGone };
  };
}

/** Helper in the frame that received the previous call; `undefined` if this document received it. */
export function lastEntered(): HelperCalls | undefined {
  return entered?.helper;
}

/** Translates a point of the last entered frame to this document. */
export async function place({ target, limitMs }: PlaceRequest): Promise<EnteringAnswer<PointerTarget>> {
  turned = undefined;
  const wait = deadline(limitMs);
  return orEnded(async () => {
    if (entered === undefined) return late("to stay attached");
    const { frame, helper } = entered;
    if (helper === undefined) return outside(frame, target, wait);
    const answer = (await answerOf(entered, (inner) => inner.place({ target, limitMs }))) ?? late("to stay attached");
    return answer.kind === "done" ? outside(frame, answer.value, wait) : answer;
  });
}

/** True if the point reaches the last entered frame; otherwise scrolls, or waits for a change, before it returns. */
export async function reaches({ target, limitMs }: PlaceRequest): Promise<boolean> {
  if (entered === undefined) return late("to stay attached");
  const { frame } = entered;
  const wait = deadline(limitMs);
  const lacking = lackingAt(target, frame);
  if (lacking === undefined) return true;
  if (wait.left() <= LOOK_MS) late(lacking);
  if (isInSight(target)) await change(deadline(LOOK_MS));
  else {
    frame.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    scrollToMiddle(target);
    await nextFrame();
  }
  return false;
}

/** The cross-site or turned frame that was encountered last, at any depth. */
export function frameOfInterest(): unknown {
  return turned ?? (entered?.helper === undefined ? entered?.frame : entered.helper.frame());
}

/** The answer of the frame's document; `undefined` if it goes away first, because its promises never settle then. */
function answerOf<A>({ frame, helper }: Entered, ask: (helper: HelperCalls) => Promise<A>): Promise<A | undefined> {
  if (helper === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const end = (answer: A | undefined) => {
      clearInterval(interval);
      resolve(answer);
    };
    const look = () => {
      if (!frame.isConnected || helperIn(frame) !== helper) end(undefined);
    };
    const interval = setInterval(look, LOOK_MS);
    ask(helper).then(end, () => end(undefined));
  });
}

function lackingDocument(frame: Element): string | undefined {
  return hasDocument(frame) ? undefined : "to have a document";
}

function hasDocument(frame: Element | undefined): boolean {
  if (frame === undefined) return false;
  if (!isFrame(frame)) return invalid(`${describe(frame)} is not a frame`);
  return helperIn(frame) !== "not yet";
}

/** The helper of a same-site frame is accessible from here; access to a cross-site frame throws. */
function helperIn(frame: FrameElement): HelperCalls | "not yet" | "elsewhere" {
  try {
    return (frame.contentWindow as unknown as { readonly liveload?: HelperCalls } | null)?.liveload ?? "not yet";
  } catch {
    return "elsewhere";
  }
}

/** Scrolling inside a frame does not scroll its parents in other processes, or not at once. */
function bringIntoSight(frame: FrameElement, inner: Point): void {
  if (isInSight(outer(frame, inner))) return;
  frame.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const point = outer(frame, inner);
  if (!isInSight(point)) scrollToMiddle(point);
}

function scrollToMiddle({ x, y }: Point): void {
  scrollBy({ left: x - innerWidth / 2, top: y - innerHeight / 2, behavior: "instant" });
}

function isInSight({ x, y }: Point): boolean {
  return x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
}

/** Translates a point of the frame to this document. */
function outer(frame: FrameElement, { x, y }: Point): Point {
  const { left, top, width, height } = frame.getBoundingClientRect();
  const { paddingLeft, paddingTop } = getComputedStyle(frame);
  // A transform may scale the frame.
  const [scaleX, scaleY] = [width / frame.offsetWidth, height / frame.offsetHeight];
  return {
    x: left + scaleX * (x + frame.clientLeft + Number.parseFloat(paddingLeft)),
    y: top + scaleY * (y + frame.clientTop + Number.parseFloat(paddingTop)),
  };
}

/** Translates the point to this document once it is in the viewport and nothing here covers the frame. */
async function outside<T extends PointerTarget>(frame: FrameElement, target: T, wait: Deadline): Promise<EnteringAnswer<T>> {
  if (target.already) return { kind: "done", value: target };
  if (isTurned(frame)) {
    turned = frame;
    return { kind: "turned", target, size: sizeOf(frame) };
  }
  for (;;) {
    bringIntoSight(frame, target);
    if (entered?.helper === undefined) await nextFrame();
    const point = outer(frame, target);
    const lacking = lackingAt(point, frame);
    if (lacking === undefined) return { kind: "done", value: { ...target, ...point } };
    if (wait.left() <= 0) late(lacking);
    await change(wait);
  }
}

/** Translates a box of the frame to this document. */
function outerBox(frame: FrameElement, [x, y, width, height]: NonNullable<Box>): Box {
  const [start, end] = [outer(frame, { x, y }), outer(frame, { x: x + width, y: y + height })];
  return [start.x, start.y, end.x - start.x, end.y - start.y];
}

/** The reason why a pointer at this point does not reach the frame; `undefined` if it does. */
function lackingAt(point: Point, frame: FrameElement): string | undefined {
  if (!isInSight(point)) return "to be inside the viewport";
  const cover = coverAt(point, frame);
  return cover && `to receive clicks: it is covered by ${cover}`;
}
