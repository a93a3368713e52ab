import type { FrameLocator as BaseFrameLocator, Locator as BaseLocator } from "../../../base/locators/locator.js";
import { PageOperationError } from "../../page-port.js";
import type { Expectation } from "../../ports/expectations.js";
import { STEPS } from "../../steps/chain.js";
import { StepError } from "../../steps/step-error.js";
import { currentRun } from "../test/current-run.js";
import { type DrivenPage, stepOptions } from "./actor.js";
import { asFunction, untilTrue } from "./as-function.js";
import { ELEMENT_METHODS } from "./element-methods.js";
import { refuse } from "./not-there.js";
import { ELEMENT_FUNCTION, EXPECTATION, NotAsExpected } from "./page-steps.js";
import { ARIA_SNAPSHOT } from "./parts/aria-snapshot.js";
import { ELEMENT_SCREENSHOT } from "./parts/element-screenshot.js";
import { holdsHandle, withHandles } from "./parts/handle-arguments.js";
import { handleOnPage, keepingSource, type PageHandle } from "./parts/page-handle.js";
import { addScopeMethods, plainOptions, type ScopeResults } from "./scope-methods.js";

type Options = Readonly<Record<string, unknown>>;

/** What Playwright's matchers receive from a locator or a frame. */
export interface MatcherOutcome {
  readonly matches: boolean;
  readonly received?: { readonly value: unknown };
  readonly log?: readonly string[];
  readonly timedOut?: boolean;
  readonly errorMessage?: string;
}

/** What a matcher asks. */
export type MatcherRequest = Omit<Expectation, "expression"> & { readonly timeout: number; readonly title?: string };

/** Properties of a locator besides its selector. */
export interface LocatorTraits {
  readonly description?: string;
  readonly owner?: "locator" | "page" | "frame" | "elementHandle";
}

/** Playwright's `Locator` on one of the user's pages: its actions are steps. */
export class TestLocator {
  /** By this Playwright's matchers know what they are given. */
  readonly _apiName = "Locator";
  readonly _selector: string;
  readonly #page: DrivenPage;
  readonly #base: BaseLocator;
  readonly #description: string | undefined;
  /** The class whose method the test has called, for messages. */
  readonly #owner: string;

  constructor(page: DrivenPage, base: BaseLocator, { description, owner = "locator" }: LocatorTraits = {}) {
    this.#page = page;
    this.#base = base;
    this._selector = base.selector;
    this.#description = description;
    this.#owner = owner;
  }

  /** The locator as the rest of LiveLoad knows it. */
  get base(): BaseLocator {
    return this.#base;
  }

  page(): DrivenPage {
    return this.#page;
  }

  /** Performs a method of {@link ELEMENT_METHODS}. */
  async act(name: string, args: readonly unknown[]): Promise<unknown> {
    const method = ELEMENT_METHODS[name];
    if (method === undefined) throw new Error(`there is no method ${name}`);
    const { takes, definition } = method;
    const given = Array.from({ length: takes }, (_, at) => args[at]);
    const options = args[takes];
    if (given.some(holdsHandle)) {
      const { source, arg, then } = method.withHandles?.(given) ?? { source: undefined };
      if (source !== undefined) {
        const outcome = await this.evaluate(source, arg, options as Options);
        return then === undefined ? outcome : this.act(name, [...then(outcome), options]);
      }
    }
    const values = method.arguments?.(given, this.#page.actor) ?? given;
    return this.#perform(name, definition, [...values, this.#options(options)]);
  }

  async setChecked(checked: boolean, options?: Options): Promise<void> {
    await this.act(checked ? "check" : "uncheck", [options]);
  }

  async dragTo(target: TestLocator, options?: Options): Promise<void> {
    await this.#perform("dragAndDrop", stepOf("dragAndDrop"), [target._selector, this.#options(options)]);
  }

  evaluate(fn: unknown, arg?: unknown, options: Options = {}): Promise<unknown> {
    return withHandles({ fn, arg, parameters: "element, arg" }, (called, packed) =>
      this.#perform("evaluate", ELEMENT_FUNCTION, [called, packed, this.#options(options)]),
    );
  }

  evaluateAll(fn: unknown, arg?: unknown): Promise<unknown> {
    return withHandles({ fn, arg, parameters: "elements, arg" }, (called, packed) =>
      this.#perform("evaluateAll", ELEMENT_FUNCTION, [called, packed, { ofAll: true }]),
    );
  }

  evaluateHandle(fn: unknown, arg?: unknown): Promise<PageHandle> {
    return withHandles({ fn, arg, parameters: "element, arg" }, async (called, packed) =>
      handleOnPage(this.#page, await this.evaluate(keepingSource(String(called)), packed)),
    );
  }

  ariaSnapshot(options?: Options): Promise<unknown> {
    return this.#perform("ariaSnapshot", ARIA_SNAPSHOT, [this.#options(options)]);
  }

  async waitForFunction(fn: unknown, arg?: unknown, options: Options = {}): Promise<void> {
    await this.evaluate(untilTrue(String(asFunction(fn, "element, arg"))), arg, options);
  }

  screenshot(options: Options = {}): Promise<unknown> {
    return this.#perform("screenshot", ELEMENT_SCREENSHOT, [this.#options(options)]);
  }

  async all(): Promise<readonly TestLocator[]> {
    const count = (await this.act("count", [])) as number;
    return Array.from({ length: count }, (_, at) => this.nth(at));
  }

  first(): TestLocator {
    return this.#with(this.#base.first());
  }

  last(): TestLocator {
    return this.#with(this.#base.last());
  }

  nth(index: number): TestLocator {
    return this.#with(this.#base.nth(index));
  }

  filter(options?: Options): TestLocator {
    return this.#with(this.#base.filter(plainOptions(options, FOUND)));
  }

  and(locator: TestLocator): TestLocator {
    return this.#with(this.#base.and(locator.base));
  }

  or(locator: TestLocator): TestLocator {
    return this.#with(this.#base.or(locator.base));
  }

  /** The elements of this locator inside each of the other's. */
  within(around: TestLocator): TestLocator {
    return this.#with(around.base.locator(this.#base));
  }

  describe(description: string): TestLocator {
    return new TestLocator(this.#page, this.#base, { description });
  }

  description(): string | null {
    return this.#description ?? null;
  }

  visible(): TestLocator {
    return this.filter({ visible: true });
  }

  contentFrame(): TestFrameLocator {
    return new TestFrameLocator(this.#page, this.#base.contentFrame());
  }

  async highlight(): Promise<void> {}

  async hideHighlight(): Promise<void> {}

  toString(): string {
    return this.#description ?? String(this.#base);
  }

  /** What Playwright's matchers call. */
  _expect(expression: string, request: MatcherRequest): Promise<MatcherOutcome> {
    return expectOn(this.#page, { selector: this._selector, expression, request });
  }

  #perform(operation: string, definition: typeof EXPECTATION, args: readonly unknown[]): Promise<unknown> {
    const { actor, port, overlays } = this.#page;
    const call = `${this.#owner}.${operation}`;
    const act = () => actor.perform(port, { operation, definition, args: [this._selector, ...args], call });
    return overlays === undefined ? act() : overlays.around(act);
  }

  #options(given: unknown): Options {
    return stepOptions(given, this.#page.actor.defaults.actionTimeoutMs);
  }

  #with(base: BaseLocator): TestLocator {
    return new TestLocator(this.#page, base);
  }
}

/** Playwright's `FrameLocator` on one of the user's pages. */
export class TestFrameLocator {
  readonly #page: DrivenPage;
  readonly #base: BaseFrameLocator;

  constructor(page: DrivenPage, base: BaseFrameLocator) {
    this.#page = page;
    this.#base = base;
  }

  get base(): BaseFrameLocator {
    return this.#base;
  }

  page(): DrivenPage {
    return this.#page;
  }

  first(): TestFrameLocator {
    return new TestFrameLocator(this.#page, this.#base.first());
  }

  last(): TestFrameLocator {
    return new TestFrameLocator(this.#page, this.#base.last());
  }

  nth(index: number): TestFrameLocator {
    return new TestFrameLocator(this.#page, this.#base.nth(index));
  }

  owner(): TestLocator {
    return new TestLocator(this.#page, this.#base.owner());
  }
}

/** Makes what the methods of a scope return. */
export const FOUND: ScopeResults = {
  locator: (page, base) => new TestLocator(page, base),
  frameLocator: (page, base) => new TestFrameLocator(page, base),
  baseOf: (value) => (value instanceof TestLocator ? value.base : value),
};

addScopeMethods(TestLocator.prototype, (scope: TestLocator) => ({ page: scope.page(), base: scope.base }), FOUND);
addScopeMethods(TestFrameLocator.prototype, (scope: TestFrameLocator) => ({ page: scope.page(), base: scope.base }), FOUND);

refuse(TestLocator.prototype, "locator", {
  ariaSnapshotJSON: "",
  drop: "",
  normalize: "",
});

for (const name of Object.keys(ELEMENT_METHODS)) {
  Object.defineProperty(TestLocator.prototype, name, {
    value(this: TestLocator, ...args: readonly unknown[]) {
      return this.act(name, args);
    },
  });
}

/** Performs what a matcher asks as a step. */
export async function expectOn(
  page: DrivenPage,
  asked: { readonly selector: string | undefined; readonly expression: string; readonly request: MatcherRequest },
): Promise<MatcherOutcome> {
  const { selector, expression, request } = asked;
  const { timeout, title = expression, isNot } = request;
  const expectation: Expectation = {
    expression,
    isNot,
    expressionArg: request.expressionArg,
    expectedText: request.expectedText,
    expectedNumber: request.expectedNumber,
    expectedValue: request.expectedValue,
    useInnerText: request.useInnerText,
    pseudo: request.pseudo,
  };
  const matcher = /^Expect "(.*)"$/.exec(title)?.[1] ?? title;
  const args = [{ selector, expectation, matcher, timeoutMs: Math.max(1, timeout) }];
  try {
    await page.actor.perform(page.port, { operation: "expect", definition: EXPECTATION, args });
    return { matches: !isNot };
  } catch (error) {
    const cause = error instanceof StepError ? error.cause : undefined;
    const outcome = cause instanceof NotAsExpected ? cause.outcome : undefined;
    const isLate = cause instanceof PageOperationError && cause.kind === "timeout";
    if (!(error instanceof StepError) || (outcome === undefined && !isLate)) throw error;
    currentRun()?.expectationFailed(error);
    if (outcome === undefined || outcome.isMissing === true)
      return { matches: isNot, timedOut: true, errorMessage: isLate ? cause.message : "element(s) not found" };
    return { matches: outcome.matches, received: { value: outcome.received }, timedOut: true };
  }
}

function stepOf(name: string) {
  const definition = STEPS[name];
  if (definition === undefined) throw new Error(`there is no step ${name}`);
  return definition;
}
