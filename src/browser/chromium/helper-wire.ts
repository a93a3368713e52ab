/** What the page's helper answers, and is asked: plain JSON, the same on both sides. */

/** How an operation in the page came out. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  /** Time was over; `lacking` goes on after the selector: "to be attached". */
  | { readonly kind: "late"; readonly lacking: string }
  /** The page, or its element, cannot do that. */
  | { readonly kind: "invalid"; readonly message: string };

/** The same of an operation that enters frames. */
export type EnteringAnswer<T> =
  | Answer<T>
  /** The element is in a frame of another site, whose helper is to be asked for the rest of the selector. */
  | { readonly kind: "elsewhere"; readonly selector: string }
  /** The element is in a frame that is rotated, or in 3D: only the browser knows where its points are. */
  | { readonly kind: "turned"; readonly target: PointerTarget; readonly size: FrameSize };

/** How large the document of a frame is to itself, in CSS pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** Which element is meant, and how long it may be waited for. */
export interface ElementRequest {
  readonly selector: string;
  readonly limitMs: number;
}

/** What a pointer is to do there. */
export type PointerAction = "click" | "hover" | "drag" | "drop";

/** For a pointer: waits until the element can take it. */
export interface PointerRequest extends ElementRequest {
  readonly action: PointerAction;
  readonly force: boolean;
  /** Only when the box is not in this state yet. */
  readonly checked?: boolean;
}

/** Where the pointer goes. */
export interface PointerTarget {
  readonly x: number;
  readonly y: number;
  /** How long the element awaited LiveView's reply. */
  readonly heldMs: number;
  /** The box is as it is wanted already: nothing to do. */
  readonly already: boolean;
}

/** Of what is asked inside frames, this alone depends on who looks. */
export function isPointerTarget(value: unknown): value is PointerTarget {
  return typeof value === "object" && value !== null && "x" in value;
}

/** A point as the frame that was entered last, or this document, sees it. */
export interface PlaceRequest {
  readonly target: PointerTarget;
  readonly limitMs: number;
}

/** What became of the pointer's events. */
export interface PointerOutcome {
  /** Whether all of them came, to one place; of those of a forced use nobody knows. */
  readonly reached: boolean;
  /** What got them in the element's place; they were kept from it. */
  readonly cover: string | null;
  /** State of the box afterwards, where one was asked for. */
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

/** What the helper can be asked about an element, in whatever frame it is. */
interface EnteringCalls {
  readonly pointer: (request: PointerRequest) => Promise<EnteringAnswer<PointerTarget>>;
  /** Makes the value's place ready: `true` when it is still to be typed. */
  readonly fill: (request: FillRequest) => Promise<EnteringAnswer<boolean>>;
  readonly select: (request: SelectRequest) => Promise<EnteringAnswer<readonly string[]>>;
  readonly focus: (request: FocusRequest) => Promise<EnteringAnswer<null>>;
  readonly read: (request: ReadRequest) => Promise<EnteringAnswer<string | boolean | null>>;
  readonly isVisible: (request: ElementRequest) => Promise<EnteringAnswer<boolean>>;
  readonly state: (request: StateRequest) => Promise<EnteringAnswer<null>>;
  readonly submit: (request: ElementRequest) => Promise<EnteringAnswer<null>>;
  readonly loaded: (request: LoadingRequest) => Promise<EnteringAnswer<null>>;
}

/** What it can be asked about its document, or the element before. */
export interface DocumentCalls {
  /** What became of the events that followed the last `pointer`. */
  readonly outcome: (request?: undefined) => Promise<Answer<PointerOutcome>>;
  /** Whether the move of the mouse after the last `pointer` began a drag. */
  readonly dragStart: (request?: undefined) => Promise<Answer<boolean>>;
  readonly live: (request: LiveRequest) => Promise<Answer<LiveState>>;
  readonly content: (request?: undefined) => Promise<Answer<string>>;
}

/** Everything that the helper can be asked. */
export interface HelperCalls extends EnteringCalls, DocumentCalls {
  /** Where that is for this document, once nothing here is in front of the frame. */
  readonly place: (request: PlaceRequest) => Promise<EnteringAnswer<PointerTarget>>;
  /** Whether a point of this document reaches the frame that was entered last; `false` when it is to be worked out anew. */
  readonly reach: (request: PlaceRequest) => Promise<Answer<boolean>>;
  /** The frame of another site, or the one that is turned, that was come upon last. */
  readonly frame: () => unknown;
}
