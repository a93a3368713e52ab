import type { OriginStorage, StorageState } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";
import { NOTHING_STORED, READ_STORED, type Stored, writeStored, writeStoredAt } from "./stored-origins.js";

/** Evaluates an expression in a document of an origin. */
type Evaluate = (expression: string) => Promise<unknown>;

/** The origins that a page shows now, each with a document to evaluate in. */
export type ShownOrigins = ReadonlyMap<string, Evaluate>;

/** Local and session storage of a page's origins, and what they are to find when they are visited next. */
export class OriginStorages {
  readonly #cdp: CdpSession;
  readonly #visited = new Set<string>();
  /** Scripts that put an origin's storage in place, by origin; each goes when the origin has been visited. */
  readonly #waiting = new Map<string, string>();

  constructor(cdp: CdpSession) {
    this.#cdp = cdp;
  }

  /** What the origins that are shown have stored; those with nothing are left out. */
  async read(shown: ShownOrigins): Promise<StorageState["origins"]> {
    const origins: OriginStorage[] = [];
    for (const [origin, evaluate] of shown) {
      // A frame may be sandboxed, or gone.
      const stored = await (evaluate(READ_STORED) as Promise<Stored>).catch(() => NOTHING_STORED);
      if (stored.localStorage.length + stored.sessionStorage.length > 0) origins.push({ origin, ...stored });
    }
    return origins;
  }

  /** Puts these in place of what is stored: at once where an origin is shown, else when it is visited next. */
  async replace(origins: StorageState["origins"], shown: ShownOrigins): Promise<void> {
    const wanted = new Map(origins.map((storage) => [storage.origin, storage]));
    await Promise.all([...this.#waiting.keys()].map((origin) => this.#forget(origin)));
    for (const [origin, evaluate] of shown) await evaluate(writeStored(wanted.get(origin))).catch(() => {});
    for (const origin of new Set([...this.#visited, ...wanted.keys()])) {
      if (!shown.has(origin)) await this.#putInPlaceLater(origin, wanted.get(origin));
    }
  }

  /** A frame of the page has gone to an address of this origin. */
  visited(origin: string): void {
    if (origin === "null") return;
    this.#visited.add(origin);
    this.#forget(origin).catch(() => {});
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    await this.#cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "local_storage" });
    // Session storage of an origin that no frame shows is out of reach: it is put right before the page's own scripts run.
    const script = { source: writeStoredAt(origin, storage) };
    const { identifier } = await this.#cdp.send("Page.addScriptToEvaluateOnNewDocument", script);
    this.#waiting.set(origin, identifier);
  }

  async #forget(origin: string): Promise<void> {
    const identifier = this.#waiting.get(origin);
    if (identifier === undefined) return;
    this.#waiting.delete(origin);
    await this.#cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
  }
}
