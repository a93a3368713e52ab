import { ENTER_FRAME } from "../../../base/enter-frame.js";
import { PAGE } from "../../../base/locators/locator.js";
import type { DrivenPage } from "./actor.js";
import type { PageFramesView } from "./frames/page-frames.js";
import { TestLocator } from "./locator.js";
import { refuse } from "./not-there.js";
import { asHandle, type Handled } from "./parts/handle-arguments.js";
import type { PageHandle } from "./parts/page-handle.js";

type Options = Readonly<Record<string, unknown>>;

/** A page with its frames. */
interface FramedPage extends DrivenPage {
  readonly frameViews: PageFramesView;
}

/** Playwright's `ElementHandle`. It finds its element anew each time, as locators do. */
export class TestElementHandle extends TestLocator implements Handled {
  constructor(page: DrivenPage, base: TestLocator["base"]) {
    super(page, base, { owner: "elementHandle" });
    asHandle(this);
  }

  async kept(): Promise<number> {
    return (await this.evaluateHandle("(element) => element")).kept();
  }

  asElement(): this {
    return this;
  }

  async $(selector: string): Promise<TestElementHandle | null> {
    return firstOf(this.#within(selector));
  }

  async $$(selector: string): Promise<readonly TestElementHandle[]> {
    return (await this.#within(selector).all()).map(handleOf);
  }

  $eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return evaluateFirst(this.#within(selector), { selector, call: "elementHandle.$eval", fn, arg });
  }

  $$eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return this.#within(selector).evaluateAll(fn, arg);
  }

  async waitForSelector(selector: string, options?: Options): Promise<TestElementHandle | null> {
    const found = this.#within(selector);
    await found.act("waitFor", [{ strict: false, ...options }]);
    return ["hidden", "detached"].includes(String(options?.state)) ? null : handleOf(found.first());
  }

  // @ts-expect-error A handle finds its frame at once, where a locator only names it.
  override contentFrame(): Promise<unknown> {
    return this.#frameOf(this._selector);
  }

  async ownerFrame(): Promise<unknown> {
    const at = this._selector.lastIndexOf(ENTER_FRAME);
    return at === -1 ? (this.page() as FramedPage).frameViews.main : this.#frameOf(this._selector.slice(0, at));
  }

  /** The frame of the element with this selector, if it has one. */
  async #frameOf(selector: string): Promise<unknown> {
    const { actor, port, frameViews } = this.page() as FramedPage;
    const { signal, ports } = actor.iteration;
    const frame = await port.frames?.ofElement(selector, { signal, timeoutMs: ports.commandTimeoutMs });
    return frame === undefined ? null : frameViews.of(frame);
  }

  getProperty(name: string): Promise<PageHandle> {
    return this.evaluateHandle("(element, name) => element[name]", name);
  }

  jsonValue(): Promise<unknown> {
    return this.evaluate("(element) => element");
  }

  async dispose(): Promise<void> {}

  #within(selector: string): TestLocator {
    return new TestLocator(this.page(), this.base.locator(selector), { owner: "elementHandle" });
  }
}

/** The handle of what a locator finds, which must be one element. */
export function handleOf(found: TestLocator): TestElementHandle {
  return new TestElementHandle(found.page(), found.base);
}

/** The handle of the first match, or `null` without one. */
export async function firstOf(found: TestLocator): Promise<TestElementHandle | null> {
  return Number(await found.act("count", [])) === 0 ? null : handleOf(found.first());
}

/** Calls a function with the first match at once: unlike locators, `$eval` does not wait for one. */
export async function evaluateFirst(
  found: TestLocator,
  { selector, call, fn, arg }: { readonly selector: string; readonly call: string; readonly fn: unknown; readonly arg: unknown },
): Promise<unknown> {
  const first = await firstOf(found);
  if (first === null) throw new Error(`${call}: Failed to find element matching selector ${JSON.stringify(selector)}`);
  return first.evaluate(fn, arg);
}

/** The handle of the element with a selector, on a page. */
export function handleAt(page: DrivenPage, selector: string): TestElementHandle {
  return new TestElementHandle(page, PAGE.locator(selector));
}

refuse(TestElementHandle.prototype, "elementHandle", { getProperties: "", waitForElementState: "" });

Object.defineProperties(TestLocator.prototype, {
  elementHandle: {
    async value(this: TestLocator, options: Options = {}) {
      await this.act("waitFor", [{ ...options, state: "attached" }]);
      return handleOf(this);
    },
  },
  elementHandles: {
    async value(this: TestLocator) {
      return (await this.all()).map(handleOf);
    },
  },
});
