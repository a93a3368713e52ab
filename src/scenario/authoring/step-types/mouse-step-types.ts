import type {
  MouseButtonOptions,
  MouseClickOptions,
  MouseDoubleClickOptions,
  MouseMoveOptions,
} from "../../steps/arguments/action-step-options.js";
import type { Given, Resolvable, StepOptions } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps of the mouse. */
export interface MouseSteps<A, N extends string, G extends Given> {
  /** The mouse, at points of the viewport. */
  readonly mouse: Mouse<A, N, G>;
}

/**
 * The mouse of the page. Points are in CSS pixels from the top left corner of the viewport. It waits for no element, and stays
 * where it was. A button that is down is released at the end of the iteration.
 */
export interface Mouse<A, N extends string, G extends Given> {
  /** Moves the mouse. With the left button down, this may start a drag. */
  move(x: Resolvable<number, A>, y: Resolvable<number, A>, options?: Resolvable<MouseMoveOptions, A>): Pipeline<void, A, N, G>;
  /** Presses a button and holds it. */
  down(options?: Resolvable<MouseButtonOptions, A>): Pipeline<void, A, N, G>;
  /** Releases a button. */
  up(options?: Resolvable<MouseButtonOptions, A>): Pipeline<void, A, N, G>;
  /** Moves the mouse and clicks. */
  click(x: Resolvable<number, A>, y: Resolvable<number, A>, options?: Resolvable<MouseClickOptions, A>): Pipeline<void, A, N, G>;
  /** Moves the mouse and clicks twice. */
  dblclick(
    x: Resolvable<number, A>,
    y: Resolvable<number, A>,
    options?: Resolvable<MouseDoubleClickOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Turns the wheel where the mouse is. Does not wait until the page has scrolled. */
  wheel(
    deltaX: Resolvable<number, A>,
    deltaY: Resolvable<number, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
}
