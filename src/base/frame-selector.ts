import { ENTER_FRAME } from "./enter-frame.js";
import { invalidOption } from "./invalid-option.js";

/**
 * The selector of an element inside a frame, for every step that takes a selector. Frames within frames are nested calls, the
 * outermost first: `inFrame("#shop", inFrame("#payment", "#card"))`.
 *
 * @param frame selector of the `iframe` element, which may be of any site
 * @param selector what is looked for in the frame's document
 */
export function inFrame(frame: string, selector: string): string {
  for (const [option, value] of Object.entries({ frame, selector })) {
    if (typeof value === "string" && value.trim() !== "") continue;
    throw invalidOption({ option, label: `the ${option} of inFrame`, value, allowed: "a selector" });
  }
  return `${frame}${ENTER_FRAME}${selector}`;
}

/** The selector as people read it: `#payment › #card`. */
export function readableSelector(selector: string): string {
  return selector.replaceAll(ENTER_FRAME, " › ");
}
