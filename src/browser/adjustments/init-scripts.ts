import type { CdpSession } from "../cdp-session.js";

/** A script, and what it is called in each session. */
interface InitScript {
  readonly source: string;
  readonly identifiers: Map<CdpSession, Promise<string | undefined>>;
}

/** Scripts that run in every document of the sessions that are followed, before its own: those of a page, or of all pages of a user. */
export class InitScripts {
  readonly #sessions = new Set<CdpSession>();
  readonly #scripts = new Set<InitScript>();

  /** Follows the session of a page or of a frame of another site, before its first document runs. Resolves when that has the scripts. */
  async follow(cdp: CdpSession): Promise<void> {
    this.#sessions.add(cdp);
    await Promise.all([...this.#scripts].map((script) => addTo(cdp, script)));
  }

  gone(cdp: CdpSession): void {
    this.#sessions.delete(cdp);
    for (const { identifiers } of this.#scripts) identifiers.delete(cdp);
  }

  /** Adds a script from the next documents on. Resolves to what removes it. */
  async add(source: string): Promise<() => Promise<void>> {
    const script: InitScript = { source, identifiers: new Map() };
    this.#scripts.add(script);
    await Promise.all([...this.#sessions].map((cdp) => addTo(cdp, script)));
    return async () => {
      this.#scripts.delete(script);
      await Promise.all([...script.identifiers].map(([cdp, identifier]) => removeFrom(cdp, identifier)));
    };
  }
}

/** A frame or popup may go away meanwhile. */
async function addTo(cdp: CdpSession, { source, identifiers }: InitScript): Promise<void> {
  const added = cdp.send("Page.addScriptToEvaluateOnNewDocument", { source }).then(
    ({ identifier }) => identifier,
    () => undefined,
  );
  identifiers.set(cdp, added);
  await added;
}

async function removeFrom(cdp: CdpSession, added: Promise<string | undefined>): Promise<void> {
  const identifier = await added;
  if (identifier !== undefined) await cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier }).catch(() => {});
}
