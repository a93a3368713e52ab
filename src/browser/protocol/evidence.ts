import { cutAt } from "../../base/wording/bounded-text.js";
import type { PageActivity, PageEvidence, PageSnapshot, SnapshotOptions } from "../../scenario/ports/evidence.js";
import { withoutFieldSecrets } from "../page-snapshot.js";
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
    if (documentElement === null || htmlLength === 0) return Promise.resolve({});
    return Promise.resolve({ html: cutAt(withoutFieldSecrets(documentElement.outerHTML), htmlLength) });
  }
}
