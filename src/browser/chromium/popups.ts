import type { ContextOptions } from "../connection.js";
import { type MeasuredPage, measurePage, type PageSurroundings } from "./measured-page.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** The oldest is closed beyond this: a scenario that opens one in each iteration must not fill the machine. */
const MOST_POPUPS = 8;

interface Popup extends MeasuredPage {
  readonly session: ProtocolSession;
}

/** The popups of a user's page. They live as long as they do for a person, and are measured like the page. */
export class Popups {
  readonly #surroundings: PageSurroundings;
  readonly #open = new Set<Popup>();
  /** Features of requested windows that have not opened yet. */
  readonly #announced: (readonly string[])[] = [];

  constructor(surroundings: PageSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Records the windows that a page asks for. */
  follow(session: ProtocolSession): void {
    session.on("Page.windowOpen", ({ windowFeatures }) => {
      this.#announced.push(windowFeatures);
      // Some never open.
      if (this.#announced.length > MOST_POPUPS) this.#announced.shift();
    });
  }

  /** Takes a page that is paused until it is told to run. */
  add(session: ProtocolSession): void {
    const { worlds, storage, options } = this.#surroundings;
    const viewport = sizeIn(this.#announced.shift() ?? []);
    // A window of its own size has a screen of this size, as in Playwright.
    const own = viewport === undefined ? options : { ...options, viewport, screen: viewport };
    this.follow(session);
    worlds.follow(session);
    const stored = storage.follow(session);
    const { ready, ...measured } = measurePage(session, { ...this.#surroundings, options: own });
    // The page may have closed it already.
    Promise.all([stored, ready]).catch(() => {});
    const popup: Popup = { ...measured, session };
    this.#open.add(popup);
    session.onGone(() => {
      this.#open.delete(popup);
      popup.network.end();
    });
    session.on("Inspector.targetCrashed", () => void close(popup));
    this.#closeOldest();
  }

  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#open].map(({ agent }) => agent.flush(timeoutMs)));
  }

  /** They are about to be closed: from here on their silence is no sign of a hang. */
  endWatches(): void {
    for (const { agent } of this.#open) agent.end();
  }

  /** The user's context is closed, and the popups with it. */
  end(): void {
    this.endWatches();
    for (const { network } of this.#open) network.end();
    this.#open.clear();
  }

  #closeOldest(): void {
    for (const oldest of this.#open) {
      if (this.#open.size <= MOST_POPUPS) return;
      this.#open.delete(oldest);
      void close(oldest);
    }
  }
}

async function close({ agent, session }: Popup): Promise<void> {
  agent.end();
  await session.send("Page.close").catch(() => {});
}

/** The size that was passed to `window.open`, if any. */
function sizeIn(features: readonly string[]): ContextOptions["viewport"] {
  const asked = (name: string) => features.map((feature) => new RegExp(`^${name}=(\\d+)$`).exec(feature)?.[1]).find(Boolean);
  const [width, height] = [asked("width"), asked("height")];
  return width === undefined || height === undefined ? undefined : { width: Number(width), height: Number(height) };
}
