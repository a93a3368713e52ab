import type { BrowserContext, Cookie, Page } from "playwright-core";
import type {
  OriginStorage,
  RestoredState,
  StorageState,
  StorageStateOperation,
  StoredCookie,
} from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";
import { OriginStorages, type ShownOrigins } from "../storage/origin-storages.js";
import { originOf } from "../storage/stored-origins.js";

type ReadStorage = Pick<StorageStateOperation, "indexedDB" | "cookiesOnly">;

/** Reads and replaces the storage of one context: of shown origins at once, of others at their next visit. */
export class PageStorage {
  readonly #context: BrowserContext;
  /** The user's own page first, then its popups. */
  readonly #pages = new Set<Page>();
  readonly #origins = new OriginStorages();

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Follows a page of the context until it is closed. */
  async follow(page: Page, cdp: CdpSession): Promise<void> {
    this.#pages.add(page);
    for (const frame of page.frames()) this.#origins.visited(originOf(frame.url()));
    page.on("framenavigated", (frame) => this.#origins.visited(originOf(frame.url())));
    page.on("close", () => {
      this.#pages.delete(page);
      this.#origins.left(cdp);
    });
    await this.#origins.follow(cdp);
  }

  async read({ cookiesOnly = false, ...options }: ReadStorage = {}): Promise<StorageState> {
    const cookies = await this.#context.cookies();
    if (cookiesOnly) return { cookies: cookies.map(storedCookie), origins: [] };
    const origins = await this.#origins.read(this.#shown(), (left) => this.#readLeft(left, options), options);
    return { cookies: cookies.map(storedCookie), origins };
  }

  /** Without session storage, which belongs to one page. */
  async #readLeft(left: readonly string[], { indexedDB = false }): Promise<readonly OriginStorage[]> {
    const { origins } = await this.#context.storageState({ indexedDB });
    return origins.filter(({ origin }) => left.includes(origin)).map((storage) => ({ sessionStorage: [], ...storage }));
  }

  async replace({ cookies, origins }: RestoredState): Promise<void> {
    // This also unregisters service workers and clears the cache, so it is used only for databases.
    if (origins?.some(({ indexedDB }) => indexedDB !== undefined) === true)
      await this.#context.setStorageState(playwrightState({ cookies, origins }));
    await this.#context.clearCookies();
    if (cookies.length > 0) await this.#context.addCookies(cookies);
    if (origins !== undefined) await this.#origins.replace(origins, this.#shown());
  }

  /** One frame for each origin that the pages show now. */
  #shown(): ShownOrigins {
    const shown = new Map<string, (expression: string) => Promise<unknown>>();
    for (const frame of [...this.#pages].flatMap((page) => page.frames())) {
      const origin = originOf(frame.url());
      if (origin !== "null" && !shown.has(origin)) shown.set(origin, (expression) => frame.evaluate(expression));
    }
    return shown;
  }
}

function playwrightState({ cookies, origins }: StorageState): Exclude<Parameters<BrowserContext["setStorageState"]>[0], string> {
  const known = origins.map(({ origin, localStorage, indexedDB = [] }) => ({
    origin,
    localStorage: [...localStorage],
    indexedDB,
  }));
  return { cookies: [...cookies], origins: known };
}

function storedCookie(cookie: Cookie): StoredCookie {
  const { name, value, domain, path, expires, httpOnly, secure, sameSite } = cookie;
  return { name, value, domain, path, expires, httpOnly, secure, sameSite };
}
