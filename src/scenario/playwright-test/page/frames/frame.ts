import { frameSelector } from "../../../../base/frame-selector.js";
import { type FrameLocator as BaseFrameLocator, PAGE } from "../../../../base/locators/locator.js";
import { templatePath } from "../../../../telemetry/page-templates.js";
import type { PageFrame } from "../../../ports/frames.js";
import type { DrivenPage } from "../actor.js";
import { asFunction } from "../as-function.js";
import { evaluateFirst, firstOf, handleOf, type TestElementHandle } from "../element-handle.js";
import { ELEMENT_METHODS } from "../element-methods.js";
import { expectOn, FOUND, type MatcherRequest, TestLocator } from "../locator.js";
import { notThere, refuse } from "../not-there.js";
import { addScopeMethods } from "../scope-methods.js";
import { makeFramesWith, type PageFramesView } from "./page-frames.js";
import { SUBFRAME_METHODS } from "./subframe-methods.js";

type Options = Readonly<Record<string, unknown>>;

/** The members of the page that its frames need. */
interface FramedPage extends DrivenPage {
  readonly frameViews: PageFramesView;
  [method: string]: unknown;
}

/** Playwright's `Frame`: the page's own document, or that of an `iframe`. */
export class TestFrame {
  readonly #page: FramedPage;
  readonly #frame: PageFrame;

  constructor(page: DrivenPage, frame: PageFrame) {
    this.#page = page as FramedPage;
    this.#frame = frame;
  }

  page(): DrivenPage {
    return this.#page;
  }

  /** The frame as the rest of LiveLoad knows it. */
  get known(): PageFrame {
    return this.#frame;
  }

  /** Where its elements are searched. */
  get base(): BaseFrameLocator | typeof PAGE {
    return baseOf(this.#frame);
  }

  /** The element of its document. */
  get root(): TestLocator {
    return new TestLocator(this.#page, this.base.locator(":root"), { owner: "frame" });
  }

  async frameElement(): Promise<TestElementHandle> {
    const { base } = this;
    if (base === PAGE) throw new Error("frame.frameElement: Frame has been detached, or is the main frame, which has no element");
    return handleOf(new TestLocator(this.#page, (base as BaseFrameLocator).owner()));
  }

  parentFrame(): unknown {
    const { parent } = this.#frame;
    return parent === undefined ? null : this.#page.frameViews.of(parent);
  }

  childFrames(): readonly unknown[] {
    return this.#frame.children.map((child) => this.#page.frameViews.of(child));
  }

  isDetached(): boolean {
    return this.#frame.isDetached;
  }

  name(): string {
    return this.#frame.name;
  }

  url(): string {
    return this.#frame.parent === undefined ? this.#page.port.url() : this.#frame.url;
  }

  async evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    if (this.#frame.parent === undefined) return this.ofPage("evaluate", [fn, arg]);
    return this.root.evaluate(`(root, arg) => (${String(asFunction(fn))})(arg)`, arg);
  }

  /** Performs an element's method with the selector before its arguments. */
  act(name: string, selector: string, args: readonly unknown[]): Promise<unknown> {
    const takes = ELEMENT_METHODS[name]?.takes ?? 0;
    const options = args[takes] as Options | undefined;
    const values = Array.from({ length: takes }, (_, at) => args[at]);
    return this.at(selector).act(name, [...values, { strict: false, ...options }]);
  }

  at(selector: string): TestLocator {
    return new TestLocator(this.#page, this.base.locator(selector), { owner: "frame" });
  }

  /** Calls the method of the page if this is its main frame, else that of frames. */
  ofPage(name: string, args: readonly unknown[]): unknown {
    if (this.#frame.parent !== undefined) {
      const own = SUBFRAME_METHODS[name];
      return own === undefined ? Promise.reject(notThere(`frame.${name}()`, "for an iframe")) : own(this, ...args);
    }
    const method = this.#page[name];
    if (typeof method !== "function") throw new Error(`there is no method ${name}`);
    return Reflect.apply(method, this.#page, args) as unknown;
  }

  $(selector: string): Promise<TestElementHandle | null> {
    return firstOf(this.at(selector));
  }

  async $$(selector: string): Promise<readonly TestElementHandle[]> {
    return (await this.at(selector).all()).map(handleOf);
  }

  $eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return evaluateFirst(this.at(selector), { selector, call: "frame.$eval", fn, arg });
  }

  $$eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return this.at(selector).evaluateAll(fn, arg);
  }

  async waitForSelector(selector: string, options?: Options): Promise<TestElementHandle | null> {
    const found = this.at(selector);
    await found.act("waitFor", [{ strict: false, ...options }]);
    return ["hidden", "detached"].includes(String(options?.state)) ? null : handleOf(found.first());
  }

  async dragAndDrop(source: string, target: string, options?: Options): Promise<void> {
    await this.at(source).dragTo(this.at(target), { strict: false, ...options });
  }

  async setChecked(selector: string, checked: boolean, options?: Options): Promise<void> {
    await this.act(checked ? "check" : "uncheck", selector, [options]);
  }

  _expect(expression: string, request: MatcherRequest) {
    const selector = this.#frame.parent === undefined ? undefined : this.base.locator(":root").selector;
    return expectOn(this.#page, { selector, expression, request });
  }
}

/** The scope of a frame's elements, by the ids of it and of the frames around it. */
function baseOf(frame: PageFrame): BaseFrameLocator | typeof PAGE {
  if (frame.parent === undefined) return PAGE;
  return baseOf(frame.parent).frameLocator(frameSelector(frame.id, frame.name || templatePath(frame.url)));
}

makeFramesWith((page, frame) => new TestFrame(page, frame));
addScopeMethods(TestFrame.prototype, (frame: TestFrame) => ({ page: frame.page(), base: frame.base }), FOUND);
refuse(TestFrame.prototype, "frame", { webmcp: "" });

const OF_PAGE = ["goto", "title", "content", "setContent", "waitForURL", "waitForLoadState", "waitForFunction", "evaluateHandle"];
const OF_PAGE_TOO = ["waitForTimeout", "waitForNavigation", "addScriptTag", "addStyleTag"];

for (const name of [...OF_PAGE, ...OF_PAGE_TOO]) {
  Object.defineProperty(TestFrame.prototype, name, {
    async value(this: TestFrame, ...args: readonly unknown[]) {
      return this.ofPage(name, args);
    },
  });
}

for (const name of Object.keys(ELEMENT_METHODS)) {
  if (name in TestFrame.prototype) continue;
  Object.defineProperty(TestFrame.prototype, name, {
    value(this: TestFrame, selector: string, ...args: readonly unknown[]) {
      return this.act(name, selector, args);
    },
  });
}
