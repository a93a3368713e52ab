import type { OriginStorage, StorageState } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";
import { NOTHING_STORED, READ_STORED, type Stored, writeStored, writeStoredAt } from "./stored-origins.js";

/** Evaluates an expression in a document of an origin. */
type Evaluate = (expression: string) => Promise<unknown>;

/** The origins that a page shows now, each with a document to evaluate in. */
export type ShownOrigins = ReadonlyMap<string, Evaluate>;

/** Reads what origins have stored that the page does not show any more. */
type ReadLeft = (origins: readonly string[]) => Promise<readonly OriginStorage[]>;

/** The world of its own in which that is done: with the `chromium` connection, the one that its documents have anyway. */
const WORLD = "liveload";

/** Puts an origin's storage in place, in every session of the page: where a document of it comes is not known. */
interface WaitingScript {
  readonly source: string;
  readonly stored: Stored;
  /** Where it was put: when the origin has been visited, it is taken away again. */
  readonly placed: Map<CdpSession, Promise<{ readonly identifier: string }>>;
}

/** Local and session storage of a page's origins, and what they are to find when they are visited next. */
export class OriginStorages {
  readonly #sessions: Set<CdpSession>;
  readonly #visited = new Set<string>();
  /** By origin. */
  readonly #waiting = new Map<string, WaitingScript>();
  #restores = 0;

  constructor(cdp: CdpSession) {
    this.#sessions = new Set([cdp]);
  }

  /** Documents of the page come in this session, too, until `left`. */
  async follow(cdp: CdpSession): Promise<void> {
    this.#sessions.add(cdp);
    await Promise.all([...this.#waiting.values()].map((script) => place(script, cdp)));
  }

  /** No more documents come in this session. */
  left(cdp: CdpSession): void {
    this.#sessions.delete(cdp);
    for (const { placed } of this.#waiting.values()) placed.delete(cdp);
  }

  /** What the origins have stored that are shown, were left or are to be visited yet; those with nothing are left out. */
  async read(shown: ShownOrigins, readLeft: ReadLeft): Promise<StorageState["origins"]> {
    const origins: OriginStorage[] = [];
    for (const [origin, evaluate] of shown) {
      // A frame may be sandboxed, or gone.
      const stored = await (evaluate(READ_STORED) as Promise<Stored>).catch(() => NOTHING_STORED);
      origins.push({ origin, ...stored });
    }
    for (const [origin, { stored }] of this.#waiting) if (!shown.has(origin)) origins.push({ origin, ...stored });
    const left = [...this.#visited].filter((origin) => !shown.has(origin) && !this.#waiting.has(origin));
    if (left.length > 0) origins.push(...(await readLeft(left)));
    return origins.filter(({ localStorage, sessionStorage }) => localStorage.length + sessionStorage.length > 0);
  }

  /** Puts these in place of what is stored: at once where an origin is shown, else when it is visited next. */
  async replace(origins: StorageState["origins"], shown: ShownOrigins): Promise<void> {
    this.#restores++;
    const wanted = new Map(origins.map((storage) => [storage.origin, storage]));
    await Promise.all([...this.#waiting.keys()].map((origin) => this.#forget(origin)));
    const later = new Set([...this.#visited, ...wanted.keys()]);
    for (const [origin, evaluate] of shown) {
      // What is shown may be going away.
      await evaluate(writeStored(wanted.get(origin))).then(
        () => later.delete(origin),
        () => {},
      );
    }
    for (const origin of later) await this.#putInPlaceLater(origin, wanted.get(origin));
  }

  /** A frame of the page has gone to an address of this origin. */
  visited(origin: string): void {
    if (origin === "null") return;
    this.#visited.add(origin);
    this.#forget(origin).catch(() => {});
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    // What no frame shows is out of reach, and does not matter until one does: before the page's own scripts run it is put right.
    const { localStorage, sessionStorage } = storage ?? NOTHING_STORED;
    const source = writeStoredAt(origin, this.#restores, storage);
    const script: WaitingScript = { source, stored: { localStorage, sessionStorage }, placed: new Map() };
    this.#waiting.set(origin, script);
    await Promise.all([...this.#sessions].map((cdp) => this.#unlessLeft(cdp, () => place(script, cdp))));
  }

  async #forget(origin: string): Promise<void> {
    const script = this.#waiting.get(origin);
    if (script === undefined) return;
    this.#waiting.delete(origin);
    const takeAway = ([cdp, placed]: readonly [CdpSession, Promise<{ readonly identifier: string }>]) =>
      this.#unlessLeft(cdp, async () => {
        const { identifier } = await placed;
        await cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
      });
    await Promise.all([...script.placed].map(takeAway));
  }

  /** A frame of another site may go at any time: nothing is to be done there then. */
  async #unlessLeft(cdp: CdpSession, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (this.#sessions.has(cdp)) throw error;
    }
  }
}

async function place({ source, placed }: WaitingScript, cdp: CdpSession): Promise<void> {
  const placing = cdp.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: WORLD });
  placed.set(cdp, placing);
  await placing;
}
