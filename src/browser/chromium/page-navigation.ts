import type { Protocol } from "devtools-protocol";
import { PageOperationError } from "../../scenario/page-port.js";
import type { Bounds } from "../page-operations.js";
import type { StopSignal } from "../stop-signal.js";
import type { PageDocuments } from "./page-documents.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** The named outcomes of `Page.navigate`. */
type Departure =
  | { readonly name: "download" }
  /** A part of the document that is shown. */
  | { readonly name: "same-document" }
  | { readonly name: "failed"; readonly reason: string; readonly loaderId: string | undefined }
  | { readonly name: "new-document"; readonly loaderId: string };

/** Navigates and reloads the page. */
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
      const departure = departureOf(await this.#session.request(commandOptions(bounds), "Page.navigate", { url }));
      switch (departure.name) {
        case "download":
          throw new PageOperationError("invalid", "the address is a download, not a page");
        case "same-document":
          return this.#documents.moved(new URL(url).href);
        case "failed":
          return failOn(departure.reason, url, () => this.#loaded(departure.loaderId, bounds));
        case "new-document":
          return this.#loaded(departure.loaderId, bounds);
      }
    });
  }

  async reload(bounds: Bounds): Promise<void> {
    await this.#orStop(bounds, async () => {
      const documents = this.#documents;
      const { shown } = documents;
      // After a failed navigation the browser shows an error page, whose address means nothing to anyone.
      const url = documents.url.startsWith("chrome-error:") ? "the address" : documents.url;
      const ended = documents.outcomeAfter(shown, bounds.over);
      const [outcome] = await Promise.all([ended, this.#session.request(commandOptions(bounds), "Page.reload")]);
      if (outcome.name === "failed")
        await failOn(outcome.reason, url, () => documents.until(() => documents.shown !== shown, bounds.over));
    });
  }

  async #loaded(loaderId: string | undefined, bounds: Bounds): Promise<void> {
    if (loaderId !== undefined) await this.#documents.loaded(loaderId, bounds.over);
  }

  /**
   * A document that arrives after the deadline must not interfere with the next step. It is stopped before the operation
   * rejects: a later stop would hit the next navigation.
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

function departureOf({ errorText, loaderId, isDownload }: Protocol.Page.NavigateResponse): Departure {
  if (isDownload === true) return { name: "download" };
  if (errorText !== undefined) return { name: "failed", reason: errorText, loaderId };
  return loaderId === undefined ? { name: "same-document" } : { name: "new-document", loaderId };
}

function commandOptions(bounds: Bounds): { readonly timeoutMs: number; readonly signals: readonly StopSignal[] } {
  return { timeoutMs: bounds.left() + 1000, signals: [bounds.over] };
}

/** An empty error document, and a request for a password in a full Chromium: these count as pages nevertheless. */
const ANSWERS: ReadonlySet<string> = new Set(["ERR_HTTP_RESPONSE_CODE_FAILURE", "ERR_INVALID_AUTH_CREDENTIALS"]);

/** Waits for the browser's error page: until it is shown, the next step would meet the previous page. */
async function failOn(errorText: string, url: string, shown: () => Promise<void>): Promise<void> {
  const code = errorText.replace(/^net::/, "");
  if (code === "ERR_ABORTED") throw new PageOperationError("invalid", `${url} did not answer with a page`);
  await shown();
  if (!ANSWERS.has(code)) throw new PageOperationError("connection", `${url} was not reached: ${code}`);
}
