import type { Protocol } from "devtools-protocol";
import type { RestoredState, StorageState, StorageStateOperation, StoredCookie } from "../../../scenario/page-port.js";
import { evaluatedValue } from "../../page-evaluation.js";
import { OriginStorages, type ShownOrigins } from "../../storage/origin-storages.js";
import { originOf } from "../../storage/stored-origins.js";
import type { DocumentWorld, PageWorlds } from "../page-worlds.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { readLeftOrigins, replaceDatabases } from "./left-origins.js";
import type { UserTargets } from "./user-targets.js";

interface StorageParts {
  /** The browser's session, which manages the cookies of contexts. */
  readonly root: ProtocolSession;
  readonly session: ProtocolSession;
  readonly browserContextId: string;
  readonly targets: UserTargets;
  readonly worlds: PageWorlds;
}

type ReadStorage = Pick<StorageStateOperation, "indexedDB" | "cookiesOnly">;

/** Reads and replaces the storage of one context: of shown origins at once, of others at their next visit. */
export class ContextStorage {
  readonly #root: ProtocolSession;
  readonly #browserContextId: string;
  readonly #targets: UserTargets;
  readonly #worlds: PageWorlds;
  readonly #origins = new OriginStorages();

  constructor({ root, session, browserContextId, targets, worlds }: StorageParts) {
    this.#root = root;
    this.#browserContextId = browserContextId;
    this.#targets = targets;
    this.#worlds = worlds;
    // Nothing has to be restored yet.
    void this.#origins.follow(session);
    this.#followVisits(session);
  }

  /** Follows the session of a cross-site frame, which has documents of its own. */
  async follow(frame: ProtocolSession): Promise<void> {
    this.#followVisits(frame);
    frame.onGone(() => this.#origins.left(frame));
    await this.#origins.follow(frame);
  }

  #followVisits(session: ProtocolSession): void {
    session.on("Page.frameNavigated", ({ frame }) => this.#origins.visited(originOf(frame.url)));
  }

  async read({ cookiesOnly = false, ...options }: ReadStorage = {}): Promise<StorageState> {
    const { cookies } = await this.#root.send("Storage.getCookies", { browserContextId: this.#browserContextId });
    if (cookiesOnly) return { cookies: cookies.map(storedCookie), origins: [] };
    const readLeft = (left: readonly string[]) => readLeftOrigins(this.#context(), left, options);
    return { cookies: cookies.map(storedCookie), origins: await this.#origins.read(this.#shown(), readLeft, options) };
  }

  async replace({ cookies, origins }: RestoredState): Promise<void> {
    await Promise.all([this.#replaceCookies(cookies), origins === undefined ? undefined : this.#replaceOrigins(origins)]);
  }

  async #replaceCookies(stored: RestoredState["cookies"]): Promise<void> {
    const browserContextId = this.#browserContextId;
    await this.#root.send("Storage.clearCookies", { browserContextId });
    const cookies = stored.map(cookieParam);
    if (cookies.length > 0) await this.#root.send("Storage.setCookies", { browserContextId, cookies });
  }

  async #replaceOrigins(origins: StorageState["origins"]): Promise<void> {
    if (origins.some(({ indexedDB }) => indexedDB !== undefined))
      await replaceDatabases(this.#context(), this.#origins.replacedBy(origins), origins);
    await this.#origins.replace(origins, this.#shown());
  }

  #context() {
    return { targets: this.#targets, browserContextId: this.#browserContextId };
  }

  #shown(): ShownOrigins {
    const worlds = [...this.#worlds.byOrigin];
    return new Map(worlds.map(([origin, world]) => [origin, (expression: string) => this.#evaluate(world, expression)]));
  }

  async #evaluate({ session, uniqueId, left }: DocumentWorld, expression: string): Promise<unknown> {
    const request = { expression, uniqueContextId: uniqueId, returnByValue: true, silent: true, awaitPromise: true };
    return evaluatedValue(await session.request({ signals: [left] }, "Runtime.evaluate", request));
  }
}

function storedCookie({ name, value, domain, path, expires, httpOnly, secure, sameSite }: Protocol.Network.Cookie): StoredCookie {
  return { name, value, domain, path, expires, httpOnly, secure, sameSite: sameSite ?? "Lax" };
}

function cookieParam({ expires, ...cookie }: StoredCookie): Protocol.Network.CookieParam {
  // -1 marks a session cookie.
  return expires === -1 ? cookie : { ...cookie, expires };
}
