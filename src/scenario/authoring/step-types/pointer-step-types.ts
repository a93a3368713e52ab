import type { ElementSelector } from "../../../base/locators/locator.js";
import type {
  CheckOptions,
  ClickOptions,
  DoubleClickOptions,
  DragOptions,
  HoverOptions,
  TapOptions,
} from "../../steps/arguments/action-step-options.js";
import type { ElementStepOptions, Given, Resolvable } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps of the pointer on elements. They wait until the element can receive the pointer's events, unless `force` is set. */
export interface PointerSteps<A, N extends string, G extends Given> {
  /**
   * Clicks an element. The LiveView client silently drops a click on an element that still awaits the server's reply to an
   * earlier event, so this step first waits for that reply, unless `force` is set.
   */
  click(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ClickOptions, A>): Pipeline<void, A, N, G>;
  /** Clicks an element twice, which causes the event `dblclick`. Waits for LiveView's reply as `click` does. */
  dblclick(selector: Resolvable<ElementSelector, A>, options?: Resolvable<DoubleClickOptions, A>): Pipeline<void, A, N, G>;
  /** Taps an element on a touch screen, which the context has with `hasTouch`. Waits for LiveView's reply as `click` does. */
  tap(selector: Resolvable<ElementSelector, A>, options?: Resolvable<TapOptions, A>): Pipeline<void, A, N, G>;
  /** Checks a checkbox or radio button. */
  check(selector: Resolvable<ElementSelector, A>, options?: Resolvable<CheckOptions, A>): Pipeline<void, A, N, G>;
  /** Unchecks a checkbox. */
  uncheck(selector: Resolvable<ElementSelector, A>, options?: Resolvable<CheckOptions, A>): Pipeline<void, A, N, G>;
  /** Moves the pointer over an element. */
  hover(selector: Resolvable<ElementSelector, A>, options?: Resolvable<HoverOptions, A>): Pipeline<void, A, N, G>;
  /** Drags the source element onto the target element. */
  dragAndDrop(
    source: Resolvable<ElementSelector, A>,
    target: Resolvable<ElementSelector, A>,
    options?: Resolvable<DragOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Scrolls an element into view unless it is there. Waits until it stands still, but not until it is visible. */
  scrollIntoViewIfNeeded(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<void, A, N, G>;
}
