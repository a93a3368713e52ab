import { ENTER_FRAME } from "./enter-frame.js";
import { checkSelector, type ElementSelector } from "./locators/locator.js";
import { readableLocator } from "./locators/readable-locator.js";

/**
 * Selects an element inside an `iframe`, for every step that takes a selector. Nest the calls for frames within frames, the
 * outermost first. Reports show the selector as `#payment › #card`.
 * @param frame selector of the `iframe` element, whose document may be of another site
 * @param selector selector of the element in the frame's document
 * @throws LiveLoadError `INVALID_OPTION` when one of them is neither a selector nor a locator, or is blank
 * @example
 * ```ts
 * context.fill(inFrame("#payment", "#card"), "4242 4242 4242 4242");
 * context.click(inFrame("#shop", inFrame("#payment", "#pay")));
 * ```
 */
export function inFrame(frame: ElementSelector, selector: ElementSelector): string {
  return `${checkSelector("inFrame", frame, "frame")}${ENTER_FRAME}${checkSelector("inFrame", selector)}`;
}

/** The selector in readable form: `#payment › #card`; that of a locator, as it is written: `getByText('Buy')`. */
export function readableSelector(selector: string): string {
  if (isLocator(selector)) return readableLocator(selector);
  return selector.replaceAll(ENTER_FRAME, " › ");
}

/** Begins the part of a selector that enters a frame by its id. */
export const BY_FRAME_ID = "internal:frame=";

/** The selector of a frame's element: its id in the browser, and what it is called in reports. */
export function frameSelector(id: string, shown: string): string {
  return `${BY_FRAME_ID}${JSON.stringify(`${id} ${shown}`)}`;
}

/** Whether the selector was compiled from a locator. */
export function isLocator(selector: string): boolean {
  return LOCATOR.test(selector);
}

/** Engines that only locators use. */
const LOCATOR = /(?:^|>>)\s*internal:(?!control=)/;
