import type { DomElement } from "../dom.js";
import type { CommandContext } from "../views/view.js";

/** A command that changes an element of the page. */
export interface Effect {
  readonly args: Readonly<Record<string, unknown>>;
  readonly element: DomElement;
  readonly context: CommandContext;
}
