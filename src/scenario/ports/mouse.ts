import type { OperationOptions } from "./operation-options.js";
import type { MouseButton, Position } from "./pointer.js";

/** Options of `down` and `up`. */
export interface ButtonOptions extends OperationOptions {
  /** Default: left. */
  readonly button?: MouseButton;
  /** 2 for the second press of a double click; for `click`, the number of clicks. Default 1. */
  readonly clickCount?: number;
}

/** Options of `click`. */
export interface MouseClickOptions extends ButtonOptions {
  /** Time from press to release, and from one click to the next. Default 0. */
  readonly delayMs?: number;
}

/** The mouse of the page. It stays where it is moved to, and a button stays down until it is released. */
export interface PageMouse {
  /** Points are CSS pixels from the top left corner of the viewport. A move with the left button down may start a drag. */
  move(to: Position, options: OperationOptions & { readonly steps?: number }): Promise<void>;
  down(options: ButtonOptions): Promise<void>;
  up(options: ButtonOptions): Promise<void>;
  click(at: Position, options: MouseClickOptions): Promise<void>;
  /** Turns the wheel where the mouse is; does not wait until the page has scrolled. */
  wheel(delta: Position, options: OperationOptions): Promise<void>;
}
