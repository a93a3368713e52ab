import { PageOperationError } from "../../scenario/page-port.js";
import type { Bounds } from "../page-operations.js";
import type { StopSignal } from "../stop-signal.js";
import type { PageDocuments } from "./page-documents.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

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
      if (errorText !== undefined) await failOn(errorText, url, () => this.#loaded(loaderId, bounds));
      // Without one it was a part of the same document.
      else if (loaderId === undefined) this.#documents.moved(new URL(url).href);
      else await this.#documents.loaded(loaderId, bounds.over);
    });
  }

  async reload(bounds: Bounds): Promise<void> {
    await this.#orStop(bounds, async () => {
      const { commits } = this.#documents;
      // After a navigation that failed, what is shown has no address that would tell anybody anything.
      const url = this.#documents.url.startsWith("chrome-error:") ? "the address" : this.#documents.url;
      const loading = this.#documents.loadedAfter(commits, bounds.over);
      const [reason] = await Promise.all([loading, this.#session.request(commandOptions(bounds), "Page.reload")]);
      if (reason !== undefined)
        await failOn(reason, url, () => this.#documents.until(() => this.#documents.commits > commits, bounds.over));
    });
  }

  async #loaded(loaderId: string | undefined, bounds: Bounds): Promise<void> {
    if (loaderId !== undefined) await this.#documents.loaded(loaderId, bounds.over);
  }

  /**
   * A document that comes after its time must not come in between what is done next: it is stopped before anybody learns that
   * this has ended, since the next navigation would be stopped else.
   */
  async #orStop(bounds: Bounds, go: () => Promise<void>): Promise<void> {
    const stop = () => void this.#session.send("Page.stopLoading").catch(() => {});
    bounds.over.addEventListener("abort", stop);
    try {
      await go();
    } finally {
      bounds.over.removeEventListener("abort", stop);
    }
  }
}

function commandOptions(bounds: Bounds): { readonly timeoutMs: number; readonly signals: readonly StopSignal[] } {
  return { timeoutMs: bounds.left() + 1000, signals: [bounds.over] };
}

/** A document without content, of an error, and one that asks for a password in a full Chromium: pages nevertheless. */
const ANSWERS: ReadonlySet<string> = new Set(["ERR_HTTP_RESPONSE_CODE_FAILURE", "ERR_INVALID_AUTH_CREDENTIALS"]);

/** The browser shows a page of its own then: what is done before it has come would meet the page before. */
async function failOn(errorText: string, url: string, shown: () => Promise<void>): Promise<void> {
  const code = errorText.replace(/^net::/, "");
  if (code === "ERR_ABORTED") throw new PageOperationError("invalid", `${url} answered with nothing that is a page`);
  await shown();
  if (!ANSWERS.has(code)) throw new PageOperationError("connection", `${url} was not reached: ${code}`);
}
