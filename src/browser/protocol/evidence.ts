import type { PageActivity, PageEvidence, PageSnapshot, SnapshotOptions } from "../../scenario/ports/evidence.js";
import type { PageParts } from "./page-parts.js";

/** What a page without a browser can show of itself: its HTML. It has no picture, and its scripts say nothing. */
export class ProtocolEvidence implements PageEvidence {
  readonly #parts: Pick<PageParts, "documents">;

  constructor(parts: Pick<PageParts, "documents">) {
    this.#parts = parts;
  }

  activity(): PageActivity {
    return { console: [], requests: [] };
  }

  snapshot({ htmlLength }: SnapshotOptions): Promise<PageSnapshot> {
    const { documentElement } = this.#parts.documents.document;
    const html = documentElement?.outerHTML.replaceAll(PASSWORD_VALUE, "$1");
    return Promise.resolve(html === undefined || htmlLength === 0 ? {} : { html: html.slice(0, htmlLength) });
  }
}

/** The value in the markup of a password field, with what stands before it. */
const PASSWORD_VALUE = /(<input\b(?=[^>]*\btype=["']?password)[^>]*?)\svalue=(?:"[^"]*"|'[^']*'|[^\s>]*)/gi;
