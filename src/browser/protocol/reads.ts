import { type OperationOptions, PageOperationError } from "../../scenario/page-port.js";
import type { BoundingBox, PageReads } from "../../scenario/ports/reads.js";
import { type ActingParts, onElement } from "./acting.js";
import { type Element, HTMLElement } from "./dom/element.js";
import { outerHtmlOf } from "./dom/serialize.js";
import type { PageQueries } from "./queries.js";
import { needsBrowser } from "./unsupported.js";

const NO_TEXT = "Element is not an <input>, <textarea>, <select> or [contenteditable]";

/** Reads of one user's page. */
export class ProtocolReads implements PageReads {
  readonly #parts: ActingParts;

  constructor(parts: ActingParts) {
    this.#parts = parts;
  }

  content(options: OperationOptions): Promise<string> {
    return this.#now("the page's content", options, () => {
      const { doctype, documentElement } = this.#parts.documents.document;
      return `${doctype === null ? "" : outerHtmlOf(doctype)}${documentElement?.outerHTML ?? ""}`;
    });
  }

  innerHTML(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (element) => element.innerHTML);
  }

  innerText(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (element) => {
      if (!(element instanceof HTMLElement)) throw new PageOperationError("invalid", "Node is not an HTMLElement");
      return element.innerText;
    });
  }

  textContent(selector: string, options: OperationOptions): Promise<string | null> {
    return this.#read(selector, options, (element) => element.textContent);
  }

  inputValue(selector: string, options: OperationOptions): Promise<string> {
    return this.#read(selector, options, (element, queries) => fieldValue(queries.controlOf(element)));
  }

  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null> {
    return this.#read(selector, options, (element) => element.getAttribute(name));
  }

  evaluateOn(): Promise<unknown> {
    return needsBrowser();
  }

  isVisible(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#now(`an answer about ${selector}`, options, () => {
      const found = this.#parts.elements.find(selector, options.strict === true);
      return found !== undefined && this.#parts.elements.ask(selector, (queries) => queries.isVisible(found));
    });
  }

  isHidden(selector: string, options: OperationOptions): Promise<boolean> {
    return this.isVisible(selector, options).then((isVisible) => !isVisible);
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (element, queries) => {
      const state = queries.checkedState(element);
      if (state === undefined) throw new PageOperationError("invalid", "Not a checkbox or radio button");
      return state;
    });
  }

  isEnabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (element, queries) => queries.isEnabled(element));
  }

  isDisabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (element, queries) => !queries.isEnabled(element));
  }

  isEditable(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read(selector, options, (element, queries) => {
      const isReadOnly = queries.isReadOnly(queries.controlOf(element));
      if (isReadOnly === undefined) throw new PageOperationError("invalid", NO_TEXT);
      return !isReadOnly && queries.isEnabled(element);
    });
  }

  boundingBox(): Promise<BoundingBox | null> {
    return needsBrowser();
  }

  count(selector: string, options: OperationOptions): Promise<number> {
    return this.#all(selector, options, (elements) => elements.length);
  }

  allInnerTexts(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#all(selector, options, (elements) => elements.map((element) => element.innerText));
  }

  allTextContents(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#all(selector, options, (elements) => elements.map((element) => element.textContent ?? ""));
  }

  title(options: OperationOptions): Promise<string> {
    return this.#now("the page's title", options, () => this.#parts.documents.document.title);
  }

  #all<T>(selector: string, options: OperationOptions, read: (elements: readonly Element[]) => T): Promise<T> {
    const { elements } = this.#parts;
    return this.#now(`an answer about ${selector}`, options, () =>
      elements.ask(selector, (queries) => read(queries.all(selector))),
    );
  }

  #now<T>(subject: string, options: OperationOptions, read: () => T): Promise<T> {
    return this.#parts.operations.run({ subject }, options, async () => read());
  }

  #read<T>(selector: string, options: OperationOptions, read: (element: Element, queries: PageQueries) => T): Promise<T> {
    const { elements } = this.#parts;
    return onElement(this.#parts, {
      selector,
      options,
      act: async (bounds) => {
        const element = await elements.element(selector, bounds);
        return elements.ask(selector, (queries) => read(element, queries));
      },
    });
  }
}

/** Value of a field; throws for other elements. */
export function fieldValue(element: Element): string {
  if (!/^(input|textarea|select)$/.test(element.localName))
    throw new PageOperationError("invalid", "Node is not an <input>, <textarea> or <select> element");
  return element.currentValue;
}
