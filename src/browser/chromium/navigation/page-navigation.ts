import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../../base/clock.js";
import { PageOperationError } from "../../../scenario/page-port.js";
import type { LoadState, NavigationOptions } from "../../../scenario/ports/history.js";
import type { AwaitedAddress } from "../../../scenario/ports/waits.js";
import { QuietNetwork } from "../../network/quiet-network.js";
import type { Bounds } from "../../page-operations.js";
import type { PageRecord } from "../../page-record.js";
import { commandOptions } from "../bounded-commands.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import type { DocumentStage, Navigation } from "./navigation.js";
import type { PageDocuments } from "./page-documents.js";
import { sessionHistory } from "./session-history.js";

/** The named outcomes of `Page.navigate`. */
type Departure =
  | { readonly name: "download" }
  /** A part of the document that is shown. */
  | { readonly name: "same-document" }
  | { readonly name: "failed"; readonly reason: string; readonly loaderId: string | undefined }
  | { readonly name: "new-document"; readonly loaderId: string };

/** Dependencies of {@link PageNavigation}. */
interface PageNavigationParts {
  readonly session: ProtocolSession;
  readonly documents: PageDocuments;
  readonly record: PageRecord;
  readonly clock: Clock;
}

/** The state of the document to wait for. */
interface Wanted {
  readonly waitUntil?: LoadState | undefined;
}

/** Navigates and reloads the page, and goes through its session history. */
export class PageNavigation {
  readonly #parts: PageNavigationParts;
  /** The empty document that the page begins with. */
  readonly #blank: Navigation;

  constructor(parts: PageNavigationParts) {
    this.#parts = parts;
    this.#blank = parts.documents.shown;
  }

  /** Resolves when the document of this address, or of a redirect, has reached the wanted state. */
  async navigate(
    url: string,
    bounds: Bounds,
    { referer, waitUntil }: Pick<NavigationOptions, "referer" | "waitUntil"> = {},
  ): Promise<void> {
    const { session, documents } = this.#parts;
    // A given referer is sent as it is, whatever the policy of the page, as Playwright does.
    const from = referer === undefined ? {} : ({ referrer: referer, referrerPolicy: "unsafeUrl" } as const);
    await this.#go(bounds, { waitUntil }, async (stage) => {
      const departure = departureOf(await session.request(commandOptions(bounds), "Page.navigate", { url, ...from }));
      switch (departure.name) {
        case "download":
          throw new PageOperationError("invalid", "the address is a download, not a page: wait for it with waitForDownload");
        case "same-document":
          return documents.moved(new URL(url).href);
        case "failed":
          return failOn(departure.reason, url, () => this.#reached(departure.loaderId, "load", bounds));
        case "new-document":
          return this.#reached(departure.loaderId, stage, bounds);
      }
    });
  }

  async reload(bounds: Bounds, wanted: Wanted = {}): Promise<void> {
    const { session } = this.#parts;
    await this.#go(bounds, wanted, (stage) =>
      this.#leave(bounds, { stage }, () => session.request(commandOptions(bounds), "Page.reload")),
    );
  }

  /** Goes to another entry of the session history; resolves to whether there is one. */
  async travel(entries: number, bounds: Bounds, wanted: Wanted = {}): Promise<boolean> {
    const { session, documents, clock } = this.#parts;
    const history = await sessionHistory({ session, clock, urlOf: () => documents.url }, bounds);
    const entry = history.entries[history.currentIndex + entries];
    if (entry === undefined) return false;
    await this.#go(bounds, wanted, (stage) =>
      this.#leave(bounds, { stage, orWithin: entry.url }, () =>
        session.request(commandOptions(bounds), "Page.navigateToHistoryEntry", { entryId: entry.id }),
      ),
    );
    return true;
  }

  /**
   * Resolves when the first document of a popup has reached the wanted state. Without an address, the popup requests none. An
   * answer without a page leaves it empty.
   */
  async first(url: string | undefined, bounds: Bounds, wanted: Wanted): Promise<void> {
    const { documents } = this.#parts;
    const isAtStart = () => documents.shown === this.#blank || documents.url.startsWith(ERROR_PAGE);
    const failure = () => (isAtStart() ? documents.lastFailure : undefined);
    const isThere = (stage: DocumentStage) =>
      (url === undefined ? !documents.leaving : documents.shown !== this.#blank) && documents.shown.hasReached(stage);
    await this.#asFarAs(wanted, bounds, async (stage) => {
      await documents.until(() => failure() !== undefined || isThere(stage), bounds.over);
      const reason = failure();
      if (reason !== undefined && url !== undefined && !reason.endsWith("ERR_ABORTED"))
        await failOn(reason, url, () => documents.until(() => documents.shown !== this.#blank, bounds.over));
    });
  }

  /** Resolves when the page has such an address and its document has reached the wanted state. */
  async arrived({ fits }: AwaitedAddress, bounds: Bounds, wanted: Wanted): Promise<void> {
    const { documents } = this.#parts;
    const isThere = (stage: DocumentStage) => documents.shown.hasReached(stage) && fits(documents.url);
    await this.#asFarAs(wanted, bounds, (stage) => documents.until(() => isThere(stage), bounds.over));
  }

  /** Sends a command that does not say where it leads, and waits for the document. */
  async #leave(
    bounds: Bounds,
    wanted: { readonly stage: DocumentStage; readonly orWithin?: string },
    send: () => Promise<unknown>,
  ): Promise<void> {
    const { documents } = this.#parts;
    const { shown } = documents;
    // After a failed navigation the browser shows an error page, whose address means nothing to anyone.
    const url = documents.url.startsWith(ERROR_PAGE) || wanted.orWithin !== undefined ? "the address" : documents.url;
    const ended = documents.outcomeAfter(shown, bounds.over, wanted);
    const [outcome] = await Promise.all([ended, send()]);
    if (outcome.name === "failed")
      await failOn(outcome.reason, url, () => documents.until(() => documents.shown !== shown, bounds.over));
  }

  async #reached(loaderId: string | undefined, stage: DocumentStage, bounds: Bounds): Promise<void> {
    if (loaderId !== undefined) await this.#parts.documents.reached(loaderId, stage, bounds.over);
  }

  #go(bounds: Bounds, wanted: Wanted, go: (stage: DocumentStage) => Promise<void>): Promise<void> {
    return this.#orStop(bounds, () => this.#asFarAs(wanted, bounds, go));
  }

  /** Navigates to the wanted stage; for `networkidle`, to the load event and then until the network is idle. */
  async #asFarAs({ waitUntil = "load" }: Wanted, bounds: Bounds, go: (stage: DocumentStage) => Promise<void>): Promise<void> {
    if (waitUntil !== "networkidle") return go(waitUntil);
    const { record, clock } = this.#parts;
    const network = new QuietNetwork(clock);
    const forget = record.watchRequests(network);
    try {
      await go("load");
      await network.untilQuiet(bounds.over);
    } finally {
      forget();
    }
  }

  /**
   * A document that arrives after the deadline must not interfere with the next step. It is stopped before the operation
   * rejects: a later stop would hit the next navigation.
   */
  async #orStop(bounds: Bounds, go: () => Promise<void>): Promise<void> {
    const stop = () => void this.#parts.session.send("Page.stopLoading").catch(() => {});
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

/** Start of the address that the browser's error page has. */
const ERROR_PAGE = "chrome-error:";

/** An empty error document, and a request for a password in a full Chromium: these count as pages nevertheless. */
const ANSWERS: ReadonlySet<string> = new Set(["ERR_HTTP_RESPONSE_CODE_FAILURE", "ERR_INVALID_AUTH_CREDENTIALS"]);

/** Waits for the browser's error page: until it is shown, the next step would meet the previous page. */
async function failOn(errorText: string, url: string, shown: () => Promise<void>): Promise<void> {
  const code = errorText.replace(/^net::/, "");
  if (code === "ERR_ABORTED") throw new PageOperationError("invalid", `${url} did not answer with a page`);
  await shown();
  if (!ANSWERS.has(code)) throw new PageOperationError("connection", `${url} was not reached: ${code}`);
}
