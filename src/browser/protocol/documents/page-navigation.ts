import type { Clock } from "../../../base/clock.js";
import { PageOperationError } from "../../../scenario/page-port.js";
import type { LoadState, NavigationOptions } from "../../../scenario/ports/history.js";
import { QuietNetwork } from "../../network/quiet-network.js";
import type { Bounds } from "../../page-operations.js";
import type { StopSignal } from "../../stop-signal.js";
import type { Changes } from "../changes.js";
import type { UserRequests } from "../http/user-requests.js";
import type { DocumentStage, Navigation } from "./navigation.js";
import type { PageDocuments } from "./page-documents.js";

interface PageNavigationParts {
  readonly clock: Clock;
  readonly documents: PageDocuments;
  readonly changes: Changes;
  readonly requests: UserRequests;
}

/** Navigates a page as a person does by address bar and buttons, and waits for its documents. */
export class PageNavigation {
  readonly #parts: PageNavigationParts;

  constructor(parts: PageNavigationParts) {
    this.#parts = parts;
  }

  /** Resolves when the document of this address, or of a redirect, has reached the wanted state. */
  async navigate(
    address: string,
    bounds: Bounds,
    { referer, waitUntil = "load" }: Pick<NavigationOptions, "referer" | "waitUntil"> = {},
  ): Promise<void> {
    if (!URL.canParse(address)) throw new PageOperationError("invalid", "not an absolute URL");
    const { documents } = this.#parts;
    const url = new URL(address).href;
    if (url === "about:blank") return documents.goBlank();
    if (!/^https?:/.test(url))
      throw new PageOperationError("invalid", `${url} is no address of a site: background users only know HTTP`);
    if (documents.goWithin(url)) return;
    await this.#reached(() => documents.go({ url, method: "GET", from: undefined, referer }), { bounds, waitUntil, url });
  }

  async reload(bounds: Bounds, waitUntil: LoadState = "load"): Promise<void> {
    const { documents } = this.#parts;
    await this.#reached(() => documents.reload(), {
      bounds,
      waitUntil,
      url: /^https?:/.test(documents.url) ? documents.url : "the address",
    });
  }

  /** Goes through the session history; resolves to whether there was such an entry. */
  async travel(steps: number, bounds: Bounds, waitUntil: LoadState = "load"): Promise<boolean> {
    const { documents } = this.#parts;
    return this.#reached(() => documents.travel(steps), { bounds, waitUntil, url: "the address" });
  }

  /** Waits for a document that was requested already. */
  async arrival(
    { navigation, url }: { readonly navigation: Navigation; readonly url: string },
    { bounds, waitUntil = "load" }: { readonly bounds: Bounds; readonly waitUntil?: LoadState | undefined },
  ): Promise<void> {
    await this.#reached(() => navigation, { bounds, waitUntil, url });
  }

  /** Resolves when the page fits and its document has reached the state. */
  async arrived(fits: () => boolean, bounds: Bounds, waitUntil: LoadState): Promise<void> {
    const { documents } = this.#parts;
    await this.#asFarAs(waitUntil, bounds, (stage) =>
      this.#until(bounds, () => (documents.shown.hasReached(stage) && fits() ? true : undefined)),
    );
  }

  async #reached(
    go: () => Navigation | undefined,
    { bounds, waitUntil, url }: { readonly bounds: Bounds; readonly waitUntil: LoadState; readonly url: string },
  ): Promise<boolean> {
    let isThere = true;
    await this.#asFarAs(waitUntil, bounds, async (stage) => {
      const navigation = go();
      isThere = navigation !== undefined;
      if (navigation === undefined) return;
      const stop = () => navigation.isPending && navigation.stop();
      // A document that arrives after the deadline must not interfere with the next step.
      bounds.over.addEventListener("abort", stop);
      await this.#until(bounds, () => (navigation.hasReached(stage) || navigation.end !== undefined ? true : undefined));
      bounds.over.removeEventListener("abort", stop);
      if (navigation.end !== undefined) throwEnd(navigation, url);
    });
    return isThere;
  }

  async #until(bounds: Bounds, look: () => true | undefined): Promise<void> {
    const { changes } = this.#parts;
    if ((await changes.until(look, bounds)) !== undefined) return;
    // The operation says itself what it waited for; this only ends what was done for it.
    await ended(bounds.over);
    throw new PageOperationError("aborted", "the operation has ended");
  }

  /** For `networkidle`, to the load event and then until no request has been in flight for half a second. */
  async #asFarAs(waitUntil: LoadState, bounds: Bounds, go: (stage: DocumentStage) => Promise<void>): Promise<void> {
    if (waitUntil !== "networkidle") return go(waitUntil);
    const { clock, requests } = this.#parts;
    const network = new QuietNetwork(clock);
    const forget = requests.inFlight.watch(network);
    try {
      await go("load");
      await network.untilQuiet(bounds.over);
    } finally {
      forget();
    }
  }
}

function ended(over: StopSignal): Promise<void> {
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => over.addEventListener("abort", () => resolve()));
}

function throwEnd({ end }: Navigation, url: string): void {
  switch (end?.name) {
    case "failed":
      throw new PageOperationError("connection", `${url} was not reached: ${end.reason}`);
    case "download":
      throw new PageOperationError("invalid", "the address is a download, not a page: wait for it with waitForDownload");
    case "nothing":
      throw new PageOperationError("invalid", `${url} did not answer with a page`);
    case "replaced":
      throw new PageOperationError("invalid", `the navigation to ${url} was replaced by another one`);
    case undefined:
      return;
  }
}
