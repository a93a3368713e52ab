/** Requests to the page's helper and its answers: plain JSON, shared by both sides. */

import type { Expectation, ExpectationOutcome } from "../../scenario/ports/expectations.js";
import type { AwaitedText } from "../../scenario/ports/waits.js";
import type { Ambiguity, PageInstant, ReachedText } from "../page-answers.js";

/** Begins each part of a selector that may have only one match: every part is searched in another document. */
export const STRICT = "internal:strict >> ";

/** The result of an operation in the page. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  /** The time was up; `lacking` completes a message after the selector: "to be attached". */
  | { readonly kind: "late"; readonly lacking: string }
  /** The page or the element does not support the operation. */
  | { readonly kind: "invalid"; readonly message: string }
  /** The selector is strict and has several matches; the first few are described. */
  | ({ readonly kind: "ambiguous" } & Ambiguity);

/** The result of an operation that may enter frames. */
export type EnteringAnswer<T> =
  | Answer<T>
  /** The element is in a cross-site frame: ask its helper with the rest of the selector. */
  | { readonly kind: "elsewhere"; readonly selector: string }
  /** The element is in a frame that is rotated or in 3D: only the browser can compute its points. */
  | { readonly kind: "turned"; readonly target: PointerTarget; readonly size: FrameSize };

/** Size of a frame's document in its own CSS pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The element, and how long to wait for it. */
export interface ElementRequest {
  readonly selector: string;
  readonly limitMs: number;
}

/** What the pointer will do. */
export type PointerAction = "click" | "tap" | "hover" | "drag" | "drop";

/** Waits until the element can receive pointer events. */
export interface PointerRequest extends ElementRequest {
  readonly action: PointerAction;
  readonly force: boolean;
  /** Withhold the events from the page. */
  readonly trial?: boolean;
  /** Relative to the element's padding box. Absent: a visible point of the element. */
  readonly position?: { readonly x: number; readonly y: number };
  /** Wanted state of a checkbox or radio button; if it has this state already, the pointer is not used. */
  readonly checked?: boolean;
}

/** Where the pointer goes. */
export interface PointerTarget {
  readonly x: number;
  readonly y: number;
  /** The element was waiting for LiveView's reply to an earlier event. */
  readonly wasHeld: boolean;
  /** The box already has the wanted state. */
  readonly already: boolean;
}

/** A point has to be translated from a frame to its parent. */
export function isPointerTarget(value: unknown): value is PointerTarget {
  return typeof value === "object" && value !== null && "x" in value;
}

/** A box has to be translated, too. */
export function isBox(value: unknown): value is NonNullable<Box> {
  return Array.isArray(value) && typeof value[0] === "number";
}

/** A point in the coordinates of the frame that was entered last, or of this document. */
export interface PlaceRequest {
  readonly target: PointerTarget;
  readonly limitMs: number;
}

/** Result of the pointer's events. */
export interface PointerOutcome {
  /** Whether all events arrived at one element; not checked for a forced action. */
  readonly reached: boolean;
  /** The element that received the events instead; they were withheld from it. */
  readonly cover: string | null;
  /** State of the box afterwards, if one was requested. */
  readonly checked: boolean | null;
  /** An instant after all events, of the clock of the document that received them; `null` if that document is gone. */
  readonly mark: PageInstant | null;
}

export type ReadProperty =
  | "innerHTML"
  | "innerText"
  | "textContent"
  | "inputValue"
  | "attribute"
  | "checked"
  | "enabled"
  | "editable"
  | "box";

export interface ReadRequest extends ElementRequest {
  readonly property: ReadProperty;
  readonly name?: string;
}

/** Reads from all matches, without waiting for one. */
export interface ReadAllRequest extends ElementRequest {
  readonly property: "count" | "innerText" | "textContent";
}

/** Left, top, width and height in the viewport of the document; `null` if the element is not rendered. */
export type Box = readonly [x: number, y: number, width: number, height: number] | null;

export interface TextRequest extends ElementRequest, AwaitedText {}

export interface ExpectationRequest extends ElementRequest, Expectation {}

/** The last state of what was expected. */
export type ExpectationState = ExpectationOutcome;

/** Keeps an element, or all matches, for {@link HelperCalls.held}. */
export interface HoldRequest extends ElementRequest {
  readonly ofAll: boolean;
}

export interface StateRequest extends ElementRequest {
  readonly state: "attached" | "detached" | "visible" | "hidden";
}

export interface FocusRequest extends ElementRequest {
  readonly action: "focus" | "blur" | "press";
}

/** A forced action waits only until the element is attached. */
export interface ForceRequest extends ElementRequest {
  readonly force: boolean;
}

export interface FillRequest extends ForceRequest {
  readonly value: string;
}

export interface DispatchRequest extends ElementRequest {
  readonly type: string;
  readonly init: Readonly<Record<string, unknown>>;
}

export interface SelectRequest extends ForceRequest {
  readonly choices: readonly (string | { readonly value?: string; readonly label?: string; readonly index?: number })[];
}

/** Prepares a file input for one or several files, or for a folder. */
export interface FilesRequest extends ElementRequest {
  readonly isSeveral: boolean;
  readonly isFolder: boolean;
}

export interface LoadingRequest extends ElementRequest {
  readonly type: string;
}

export interface LiveRequest {
  /** The name of the page agent. */
  readonly agent: string;
  readonly limitMs: number;
}

export interface LiveState {
  readonly present: boolean;
  readonly connected: boolean;
}

/** Calls about an element, which may be in any frame. */
interface EnteringCalls {
  readonly pointer: (request: PointerRequest) => Promise<EnteringAnswer<PointerTarget>>;
  readonly scroll: (request: ElementRequest) => Promise<EnteringAnswer<null>>;
  /** Prepares the field; `true` when the value is still to be typed. */
  readonly fill: (request: FillRequest) => Promise<EnteringAnswer<boolean>>;
  readonly select: (request: SelectRequest) => Promise<EnteringAnswer<readonly string[]>>;
  readonly focus: (request: FocusRequest) => Promise<EnteringAnswer<null>>;
  readonly selectText: (request: ForceRequest) => Promise<EnteringAnswer<null>>;
  readonly dispatch: (request: DispatchRequest) => Promise<EnteringAnswer<null>>;
  readonly read: (request: ReadRequest) => Promise<EnteringAnswer<string | boolean | Box>>;
  readonly readAll: (request: ReadAllRequest) => Promise<EnteringAnswer<number | readonly string[]>>;
  readonly text: (request: TextRequest) => Promise<EnteringAnswer<ReachedText>>;
  readonly expected: (request: ExpectationRequest) => Promise<EnteringAnswer<ExpectationState>>;
  readonly hold: (request: HoldRequest) => Promise<EnteringAnswer<number>>;
  readonly isVisible: (request: ElementRequest) => Promise<EnteringAnswer<boolean>>;
  readonly state: (request: StateRequest) => Promise<EnteringAnswer<null>>;
  readonly files: (request: FilesRequest) => Promise<EnteringAnswer<null>>;
  readonly submit: (request: ElementRequest) => Promise<EnteringAnswer<null>>;
  readonly loaded: (request: LoadingRequest) => Promise<EnteringAnswer<null>>;
}

/** Calls about the document, or the element of the previous call. */
export interface DocumentCalls {
  /** Result of the events that followed the last `pointer`. */
  readonly outcome: (request?: undefined) => Promise<Answer<PointerOutcome>>;
  /** Withholds the buttons' events of the next pointer action, which is meant for another document. */
  readonly shield: (request?: undefined) => Promise<Answer<null>>;
  readonly unshield: (request?: undefined) => Promise<Answer<null>>;
  /** Watches whether a drag starts in this document. */
  readonly watchDrag: (request?: undefined) => Promise<Answer<null>>;
  /** Whether one has started since `watchDrag`. */
  readonly dragStart: (request?: undefined) => Promise<Answer<boolean>>;
  readonly live: (request: LiveRequest) => Promise<Answer<LiveState>>;
  readonly content: (request?: undefined) => Promise<Answer<string>>;
  readonly title: (request?: undefined) => Promise<Answer<string>>;
}

/** Everything that the helper can be asked. */
export interface HelperCalls extends EnteringCalls, DocumentCalls {
  /** Translates the point to this document, once nothing here covers the frame. */
  readonly place: (request: PlaceRequest) => Promise<EnteringAnswer<PointerTarget>>;
  /** Whether a point of this document reaches the frame that was entered last; `false` when it has to be computed again. */
  readonly reach: (request: PlaceRequest) => Promise<Answer<boolean>>;
  /** The cross-site or turned frame that was encountered last. */
  readonly frame: () => unknown;
  /** The file input that was prepared last. */
  readonly fileInput: () => unknown;
  /** One of the elements that were held last. */
  readonly held: (index: number) => unknown;
}
