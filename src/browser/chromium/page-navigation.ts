import { PageOperationError } from "../../scenario/page-port.js";
import type { Bounds } from "../page-operations.js";
import type { StopSignal } from "../stop-signal.js";
import type { PageDocuments } from "./page-documents.js";
import type { ProtocolSession } from "./protocol-session.js";

/** Goes from document to document. */
export class PageNavigation {
  readonly #session: ProtocolSession;
  readonly #documents: PageDocuments;

  constructor(session: ProtocolSession, documents: PageDocuments) {
    this.#session = session;
    this.#documents = documents;
  }

  /** Resolves when the document of this address, or the one that it leads to, is loaded. */
  async navigate(url: string, bounds: Bounds): Promise<void> {
    await this.#orStop(bounds, async () => {
      const { errorText, loaderId, isDownload } = await this.#session.request(commandOptions(bounds), "Page.navigate", { url });
      if (isDownload === true) throw new PageOperationError("invalid", "the address is a download, not a page");
      if (errorText !== undefined) failOn(errorText, url);
      // Without one it was a part of the same document.
      if (loaderId === undefined) this.#documents.moved(new URL(url).href);
      else await this.#documents.loaded(loaderId, bounds.over);
    });
  }

  async reload(bounds: Bounds): Promise<void> {
    await this.#orStop(bounds, async () => {
      const { commits, url } = this.#documents;
      const loading = this.#documents.loadedAfter(commits, bounds.over);
      const [reason] = await Promise.all([loading, this.#session.request(commandOptions(bounds), "Page.reload")]);
      if (reason !== undefined) failOn(reason, url);
    });
  }

  /** A document that comes after its time must not come in between what is done next. */
  async #orStop(bounds: Bounds, go: () => Promise<void>): Promise<void> {
    try {
      await go();
    } catch (error) {
      if (bounds.over.aborted) this.#session.send("Page.stopLoading").catch(() => {});
      throw error;
    }
  }
}

function commandOptions(bounds: Bounds): { readonly timeoutMs: number; readonly signals: readonly StopSignal[] } {
  return { timeoutMs: bounds.left() + 1000, signals: [bounds.over] };
}

function failOn(errorText: string, url: string): void {
  const code = errorText.replace(/^net::/, "");
  // A document without content, of an error, or one that asks for a password: a page nevertheless.
  if (code === "ERR_HTTP_RESPONSE_CODE_FAILURE" || code === "ERR_INVALID_AUTH_CREDENTIALS") return;
  if (code === "ERR_ABORTED") throw new PageOperationError("invalid", `${url} answered with nothing that is a page`);
  throw new PageOperationError("connection", `${url} was not reached: ${code}`);
}
