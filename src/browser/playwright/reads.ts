import type { Page } from "playwright-core";
import type { OperationOptions } from "../../scenario/page-port.js";
import type { PageReads } from "../../scenario/ports/reads.js";
import type { Bounds, PageOperations } from "../page-operations.js";

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
    return this.#operations.run({ subject: `an answer about ${selector}` }, options, () => this.#page.isVisible(selector));
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (bounds) => this.#page.isChecked(selector, bounds));
  }

  /** Playwright waits for the element, and ends in time. */
  #read<T>(selector: string, options: OperationOptions, read: (bounds: ReturnType<Bounds["options"]>) => Promise<T>): Promise<T> {
    return this.#operations.run({ subject: selector, endsItself: true }, options, (bounds) => read(bounds.options()));
  }
}
