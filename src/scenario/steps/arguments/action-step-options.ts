import type { DurationInput } from "../../../base/duration.js";
import type { KeyboardModifier, MouseButton, Position } from "../../ports/pointer.js";
import type { ActionOptions, ElementStepOptions, StepOptions } from "./step-options.js";

/** Options of steps that can be forced. */
export interface ForcedOptions extends ElementStepOptions {
  /** Act as soon as the element is attached: do not wait until it is ready. Default `false`. */
  readonly force?: boolean | undefined;
}

/** Options of actions that can be forced. */
export interface ForcedActionOptions extends ForcedOptions, ActionOptions {}

/** Options of `check` and `uncheck`. */
export interface CheckOptions extends ForcedActionOptions {
  /**
   * Only wait until the element is ready for the action: the page gets none of its events. The pointer does move there.
   * Default `false`.
   */
  readonly trial?: boolean | undefined;
  /** Where on the element: pixels from the top left corner of its padding box. Default: a visible point, its middle if that is visible. */
  readonly position?: Position | undefined;
}

/** Options of `hover`. */
export interface HoverOptions extends Omit<CheckOptions, "settle"> {
  /**
   * Modifier keys to hold during the action, and no others: `"Alt"`, `"Control"`, `"Meta"`, `"Shift"`, and `"ControlOrMeta"`,
   * which is Meta on macOS and Control elsewhere. Default: those that `keyboard.down` holds.
   */
  readonly modifiers?: readonly KeyboardModifier[] | undefined;
}

/** Options of `tap`. */
export interface TapOptions extends HoverOptions, ActionOptions {}

/** Options of `dblclick`. */
export interface DoubleClickOptions extends TapOptions {
  /** The button of the mouse. Default `"left"`. */
  readonly button?: MouseButton | undefined;
  /** Time between press and release, and between clicks. Default 0. */
  readonly delay?: DurationInput | undefined;
}

/** Options of `click`. */
export interface ClickOptions extends DoubleClickOptions {
  /**
   * Click at once: do not wait for LiveView's reply to an earlier event, nor until the element is stable, enabled and
   * uncovered. The LiveView client may then drop the click. Default `false`.
   */
  readonly force?: boolean | undefined;
  /** How many clicks in a row: 2 is a double click. Default 1. */
  readonly clickCount?: number | undefined;
}

/** Options of `dragAndDrop`. */
export interface DragOptions extends ForcedActionOptions {
  /** Only wait until the elements are ready: the source gets no press of the button. Default `false`. */
  readonly trial?: boolean | undefined;
  /** Where on the source to press: pixels from the top left corner of its padding box. Default: a visible point. */
  readonly sourcePosition?: Position | undefined;
  /** Where on the target to release, measured in the same way. Default: a visible point. */
  readonly targetPosition?: Position | undefined;
  /** How many moves lead from source to target. Default 1. */
  readonly steps?: number | undefined;
}

/** Options of steps of the keyboard that press keys. */
export interface PressOptions extends StepOptions {
  /** How long each key is held. Default 0. */
  readonly delay?: DurationInput | undefined;
}

/** Options of `press` and `pressSequentially`. */
export interface ElementPressOptions extends PressOptions, ActionOptions {}

/** Options of `mouse.move`. */
export interface MouseMoveOptions extends StepOptions {
  /** How many moves lead there. Default 1. */
  readonly steps?: number | undefined;
}

/** Options of `mouse.down` and `mouse.up`. */
export interface MouseButtonOptions extends StepOptions {
  /** Default `"left"`. */
  readonly button?: MouseButton | undefined;
  /** Which click in a row it is: 2 for the second of a double click. Default 1. */
  readonly clickCount?: number | undefined;
}

/** Options of `mouse.dblclick`. */
export interface MouseDoubleClickOptions extends StepOptions {
  /** Default `"left"`. */
  readonly button?: MouseButton | undefined;
  /** Time between press and release, and between clicks. Default 0. */
  readonly delay?: DurationInput | undefined;
}

/** Options of `mouse.click`. */
export interface MouseClickOptions extends MouseDoubleClickOptions {
  /** How many clicks in a row. Default 1. */
  readonly clickCount?: number | undefined;
}
