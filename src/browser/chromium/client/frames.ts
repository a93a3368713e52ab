import type { Answer, ElementRequest, HelperCalls, PointerTarget } from "../helper-wire.js";
import { element } from "./elements.js";
import { coverAt } from "./hit-test.js";
import { answering, Ended, late } from "./outcome.js";
import { change, type Deadline, deadline } from "./wait.js";

/** As Playwright's frame locators write it: what stands behind is inside of the frame. */
const ENTER_FRAME = " >> internal:control=enter-frame >> ";

/** Who was asked last: the events that follow are theirs. */
let inner: HelperCalls | undefined;

type Call<Request, T> = (request: Request) => Promise<Answer<T>>;

/** The call, which is passed on to the helper of the frame that the selector enters. */
export function enteringFrames<Request extends ElementRequest, T>(
  pick: (helper: HelperCalls) => Call<Request, T>,
  call: Call<Request, T>,
): Call<Request, T> {
  const entering = answering(async (request: Request): Promise<T> => {
    const wait = deadline(request.limitMs);
    const [frameSelector = "", ...rest] = request.selector.split(ENTER_FRAME);
    const frame = (await element(frameSelector, wait, lackingHelper)) as HTMLIFrameElement;
    const helper = helperIn(frame);
    if (helper === undefined) return late("to stay attached");
    inner = helper;
    const value = taken(await pick(helper)({ ...request, selector: rest.join(ENTER_FRAME), limitMs: wait.left() }));
    return isPoint(value) ? outside(frame, value, wait) : value;
  });
  return (request) => {
    inner = undefined;
    return request.selector.includes(ENTER_FRAME) ? entering(request) : call(request);
  };
}

/** The call about what happened, to whoever was asked last. */
export function toLastAsked<T>(
  pick: (helper: HelperCalls) => () => Promise<Answer<T>>,
  call: Call<undefined, T>,
): Call<undefined, T> {
  return () => (inner === undefined ? call(undefined) : pick(inner)());
}

function lackingHelper(frame: Element): string | undefined {
  if (!(frame instanceof HTMLIFrameElement)) return "to be a frame";
  return helperIn(frame) === undefined ? "to be a frame of the page's own site" : undefined;
}

/** Frames of one site share this world, too. */
function helperIn(frame: HTMLIFrameElement): HelperCalls | undefined {
  try {
    return (frame.contentWindow as unknown as { readonly liveload?: HelperCalls } | null)?.liveload;
  } catch {
    return undefined;
  }
}

function taken<T>(answer: Answer<T>): T {
  if (answer.kind === "done") return answer.value;
  throw new Ended(answer);
}

function isPoint(value: unknown): value is PointerTarget {
  return typeof value === "object" && value !== null && "x" in value;
}

/** The point as this document sees it, once nothing here is in front of the frame. */
async function outside<T extends PointerTarget>(frame: HTMLIFrameElement, target: T, wait: Deadline): Promise<T> {
  for (;;) {
    const { left, top } = frame.getBoundingClientRect();
    const { paddingLeft, paddingTop } = getComputedStyle(frame);
    const x = target.x + left + frame.clientLeft + Number.parseFloat(paddingLeft);
    const y = target.y + top + frame.clientTop + Number.parseFloat(paddingTop);
    const cover = target.already ? undefined : coverAt({ x, y }, frame);
    if (cover === undefined) return { ...target, x, y };
    if (wait.left() <= 0) return late(`to receive clicks: it is covered by ${cover}`);
    await change(wait);
  }
}
