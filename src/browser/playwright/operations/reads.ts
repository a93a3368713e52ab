import type { Locator, Page } from "playwright-core";
import type { OperationOptions } from "../../../scenario/page-port.js";
import type { BoundingBox, ElementFunction, PageReads } from "../../../scenario/ports/reads.js";
import { callWith } from "../../function-call.js";
import type { Bounds, PageOperations } from "../../page-operations.js";
import { asFunction } from "../page-scripts.js";
import { locatorOf } from "./locator-of.js";

interface ReadsParts {
  readonly page: Page;
  readonly operations: PageOperations;
}

/** Reads of one user's page, by Playwright. */
export class PlaywrightReads implements PageReads {
  readonly #page: Page;
  readonly #operations: PageOperations;

  constructor({ page, operations }: ReadsParts) {
    this.#page = page;
    this.#operations = operations;
  }

  content(options: OperationOptions): Promise<string> {
    return this.#operations.run({ subject: "the page's content" }, options, () => this.#page.content());
  }

  innerHTML(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (bounds) => this.#page.innerHTML(selector, bounds));
  }

  innerText(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (bounds) => this.#page.innerText(selector, bounds));
  }

  textContent(selector: string, options: OperationOptions): Promise<string | null> {
    return this.#read(selector, options, (bounds) => this.#page.textContent(selector, bounds));
  }

  inputValue(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (bounds) => this.#page.inputValue(selector, bounds));
  }

  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null> {
    return this.#read(selector, options, (bounds) => this.#page.getAttribute(selector, name, bounds));
  }

  isVisible(selector: string, options: OperationOptions): Promise<boolean> {
    const operation = { subject: `an answer about ${selector}` };
    return this.#operations.run(operation, options, ({ strict }) => this.#page.isVisible(selector, { strict }));
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (bounds) => this.#page.isChecked(selector, bounds));
  }

  isHidden(selector: string, options: OperationOptions): Promise<boolean> {
    return this.isVisible(selector, options).then((isVisible) => !isVisible);
  }

  isEnabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (bounds) => this.#page.isEnabled(selector, bounds));
  }

  isDisabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (bounds) => this.#page.isDisabled(selector, bounds));
  }

  isEditable(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (bounds) => this.#page.isEditable(selector, bounds));
  }

  evaluateOn(selector: string, { source, args, ofAll = false }: ElementFunction, options: OperationOptions): Promise<unknown> {
    const operation = { subject: selector, endsItself: true, runsUserCode: true };
    const call = `(given, args) => ${callWith(source, "given", [])}`.replace(/\(given\)$/, "(given, ...args)");
    return this.#operations.run(operation, options, (bounds) => {
      const locator = this.#page.locator(selector);
      const fn = asFunction<unknown>(call);
      if (ofAll) return locator.evaluateAll(fn, args);
      return locatorOf(this.#page, selector, bounds).evaluate(fn, args, { timeout: bounds.options().timeout });
    });
  }

  boundingBox(selector: string, options: OperationOptions): Promise<BoundingBox | null> {
    return this.#read(selector, options, (bounds) => locatorOf(this.#page, selector, options).boundingBox(bounds));
  }

  count(selector: string, options: OperationOptions): Promise<number> {
    return this.#readAll(selector, options, (all) => all.count());
  }

  allInnerTexts(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#readAll(selector, options, (all) => all.allInnerTexts());
  }

  allTextContents(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#readAll(selector, options, (all) => all.allTextContents());
  }

  title(options: OperationOptions): Promise<string> {
    return this.#operations.run({ subject: "the page's title" }, options, () => this.#page.title());
  }

  #readAll<T>(selector: string, options: OperationOptions, read: (all: Locator) => Promise<T>): Promise<T> {
    const operation = { subject: `an answer about ${selector}` };
    return this.#operations.run(operation, options, () => read(this.#page.locator(selector)));
  }

  /** Playwright waits for the element, and ends in time. */
  #read<T>(selector: string, options: OperationOptions, read: (bounds: ReturnType<Bounds["options"]>) => Promise<T>): Promise<T> {
    return this.#operations.run({ subject: selector, endsItself: true }, options, (bounds) => read(bounds.options()));
  }
}
