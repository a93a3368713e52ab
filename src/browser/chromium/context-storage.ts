import type { Protocol } from "devtools-protocol";
import type { OriginStorage, StorageState, StoredCookie } from "../../scenario/page-port.js";
import { evaluatedValue } from "../page-evaluation.js";
import { NOTHING_STORED, originOf, READ_STORED, type Stored, writeStored, writeStoredAt } from "../stored-origins.js";
import type { DocumentWorld, PageDocuments } from "./page-documents.js";
import type { ProtocolSession } from "./protocol-session.js";

interface StorageParts {
  /** The browser: cookies belong to a context. */
  readonly root: ProtocolSession;
  readonly session: ProtocolSession;
  readonly browserContextId: string;
  readonly documents: PageDocuments;
}

/** What one context's page has stored, and what its origins are to find when they are visited next. */
export class ContextStorage {
  readonly #root: ProtocolSession;
  readonly #session: ProtocolSession;
  readonly #browserContextId: string;
  readonly #documents: PageDocuments;
  readonly #visited = new Set<string>();
  /** Scripts that put an origin's storage in place, by origin; each goes when the origin has been visited. */
  readonly #waiting = new Map<string, string>();

  constructor({ root, session, browserContextId, documents }: StorageParts) {
    this.#root = root;
    this.#session = session;
    this.#browserContextId = browserContextId;
    this.#documents = documents;
    session.on("Page.frameNavigated", ({ frame }) => this.#onVisit(originOf(frame.url)));
  }

  async read(): Promise<StorageState> {
    const { cookies } = await this.#root.send("Storage.getCookies", { browserContextId: this.#browserContextId });
    const origins: OriginStorage[] = [];
    for (const [origin, world] of this.#documents.worldsByOrigin) {
      // A frame may be sandboxed, or gone.
      const stored = await this.#evaluate<Stored>(world, READ_STORED).catch(() => NOTHING_STORED);
      if (stored.localStorage.length + stored.sessionStorage.length > 0) origins.push({ origin, ...stored });
    }
    return { cookies: cookies.map(storedCookie), origins };
  }

  async replace(state: StorageState): Promise<void> {
    const browserContextId = this.#browserContextId;
    await this.#root.send("Storage.clearCookies", { browserContextId });
    const cookies = state.cookies.map(cookieParam);
    if (cookies.length > 0) await this.#root.send("Storage.setCookies", { browserContextId, cookies });
    const wanted = new Map(state.origins.map((storage) => [storage.origin, storage]));
    const shown = this.#documents.worldsByOrigin;
    await Promise.all([...this.#waiting.keys()].map((origin) => this.#forget(origin)));
    for (const [origin, world] of shown) await this.#evaluate(world, writeStored(wanted.get(origin))).catch(() => {});
    for (const origin of new Set([...this.#visited, ...wanted.keys()])) {
      if (!shown.has(origin)) await this.#putInPlaceLater(origin, wanted.get(origin));
    }
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    await this.#session.send("Storage.clearDataForOrigin", { origin, storageTypes: "local_storage" });
    // Session storage of an origin that no frame shows is out of reach: it is put right before the page's own scripts run.
    const script = { source: writeStoredAt(origin, storage) };
    const { identifier } = await this.#session.send("Page.addScriptToEvaluateOnNewDocument", script);
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
    await this.#session.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
  }

  async #evaluate<T>({ uniqueId, left }: DocumentWorld, expression: string): Promise<T> {
    const request = { expression, uniqueContextId: uniqueId, returnByValue: true, silent: true };
    return evaluatedValue(await this.#session.request({ signals: [left] }, "Runtime.evaluate", request)) as T;
  }
}

function storedCookie({ name, value, domain, path, expires, httpOnly, secure, sameSite }: Protocol.Network.Cookie): StoredCookie {
  return { name, value, domain, path, expires, httpOnly, secure, sameSite: sameSite ?? "Lax" };
}

function cookieParam({ expires, ...cookie }: StoredCookie): Protocol.Network.CookieParam {
  // Without an end it lasts as long as the session.
  return expires === -1 ? cookie : { ...cookie, expires };
}
