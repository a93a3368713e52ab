import type { OriginStorage, StorageState } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";
import {
  hasStored,
  NOTHING_STORED,
  READ_STORED,
  READ_STORED_AND_DATABASES,
  type Stored,
  writeStored,
  writeStoredAt,
} from "./stored-origins.js";

/** Evaluates an expression in a document of an origin. */
type Evaluate = (expression: string) => Promise<unknown>;

/** The origins that a page shows now, each with a document to evaluate in. */
export type ShownOrigins = ReadonlyMap<string, Evaluate>;

/** Reads what origins have stored that the page does not show any more. */
type ReadLeft = (origins: readonly string[]) => Promise<readonly OriginStorage[]>;

/** The isolated world that the scripts run in; with the `chromium` connection, every document has it anyway. */
const WORLD = "liveload";

/** A script that restores an origin's storage at its next visit. Every session of the page has it, because any may show the origin. */
interface WaitingScript {
  readonly source: string;
  readonly stored: Stored;
  /** The sessions that it is placed in; it is removed after the visit. */
  readonly placed: Map<CdpSession, Promise<{ readonly identifier: string }>>;
}

/** Reads and replaces the local and session storage of the origins of a user's pages: of shown ones at once, of others at their next visit. */
export class OriginStorages {
  readonly #sessions = new Set<CdpSession>();
  readonly #visited = new Set<string>();
  /** By origin. */
  readonly #waiting = new Map<string, WaitingScript>();
  #restores = 0;

  /** Follows a session that shows documents, until `left`. */
  async follow(cdp: CdpSession): Promise<void> {
    this.#sessions.add(cdp);
    await Promise.all([...this.#waiting.values()].map((script) => place(script, cdp)));
  }

  /** This session shows no more documents. */
  left(cdp: CdpSession): void {
    this.#sessions.delete(cdp);
    for (const { placed } of this.#waiting.values()) placed.delete(cdp);
  }

  /** The storage of origins that are shown, were left, or will be restored when they are visited; empty ones are left out. */
  async read(shown: ShownOrigins, readLeft: ReadLeft, { indexedDB = false } = {}): Promise<StorageState["origins"]> {
    const origins: OriginStorage[] = [];
    const expression = indexedDB ? READ_STORED_AND_DATABASES : READ_STORED;
    // Their documents went away before the browser reported it.
    const gone: string[] = [];
    for (const [origin, evaluate] of shown) {
      const stored = await (evaluate(expression) as Promise<Stored>).catch(() => undefined);
      if (stored === undefined) gone.push(origin);
      else origins.push({ origin, ...stored });
    }
    for (const [origin, { stored }] of this.#waiting)
      if (!shown.has(origin)) origins.push({ origin, ...(indexedDB ? stored : withoutDatabases(stored)) });
    const left = [...this.#visited].filter((origin) => !shown.has(origin) && !this.#waiting.has(origin));
    if (left.length + gone.length > 0) origins.push(...(await readLeft([...left, ...gone])));
    return origins.filter(hasStored);
  }

  /** Replaces the storage: at once for shown origins, at the next visit for others. */
  async replace(origins: StorageState["origins"], shown: ShownOrigins): Promise<void> {
    this.#restores++;
    const wanted = new Map(origins.map((storage) => [storage.origin, storage]));
    await Promise.all([...this.#waiting.keys()].map((origin) => this.#forget(origin)));
    const later = new Set([...this.#visited, ...wanted.keys()]);
    for (const [origin, evaluate] of shown) {
      // The document may be going away.
      await evaluate(writeStored(wanted.get(origin))).then(
        () => later.delete(origin),
        () => {},
      );
    }
    await Promise.all([...later].map((origin) => this.#putInPlaceLater(origin, wanted.get(origin))));
  }

  /** The origins that a state replaces: its own, and those that were visited. */
  replacedBy(origins: StorageState["origins"]): readonly string[] {
    return [...new Set([...this.#visited, ...origins.map(({ origin }) => origin)])];
  }

  /** A frame of the page navigated to this origin. */
  visited(origin: string): void {
    if (origin === "null") return;
    this.#visited.add(origin);
    this.#forget(origin).catch(() => {});
  }

  async #putInPlaceLater(origin: string, storage: OriginStorage | undefined): Promise<void> {
    // The storage of an origin that no frame shows is out of reach. A script restores it before the page's own scripts run.
    const { origin: _origin, ...stored } = { origin, ...(storage ?? NOTHING_STORED) };
    const source = writeStoredAt(origin, this.#restores, storage);
    const script: WaitingScript = { source, stored, placed: new Map() };
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

  /** Ignores failures in a cross-site frame that has gone meanwhile. */
  async #unlessLeft(cdp: CdpSession, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (this.#sessions.has(cdp)) throw error;
    }
  }
}

function withoutDatabases({ indexedDB: _databases, ...stored }: Stored): Stored {
  return stored;
}

async function place({ source, placed }: WaitingScript, cdp: CdpSession): Promise<void> {
  const placing = cdp.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: WORLD });
  placed.set(cdp, placing);
  await placing;
}
