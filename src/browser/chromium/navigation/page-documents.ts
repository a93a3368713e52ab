import { PageOperationError } from "../../../scenario/page-port.js";
import type { StopSignal } from "../../stop-signal.js";
import type { DocumentWorld, PageWorlds } from "../page-worlds.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { type DocumentStage, Navigation } from "./navigation.js";

interface Failure {
  readonly name: "failed";
  /** Chromium's network error, such as `net::ERR_ABORTED`. */
  readonly reason: string;
}

/** The outcome of a navigation. */
export type NavigationOutcome = { readonly name: "reached" } | Failure;

/** Tracks the document that the page shows, and the navigation that may replace it. */
export class PageDocuments {
  readonly #session: ProtocolSession;
  readonly #mainFrame: string;
  /** The helper's worlds in the page and its frames, among others. */
  readonly worlds: PageWorlds;
  readonly #waiting = new Set<() => void>();
  #url = "about:blank";
  /** How often the page went to another part of its document. */
  #moves = 0;
  /** The navigation whose document is shown. */
  #shown = Navigation.blank();
  /** The navigation that began last, until its document is shown. */
  #next: Navigation | undefined;
  #lastFailure: Failure | undefined;
  /** Ids of the last navigations whose documents were shown. */
  readonly #committedIds = new Set<string>();

  constructor(session: ProtocolSession, mainFrame: string, worlds: PageWorlds) {
    this.#session = session;
    this.#mainFrame = mainFrame;
    this.worlds = worlds;
    const forget = worlds.onChange(() => this.#changed());
    worlds.follow(session);
    this.#followNavigations();
    session.onGone(() => {
      forget();
      this.#changed();
    });
  }

  get url(): string {
    return this.#url;
  }

  /** Whether a navigation is under way. */
  get leaving(): boolean {
    return this.#next?.isUnderWay ?? false;
  }

  /** Chromium's error of the last navigation that failed. */
  get lastFailure(): string | undefined {
    return this.#lastFailure?.reason;
  }

  /** The navigation whose document is shown; a new object for each document. */
  get shown(): Navigation {
    return this.#shown;
  }

  /** The helper's world in a frame, by default the page; waits for the next document while there is none. */
  async world(over: StopSignal, frameId = this.#mainFrame): Promise<DocumentWorld> {
    let world = this.worlds.of(frameId);
    if (world !== undefined) return world;
    await this.until(() => {
      world = this.worlds.of(frameId);
      return world !== undefined;
    }, over);
    return world as unknown as DocumentWorld;
  }

  /** Whether the document is in the page's own process, unlike those of cross-site frames. */
  isOfPage({ session }: DocumentWorld): boolean {
    return session === this.#session;
  }

  /** Resolves when no navigation is under way. */
  settled(over: StopSignal): Promise<void> {
    return this.until(() => !this.leaving, over);
  }

  /** Resolves when the document of this navigation, or a later one, is that far. */
  reached(loaderId: string, stage: DocumentStage, over: StopSignal): Promise<void> {
    return this.until(() => this.#committedIds.has(loaderId) && this.#shown.hasReached(stage), over);
  }

  /**
   * Resolves when a document that replaced `previous` is that far, or when the next navigation fails; with `orWithin` also when
   * the page has moved to this address within its document. Late reports of earlier moves have another one.
   */
  async outcomeAfter(
    previous: Navigation,
    over: StopSignal,
    { stage = "load", orWithin }: { readonly stage?: DocumentStage; readonly orWithin?: string } = {},
  ): Promise<NavigationOutcome> {
    const earlier = this.#lastFailure;
    const moves = this.#moves;
    const failure = () => (this.#lastFailure === earlier ? undefined : this.#lastFailure);
    const arrived = () => this.#shown !== previous || (this.#moves !== moves && this.#url === orWithin);
    await this.until(() => failure() !== undefined || (arrived() && this.#shown.hasReached(stage)), over);
    return failure() ?? { name: "reached" };
  }

  /** The page has gone to another part of its document. */
  moved(url: string): void {
    this.#url = url;
    this.#moves++;
    this.#changed();
  }

  /** The page was asked to leave, and stays: no navigation is under way any more. */
  stayed(): void {
    this.#next?.take("stop");
    this.#changed();
  }

  /** Resolves when `done` holds; checked whenever something has changed. */
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
      if (isMain(frameId) && disposition === "currentTab") this.#requested();
    });
    session.on("Page.frameStartedNavigating", ({ frameId, loaderId, navigationType }) => {
      if (isMain(frameId) && !/sameDocument/i.test(navigationType)) this.#started(loaderId);
    });
    session.on("Page.frameNavigated", ({ frame }) => {
      if (!isMain(frame.id)) return;
      this.#url = frame.url + (frame.urlFragment ?? "");
      this.#committed(frame.loaderId);
    });
    session.on("Page.navigatedWithinDocument", ({ frameId, url }) => {
      if (isMain(frameId)) this.moved(url);
    });
    session.on("Page.domContentEventFired", () => {
      this.#shown.take("parse");
      this.#changed();
    });
    session.on("Page.loadEventFired", () => {
      this.#shown.take("load");
      this.#changed();
    });
    session.on("Page.frameStoppedLoading", ({ frameId }) => {
      if (!isMain(frameId)) return;
      this.#next?.take("stop");
      this.#changed();
    });
    session.on("Network.loadingFailed", ({ requestId, errorText }) => this.#failed(requestId, errorText));
  }

  #requested(): void {
    this.#next ??= new Navigation();
    this.#next.take("request");
  }

  #started(loaderId: string): void {
    if (this.#next?.canBe(loaderId) !== true) this.#next = new Navigation();
    this.#next.take("start", loaderId);
  }

  /** The request for a document has the id of its navigation. */
  #failed(requestId: string, reason: string): void {
    // The document is shown: only the rest of it is missing.
    if (requestId === this.#shown.loaderId) return;
    if (this.#next?.loaderId !== requestId || !this.#next.take("fail")) return;
    this.#lastFailure = { name: "failed", reason };
    this.#changed();
  }

  #committed(loaderId: string): void {
    const next = this.#next;
    const isNext = next?.canBe(loaderId) === true;
    if (isNext) this.#next = undefined;
    else next?.take("overtake");
    this.#shown = isNext ? next : new Navigation();
    this.#shown.take("commit", loaderId);
    this.#committedIds.add(loaderId);
    if (this.#committedIds.size > KEPT_COMMITS) this.#committedIds.delete([...this.#committedIds][0] ?? "");
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** More documents than can be shown before `Page.navigate` is answered. */
const KEPT_COMMITS = 32;
