/** Requests to the page's helper and its answers: plain JSON, shared by both sides. */

/** The result of an operation in the page. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  /** The time was up; `lacking` completes a message after the selector: "to be attached". */
  | { readonly kind: "late"; readonly lacking: string }
  /** The page or the element does not support the operation. */
  | { readonly kind: "invalid"; readonly message: string };

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
export type PointerAction = "click" | "hover" | "drag" | "drop";

/** Waits until the element can receive pointer events. */
export interface PointerRequest extends ElementRequest {
  readonly action: PointerAction;
  readonly force: boolean;
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

/** A point is the only answer that has to be translated from a frame to its parent. */
export function isPointerTarget(value: unknown): value is PointerTarget {
  return typeof value === "object" && value !== null && "x" in value;
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
}

export type ReadProperty = "innerHTML" | "innerText" | "textContent" | "inputValue" | "attribute" | "checked";

export interface ReadRequest extends ElementRequest {
  readonly property: ReadProperty;
  readonly name?: string;
}

export interface StateRequest extends ElementRequest {
  readonly state: "attached" | "detached" | "visible" | "hidden";
}

export interface FocusRequest extends ElementRequest {
  readonly action: "focus" | "blur" | "press";
}

export interface FillRequest extends ElementRequest {
  readonly value: string;
}

export interface SelectRequest extends ElementRequest {
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
  /** Prepares the field; `true` when the value is still to be typed. */
  readonly fill: (request: FillRequest) => Promise<EnteringAnswer<boolean>>;
  readonly select: (request: SelectRequest) => Promise<EnteringAnswer<readonly string[]>>;
  readonly focus: (request: FocusRequest) => Promise<EnteringAnswer<null>>;
  readonly read: (request: ReadRequest) => Promise<EnteringAnswer<string | boolean | null>>;
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
  /** Whether the mouse move after the last `pointer` started a drag. */
  readonly dragStart: (request?: undefined) => Promise<Answer<boolean>>;
  readonly live: (request: LiveRequest) => Promise<Answer<LiveState>>;
  readonly content: (request?: undefined) => Promise<Answer<string>>;
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
}
