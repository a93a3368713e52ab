import { type FrameLocator as BaseFrameLocator, PAGE } from "../../../base/locators/locator.js";
import type { Actor, DrivenPage } from "./actor.js";
import { asFunction } from "./as-function.js";
import { ELEMENT_METHODS } from "./element-methods.js";
import { expectOn, FOUND, type MatcherRequest, TestLocator } from "./locator.js";
import { refuse, refuseNow } from "./not-there.js";
import { addScopeMethods } from "./scope-methods.js";

type Options = Readonly<Record<string, unknown>>;

/** The members of the page that its main frame has, too. */
interface FramedPage extends DrivenPage {
  readonly actor: Actor;
  url(): string;
  [method: string]: unknown;
}

/** Playwright's `Frame`: the page's own document, or that of an `iframe`, found by its element. */
export class TestFrame {
  readonly #page: FramedPage;
  readonly #frame: BaseFrameLocator | undefined;

  constructor(page: DrivenPage, frame: BaseFrameLocator | undefined) {
    this.#page = page as FramedPage;
    this.#frame = frame;
  }

  page(): DrivenPage {
    return this.#page;
  }

  get base(): BaseFrameLocator | typeof PAGE {
    return this.#frame ?? PAGE;
  }

  async frameElement(): Promise<TestLocator> {
    if (this.#frame === undefined) throw new Error("the main frame has no element");
    return new TestLocator(this.#page, this.#frame.owner());
  }

  parentFrame(): TestFrame | null {
    return this.#frame === undefined ? null : new TestFrame(this.#page, undefined);
  }

  isDetached(): boolean {
    return false;
  }

  name(): string {
    return /(?:name|id)="([^"]*)"/.exec(this.#frame?.frame ?? "")?.[1] ?? "";
  }

  async evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    if (this.#frame === undefined) return this.ofPage("evaluate", [fn, arg]);
    const root = new TestLocator(this.#page, this.#frame.locator(":root"), { owner: "frame" });
    return root.evaluate(`(root, arg) => (${String(asFunction(fn))})(arg)`, arg);
  }

  /** Performs an element's method with the selector before its arguments. */
  act(name: string, selector: string, args: readonly unknown[]): Promise<unknown> {
    return new TestLocator(this.#page, this.base.locator(selector)).act(name, args);
  }

  /** Calls a method of the page, if this is its main frame. */
  ofPage(name: string, args: readonly unknown[]): unknown {
    const method = this.#page[name];
    if (this.#frame !== undefined || typeof method !== "function")
      return Promise.reject(new Error(`frame.${name}() is there for the page's main frame only; use --browser playwright`));
    return Reflect.apply(method, this.#page, args) as unknown;
  }

  async $eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return new TestLocator(this.#page, this.base.locator(selector)).first().evaluate(fn, arg);
  }

  async $$eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return new TestLocator(this.#page, this.base.locator(selector)).evaluateAll(fn, arg);
  }

  async dragAndDrop(source: string, target: string, options?: Options): Promise<void> {
    const of = (selector: string) => new TestLocator(this.#page, this.base.locator(selector));
    await of(source).dragTo(of(target), options);
  }

  async setChecked(selector: string, checked: boolean, options?: Options): Promise<void> {
    await this.act(checked ? "check" : "uncheck", selector, [options]);
  }

  _expect(expression: string, request: MatcherRequest) {
    const selector = this.#frame === undefined ? undefined : this.#frame.locator(":root").selector;
    return expectOn(this.#page, { selector, expression, request });
  }
}

addScopeMethods(TestFrame.prototype, (frame: TestFrame) => ({ page: frame.page(), base: frame.base }), FOUND);
refuse(TestFrame.prototype, "frame", { evaluateHandle: "", webmcp: "" });
refuseNow(TestFrame.prototype, "frame", { childFrames: "name the frame with page.frameLocator()" });

const OF_PAGE = ["url", "goto", "title", "content", "setContent", "waitForURL", "waitForLoadState", "waitForFunction"];
const OF_PAGE_TOO = ["waitForTimeout", "waitForSelector", "waitForNavigation", "addScriptTag", "addStyleTag", "$", "$$"];

for (const name of [...OF_PAGE, ...OF_PAGE_TOO]) {
  Object.defineProperty(TestFrame.prototype, name, {
    value(this: TestFrame, ...args: readonly unknown[]) {
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
