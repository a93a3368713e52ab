import type { OperationOptions } from "../../scenario/page-port.js";
import type { BoundingBox, ElementFunction, PageReads } from "../../scenario/ports/reads.js";
import type { PageOperations } from "../page-operations.js";
import { callOnElements } from "./element-function.js";
import type { Box, ReadAllRequest, ReadProperty } from "./helper-wire.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { PageHelper } from "./page-helper.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import { waitingInPage } from "./waiting-operation.js";

interface ReadsParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly session: ProtocolSession;
}

/** Reads of one user's page, by the helper in the page. */
export class ChromiumReads implements PageReads {
  readonly #parts: ReadsParts;

  constructor(parts: ReadsParts) {
    this.#parts = parts;
  }

  content(options: OperationOptions): Promise<string> {
    const { operations, helper } = this.#parts;
    return operations.run({ subject: "the page's content" }, options, (bounds) => helper.ask("content", bounds, {}));
  }

  innerHTML(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "innerHTML", options);
  }

  innerText(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "innerText", options);
  }

  textContent(selector: string, options: OperationOptions): Promise<string | null> {
    return this.#read<string | null>(selector, "textContent", options);
  }

  inputValue(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "inputValue", options);
  }

  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null> {
    return this.#read<string | null>(selector, "attribute", options, name);
  }

  isVisible(selector: string, options: OperationOptions): Promise<boolean> {
    const { operations, helper } = this.#parts;
    return operations.run({ subject: `an answer about ${selector}` }, options, (bounds) =>
      helper.ask("isVisible", bounds, { selector }),
    );
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read<boolean>(selector, "checked", options);
  }

  isHidden(selector: string, options: OperationOptions): Promise<boolean> {
    return this.isVisible(selector, options).then((isVisible) => !isVisible);
  }

  isEnabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read<boolean>(selector, "enabled", options);
  }

  isDisabled(selector: string, options: OperationOptions): Promise<boolean> {
    return this.isEnabled(selector, options).then((isEnabled) => !isEnabled);
  }

  isEditable(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read<boolean>(selector, "editable", options);
  }

  async boundingBox(selector: string, options: OperationOptions): Promise<BoundingBox | null> {
    const box = await this.#read<Box>(selector, "box", options);
    if (box === null) return null;
    const [x, y, width, height] = box;
    return { x, y, width, height };
  }

  count(selector: string, options: OperationOptions): Promise<number> {
    return this.#readAll<number>(selector, "count", options);
  }

  allInnerTexts(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#readAll<readonly string[]>(selector, "innerText", options);
  }

  allTextContents(selector: string, options: OperationOptions): Promise<readonly string[]> {
    return this.#readAll<readonly string[]>(selector, "textContent", options);
  }

  title(options: OperationOptions): Promise<string> {
    const { operations, helper } = this.#parts;
    return operations.run({ subject: "the page's title" }, options, (bounds) => helper.ask("title", bounds, {}));
  }

  evaluateOn(selector: string, call: ElementFunction, options: OperationOptions): Promise<unknown> {
    const { operations, documents } = this.#parts;
    const operation = { ...waitingInPage(selector, documents), runsUserCode: true };
    return operations.run(operation, options, (bounds) => callOnElements(this.#parts, { selector, call }, bounds));
  }

  #readAll<T>(selector: string, property: ReadAllRequest["property"], options: OperationOptions): Promise<T> {
    const { operations, helper } = this.#parts;
    const operation = { subject: `an answer about ${selector}` };
    return operations.run(
      operation,
      { ...options, strict: false },
      (bounds) => helper.ask("readAll", bounds, { selector, property }) as Promise<T>,
    );
  }

  #read<T>(selector: string, property: ReadProperty, options: OperationOptions, name?: string): Promise<T> {
    const { operations, documents, helper } = this.#parts;
    const request = { selector, property, ...(name === undefined ? {} : { name }) };
    return operations.run(
      waitingInPage(selector, documents),
      options,
      (bounds) => helper.ask("read", bounds, request) as Promise<T>,
    );
  }
}
