import type { BrowserContext, Cookie, Frame, Page } from "playwright-core";
import type { OriginStorage, StorageState, StoredCookie } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";
import { NOTHING_STORED, originOf, READ_STORED, type Stored, writeStored, writeStoredAt } from "../stored-origins.js";

/** What one context's page has stored, and what its origins are to find when they are visited next. */
export class PageStorage {
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #cdp: CdpSession;
  readonly #visited = new Set<string>();
  /** Scripts that put an origin's storage in place, by origin; each goes when the origin has been visited. */
  readonly #waiting = new Map<string, string>();

  constructor(context: BrowserContext, page: Page, cdp: CdpSession) {
    this.#context = context;
    this.#page = page;
    this.#cdp = cdp;
    page.on("framenavigated", (frame) => this.#onVisit(originOf(frame.url())));
  }

  async read(): Promise<StorageState> {
    const cookies = await this.#context.cookies();
    const origins: OriginStorage[] = [];
    for (const [origin, frame] of this.#frames()) {
      // A frame may be sandboxed, or gone.
      const stored = await frame.evaluate<Stored>(READ_STORED).catch(() => NOTHING_STORED);
      if (stored.localStorage.length + stored.sessionStorage.length > 0) origins.push({ origin, ...stored });
    }
    return { cookies: cookies.map(storedCookie), origins };
  }

  async replace(state: StorageState): Promise<void> {
    await this.#context.clearCookies();
    if (state.cookies.length > 0) await this.#context.addCookies(state.cookies);
    const wanted = new Map(state.origins.map((storage) => [storage.origin, storage]));
    const shown = this.#frames();
    await Promise.all([...this.#waiting.keys()].map((origin) => this.#forget(origin)));
    for (const [origin, frame] of shown) await frame.evaluate(writeStored(wanted.get(origin))).catch(() => {});
    for (const origin of new Set([...this.#visited, ...wanted.keys()])) {
      if (!shown.has(origin)) await this.#putInPlaceLater(origin, wanted.get(origin));
    }
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    await this.#cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "local_storage" });
    // Session storage of an origin that no frame shows is out of reach: it is put right before the page's own scripts run.
    const script = { source: writeStoredAt(origin, storage) };
    const { identifier } = await this.#cdp.send("Page.addScriptToEvaluateOnNewDocument", script);
    this.#waiting.set(origin, identifier);
  }

  #onVisit(origin: string): void {
    if (origin === "null") return;
    this.#visited.add(origin);
    this.#forget(origin).catch(() => {});
  }

  async #forget(origin: string): Promise<void> {
    const identifier = this.#waiting.get(origin);
    if (identifier === undefined) return;
    this.#waiting.delete(origin);
    await this.#cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
  }

  /** One frame of each origin that is on the page now. */
  #frames(): ReadonlyMap<string, Frame> {
    const frames = new Map<string, Frame>();
    for (const frame of this.#page.frames()) {
      const origin = originOf(frame.url());
      if (origin !== "null" && !frames.has(origin)) frames.set(origin, frame);
    }
    return frames;
  }
}

function storedCookie(cookie: Cookie): StoredCookie {
  const { name, value, domain, path, expires, httpOnly, secure, sameSite } = cookie;
  return { name, value, domain, path, expires, httpOnly, secure, sameSite };
}
