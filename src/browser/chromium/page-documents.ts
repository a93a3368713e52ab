import { PageOperationError } from "../../scenario/page-port.js";
import type { StopSignal } from "../stop-signal.js";
import { type DocumentWorld, PageWorlds } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** What the page shows now, what it has shown, and whether it is about to show something else. */
export class PageDocuments {
  readonly #session: ProtocolSession;
  readonly #mainFrame: string;
  /** Where the helper is, in the page and its frames. */
  readonly worlds: PageWorlds;
  readonly #waiting = new Set<() => void>();
  #url = "about:blank";
  /** Documents that were shown, by number; the present one is the last. */
  #commits = 0;
  #loaderId = "";
  readonly #commitOf = new Map<string, number>();
  #loaded = true;
  #started = "";
  #failed: { readonly loaderId: string; readonly reason: string } | undefined;
  #leaving = false;

  constructor(session: ProtocolSession, mainFrame: string) {
    this.#session = session;
    this.#mainFrame = mainFrame;
    this.worlds = new PageWorlds(() => this.#changed());
    this.worlds.follow(session);
    this.#followNavigations();
    session.onGone(() => this.#changed());
  }

  get url(): string {
    return this.#url;
  }

  /** Whether it is about to show something else. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** How many documents were shown so far. */
  get commits(): number {
    return this.#commits;
  }

  /** Where the helper of a frame, or of the page, can be asked; waits for the next document while there is none. */
  async world(over: StopSignal, frameId = this.#mainFrame): Promise<DocumentWorld> {
    let world = this.worlds.of(frameId);
    if (world !== undefined) return world;
    await this.until(() => {
      world = this.worlds.of(frameId);
      return world !== undefined;
    }, over);
    return world as unknown as DocumentWorld;
  }

  /** Resolves when a navigation that is under way has led to another document, or has come to nothing. */
  settled(over: StopSignal): Promise<void> {
    return this.until(() => !this.#leaving, over);
  }

  /** Resolves when the document of a navigation, or one that has come after it, is loaded. */
  loaded(loaderId: string, over: StopSignal): Promise<void> {
    return this.until(() => this.#commitOf.has(loaderId) && this.#loaded, over);
  }

  /** Resolves when a document after the one with this number is loaded; to the reason when it could not be had. */
  async loadedAfter(commit: number, over: StopSignal): Promise<string | undefined> {
    const { loaderId } = this.#failed ?? {};
    const failure = () => (this.#failed !== undefined && this.#failed.loaderId !== loaderId ? this.#failed.reason : undefined);
    await this.until(() => failure() !== undefined || (this.#commits > commit && this.#loaded), over);
    return failure();
  }

  /** The page has gone to another part of its document. */
  moved(url: string): void {
    this.#url = url;
  }

  /** Resolves when `done`; looks whenever something has changed. */
  until(done: () => boolean, over: StopSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(look);
        over.removeEventListener("abort", look);
      };
      const look = () => {
        const { gone } = this.#session;
        if (gone === undefined && !over.aborted && !done()) return;
        end();
        if (gone !== undefined) reject(gone);
        else if (over.aborted) reject(new PageOperationError("aborted", "stopped while it waited for the page"));
        else resolve();
      };
      this.#waiting.add(look);
      over.addEventListener("abort", look);
      look();
    });
  }

  #followNavigations(): void {
    const session = this.#session;
    const isMain = (frameId: string) => frameId === this.#mainFrame;
    session.on("Page.frameRequestedNavigation", ({ frameId, disposition }) => {
      if (isMain(frameId) && disposition === "currentTab") this.#leaving = true;
    });
    session.on("Page.frameStartedNavigating", ({ frameId, loaderId, navigationType }) => {
      if (!isMain(frameId) || /sameDocument/i.test(navigationType)) return;
      this.#started = loaderId;
      this.#leaving = true;
    });
    session.on("Page.frameNavigated", ({ frame }) => {
      if (!isMain(frame.id)) return;
      this.#url = frame.url + (frame.urlFragment ?? "");
      this.#committed(frame.loaderId);
    });
    session.on("Page.navigatedWithinDocument", ({ frameId, url }) => {
      if (isMain(frameId)) this.#url = url;
    });
    session.on("Page.loadEventFired", () => {
      this.#loaded = true;
      this.#changed();
    });
    session.on("Page.frameStoppedLoading", ({ frameId }) => {
      if (!isMain(frameId)) return;
      this.#leaving = false;
      this.#changed();
    });
    session.on("Network.loadingFailed", ({ requestId, errorText }) => {
      if (requestId !== this.#started || requestId === this.#loaderId) return;
      this.#failed = { loaderId: requestId, reason: errorText };
      this.#changed();
    });
  }

  #committed(loaderId: string): void {
    this.#commits++;
    this.#loaderId = loaderId;
    this.#commitOf.set(loaderId, this.#commits);
    if (this.#commitOf.size > KEPT_COMMITS) this.#commitOf.delete([...this.#commitOf.keys()][0] ?? "");
    this.#loaded = false;
    this.#leaving = false;
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** As many documents as a navigation can go through before its command is answered. */
const KEPT_COMMITS = 32;
