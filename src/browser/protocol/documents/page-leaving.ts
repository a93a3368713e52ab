import type { Document } from "../dom/document.js";
import type { Element } from "../dom/element.js";
import type { FormControl } from "../dom/field.js";
import type { HTMLFormElement } from "../dom/form-elements.js";
import { submissionOf, targetOf } from "../forms/submission.js";
import type { DocumentRequest } from "./document-request.js";
import type { PageDocuments } from "./page-documents.js";

interface PageLeavingParts {
  readonly documents: PageDocuments;
  readonly trouble: (text: string) => void;
  /** Shows a document in another window. */
  readonly open: (request: DocumentRequest, target: string) => void;
}

/** How the elements of a page lead to other documents. */
export class PageLeaving {
  readonly #parts: PageLeavingParts;
  /** Forms whose files are still being read. */
  readonly #submitting = new Set<Promise<void>>();

  constructor(parts: PageLeavingParts) {
    this.#parts = parts;
  }

  get document(): Document {
    return this.#parts.documents.document;
  }

  /** Resolves when every form has been sent. */
  async submitted(): Promise<void> {
    await Promise.all(this.#submitting);
  }

  /** Goes where a link leads. */
  follow(link: Element): void {
    const href = link.getAttribute("href") ?? "";
    const { baseURI } = this.document;
    if (!URL.canParse(href, baseURI)) return;
    const { href: url, protocol } = new URL(href, baseURI);
    if (!/^https?:$/.test(protocol)) return;
    const target = targetOf(link.getAttribute("target"));
    const asFile = link.getAttribute("download") ?? undefined;
    if (target !== undefined && asFile === undefined) this.#open({ url, method: "GET" }, target);
    else if (!this.#parts.documents.goWithin(url)) this.go(url, { asFile });
  }

  /** Requests a document for the page, as its links and scripts do. */
  go(url: string, { replace = false, asFile }: { readonly replace?: boolean; readonly asFile?: string | undefined } = {}): void {
    const { documents } = this.#parts;
    documents.go({ url, method: "GET", from: documents.site, asFile }, replace ? "replace" : "push");
  }

  /** Sends a form without its events. */
  submit(form: HTMLFormElement, submitter?: FormControl): void {
    const { documents } = this.#parts;
    const { document } = documents;
    const submitting = submissionOf(form, submitter, document.baseURI)
      .then((submission) => {
        if (submission === undefined || documents.document !== document) return;
        const { request, target } = submission;
        if (target !== undefined) this.#open({ ...request, isFromOtherWindow: true }, target);
        else documents.go({ ...request, from: documents.site });
      })
      .catch((error: unknown) => this.#parts.trouble(`the form was not submitted: ${String(error)}`))
      .finally(() => this.#submitting.delete(submitting));
    this.#submitting.add(submitting);
  }

  #open(request: Omit<DocumentRequest, "from">, target: string): void {
    const { documents, open } = this.#parts;
    open({ ...request, from: documents.site }, target);
  }
}
