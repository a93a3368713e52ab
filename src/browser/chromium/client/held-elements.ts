import type { HoldRequest } from "../helper-wire.js";
import { element } from "./elements.js";
import { lastEntered } from "./frames.js";
import { all } from "./selectors/selector.js";
import { deadline } from "./wait.js";

let elements: readonly Element[] = [];

/** Keeps the element once it is there, or all matches, for {@link held}; resolves to their number. */
export async function hold({ selector, ofAll, limitMs }: HoldRequest): Promise<number> {
  elements = ofAll ? all(selector) : [await element(selector, deadline(limitMs))];
  return elements.length;
}

/** One of the elements kept last, in this document or in the frame that was entered last. */
export function held(index: number): unknown {
  const helper = lastEntered();
  return helper === undefined ? elements[index] : helper.held(index);
}
