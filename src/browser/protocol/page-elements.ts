import { ENTER_FRAME } from "../../base/enter-frame.js";
import { isLocator, readableSelector } from "../../base/frame-selector.js";
import { PageOperationError } from "../../scenario/page-port.js";
import { STRICT } from "../chromium/helper-wire.js";
import type { Bounds } from "../page-operations.js";
import { strictViolation } from "../strict-violation.js";
import type { Changes } from "./changes.js";
import type { PageDocuments } from "./documents/page-documents.js";
import type { Element } from "./dom/element.js";
import { askPage, type PageQueries, QueryEnded } from "./queries.js";
import { unsupported } from "./unsupported.js";

/** What an element still lacks ("to be visible"); `undefined` if it is ready. */
export type Look = (element: Element, queries: PageQueries) => string | undefined;

interface PageElementsParts {
  readonly documents: PageDocuments;
  readonly changes: Changes;
}

/** Finds elements of the page that is shown, and waits for them. */
export class PageElements {
  readonly #parts: PageElementsParts;
  constructor(parts: PageElementsParts) {
    this.#parts = parts;
  }

  /** Asks about the document as it is now. Throws errors of the operation. */
  ask<T>(selector: string, question: (queries: PageQueries) => T): T {
    if (selector.includes(ENTER_FRAME)) throw unsupported("background users do not enter frames");
    try {
      return askPage(this.#parts.documents.document, question);
    } catch (error) {
      throw operationError(error, selector);
    }
  }

  /** The first match now. */
  find(selector: string, strict: boolean): Element | undefined {
    return this.ask(selector, (queries) => queries.find(strict ? STRICT + selector : selector));
  }

  /** Waits until the first match exists and lacks nothing. */
  async element(selector: string, bounds: Bounds, look?: Look): Promise<Element> {
    const wanted = bounds.strict ? STRICT + selector : selector;
    let lacking = "to be attached";
    const ready = await this.until(bounds, () =>
      this.ask(selector, (queries) => {
        const found = queries.find(wanted);
        const missing = found === undefined ? "to be attached" : look?.(found, queries);
        lacking = missing ?? lacking;
        return missing === undefined ? found : undefined;
      }),
    );
    return ready ?? late(bounds, `${readableSelector(selector)} ${lacking}`);
  }

  /** Looks now and after each change of the page; `undefined` when the time is over. */
  until<T>(bounds: Bounds, look: () => T | undefined): Promise<T | undefined> {
    return this.#parts.changes.until(look, bounds);
  }
}

/** Ends an operation whose time is over. */
export function late({ timeoutMs }: Pick<Bounds, "timeoutMs">, what: string): never {
  throw new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${what}`);
}

function operationError(error: unknown, selector: string): unknown {
  if (!(error instanceof QueryEnded)) return error;
  const { answer } = error;
  switch (answer.kind) {
    case "ambiguous":
      return strictViolation({ ...answer, selector: asLocator(answer.selector) });
    case "invalid":
      return new PageOperationError("invalid", readableMessage(answer.message, selector));
    case "late":
      return new PageOperationError("timeout", answer.lacking);
  }
}

function asLocator(selector: string): string {
  const shown = readableSelector(selector);
  return isLocator(selector) ? shown : `locator('${shown.replaceAll("'", "\\'")}')`;
}

function readableMessage(message: string, selector: string): string {
  return message.replaceAll(STRICT, "").replaceAll(selector, () => readableSelector(selector));
}
