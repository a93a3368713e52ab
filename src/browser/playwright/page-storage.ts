import type { BrowserContext, Cookie, Frame, Page } from "playwright-core";
import type { OriginStorage, StorageState, StoredCookie } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";

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
      const stored = await frame.evaluate<Stored>(READ).catch(() => NOTHING);
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
    for (const [origin, frame] of shown) await frame.evaluate(writing(wanted.get(origin))).catch(() => {});
    for (const origin of new Set([...this.#visited, ...wanted.keys()])) {
      if (!shown.has(origin)) await this.#putInPlaceLater(origin, wanted.get(origin));
    }
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    await this.#cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "local_storage" });
    // Session storage of an origin that no frame shows is out of reach: it is put right before the page's own scripts run.
    const source = `if (location.origin === ${JSON.stringify(origin)}) { try { ${writing(storage)} } catch {} }`;
    const { identifier } = await this.#cdp.send("Page.addScriptToEvaluateOnNewDocument", { source });
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

type Stored = Pick<OriginStorage, "localStorage" | "sessionStorage">;
const NOTHING: Stored = { localStorage: [], sessionStorage: [] };

const READ = `(() => {
  const entries = (storage) => Object.keys(storage).map((name) => ({ name, value: storage.getItem(name) }));
  return { localStorage: entries(localStorage), sessionStorage: entries(sessionStorage) };
})()`;

/** A script that makes both storages what they are to be. */
function writing(stored: Stored = NOTHING): string {
  const { localStorage, sessionStorage } = stored;
  return `for (const [storage, entries] of [[localStorage, ${JSON.stringify(localStorage)}], [sessionStorage, ${JSON.stringify(sessionStorage)}]]) {
    storage.clear();
    for (const { name, value } of entries) storage.setItem(name, value);
  }`;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "null";
}

function storedCookie(cookie: Cookie): StoredCookie {
  const { name, value, domain, path, expires, httpOnly, secure, sameSite } = cookie;
  return { name, value, domain, path, expires, httpOnly, secure, sameSite };
}
