import type { OperationOptions } from "./operation-options.js";

export const MOUSE_BUTTONS = ["left", "right", "middle"] as const;
export type MouseButton = (typeof MOUSE_BUTTONS)[number];

/** `ControlOrMeta` is Meta on macOS, and Control elsewhere. */
export const KEYBOARD_MODIFIERS = ["Alt", "Control", "ControlOrMeta", "Meta", "Shift"] as const;
export type KeyboardModifier = (typeof KEYBOARD_MODIFIERS)[number];

/** A point relative to the top left corner of an element's padding box, in CSS pixels. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Options of an action that does not wait until the element is ready for it. */
export interface ForceOptions extends OperationOptions {
  readonly force?: boolean;
}

/** Options of an action of the pointer on an element. */
export interface PointerOptions extends ForceOptions {
  /** Waits and checks like the action, but withholds its events from the page. */
  readonly trial?: boolean;
  /** Default: a visible point of the element. */
  readonly position?: Position;
}

/** Options of `hover` and `tap`. */
export interface HoverOptions extends PointerOptions {
  /** The modifiers that are held meanwhile, and no others. Default: those that the keyboard holds. */
  readonly modifiers?: readonly KeyboardModifier[];
}

/** Options of `dblclick`. */
export interface DoubleClickOptions extends HoverOptions {
  readonly button?: MouseButton;
  /** Time from press to release, and from one click to the next. */
  readonly delayMs?: number;
}

/** Options of `click`. */
export interface ClickOptions extends DoubleClickOptions {
  readonly clickCount?: number;
}

/** Options of `dragAndDrop`. */
export interface DragOptions extends Omit<PointerOptions, "position"> {
  readonly sourcePosition?: Position;
  readonly targetPosition?: Position;
  /** Number of moves from source to target. Default 1. */
  readonly steps?: number;
}

/** Why `tap` fails in a context without touch events. */
export const NO_TOUCH = "The page does not support tap. Use hasTouch context option to enable touch support.";

/** Whether the element was waiting for LiveView's reply. */
export interface Hold {
  readonly wasHeld: boolean;
}

/**
 * Actions of the pointer on elements. Unless `force` is set, clicks and taps wait while the element awaits LiveView's reply
 * (`data-phx-ref-src`), because the client would drop them.
 */
export interface PagePointer {
  click(selector: string, options: ClickOptions): Promise<Hold>;
  dblclick(selector: string, options: DoubleClickOptions): Promise<Hold>;
  /** Touches the element; the context needs `hasTouch`. */
  tap(selector: string, options: HoverOptions): Promise<Hold>;
  /** Touches a point of the viewport, in CSS pixels, without looking for an element; the context needs `hasTouch`. */
  tapAt(point: Position, options: OperationOptions): Promise<void>;
  check(selector: string, options: PointerOptions): Promise<void>;
  uncheck(selector: string, options: PointerOptions): Promise<void>;
  hover(selector: string, options: HoverOptions): Promise<void>;
  dragAndDrop(source: string, target: string, options: DragOptions): Promise<void>;
  /** Waits until the element is stable, and scrolls it into view unless it is there. */
  scrollIntoViewIfNeeded(selector: string, options: OperationOptions): Promise<void>;
}
