import { ENTER_FRAME } from "./enter-frame.js";
import { invalidOption } from "./invalid-option.js";

/**
 * Selects an element inside an `iframe`, for every step that takes a selector. Nest the calls for frames within frames, the
 * outermost first. Reports show the selector as `#payment › #card`.
 * @param frame selector of the `iframe` element, whose document may be of another site
 * @param selector selector of the element in the frame's document
 * @throws LiveLoadError `INVALID_OPTION` when one of them is not a text, or is blank
 * @example
 * ```ts
 * context.fill(inFrame("#payment", "#card"), "4242 4242 4242 4242");
 * context.click(inFrame("#shop", inFrame("#payment", "#pay")));
 * ```
 */
export function inFrame(frame: string, selector: string): string {
  for (const [option, value] of Object.entries({ frame, selector })) {
    if (typeof value === "string" && value.trim() !== "") continue;
    throw invalidOption({ option, label: `the ${option} of inFrame`, value, allowed: "a selector" });
  }
  return `${frame}${ENTER_FRAME}${selector}`;
}

/** The selector in readable form: `#payment › #card`. */
export function readableSelector(selector: string): string {
  return selector.replaceAll(ENTER_FRAME, " › ");
}
