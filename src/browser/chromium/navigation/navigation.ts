/** An event of one navigation. */
export type NavigationEvent = "request" | "start" | "fail" | "commit" | "parse" | "load" | "stop" | "overtake";

export type NavigationState =
  /** The page asked for another document; the browser has not begun to fetch it. */
  | "requested"
  /** The browser fetches the document. */
  | "started"
  /** The document could not be fetched; the browser will show an error page, or stay where it is. */
  | "failing"
  /** It failed, and the page stayed where it was. */
  | "failed"
  /** It ended without another document: a download, an answer without content, `window.stop()`. */
  | "stopped"
  /** Another document was committed first. */
  | "overtaken"
  /** Its document, or the error page in its place, replaced the previous one and is loading. */
  | "committed"
  /** The document is parsed: `DOMContentLoaded` fired. */
  | "parsed"
  /** The load event fired. */
  | "loaded";

/**
 * An empty cell changes nothing. Events come from two processes, so one can overtake another: a navigation that was stopped or
 * overtaken may still start, fail or commit.
 *
 * | | request | start | fail | commit | parse | load | stop | overtake |
 * | --- | --- | --- | --- | --- | --- | --- | --- | --- |
 * | requested | | started | failing | committed | | | stopped | overtaken |
 * | started | | | failing | committed | | | stopped | overtaken |
 * | failing | | | | committed | | | failed | failed |
 * | failed | failing | failing | | committed | | | | |
 * | stopped | requested | started | failed | committed | | | | |
 * | overtaken | requested | started | failed | committed | | | | |
 * | committed | | | | | parsed | loaded | | |
 * | parsed | | | | | | loaded | | |
 * | loaded | | | | | | | | |
 */
const TRANSITIONS: Readonly<Record<NavigationState, Partial<Record<NavigationEvent, NavigationState>>>> = {
  requested: { start: "started", fail: "failing", commit: "committed", stop: "stopped", overtake: "overtaken" },
  started: { fail: "failing", commit: "committed", stop: "stopped", overtake: "overtaken" },
  failing: { commit: "committed", stop: "failed", overtake: "failed" },
  failed: { request: "failing", start: "failing", commit: "committed" },
  stopped: { request: "requested", start: "started", fail: "failed", commit: "committed" },
  overtaken: { request: "requested", start: "started", fail: "failed", commit: "committed" },
  committed: { parse: "parsed", load: "loaded" },
  parsed: { load: "loaded" },
  loaded: {},
};

/** The states of a document that is as far as each of these. */
const REACHED: Readonly<Record<DocumentStage, readonly NavigationState[]>> = {
  commit: ["committed", "parsed", "loaded"],
  domcontentloaded: ["parsed", "loaded"],
  load: ["loaded"],
};

const UNDER_WAY: ReadonlySet<NavigationState> = new Set(["requested", "started", "failing"]);

/** How far the document of a navigation is. */
export type DocumentStage = "commit" | "domcontentloaded" | "load";

/** One navigation of a page to another document. */
export class Navigation {
  #state: NavigationState = "requested";
  #loaderId: string | undefined;

  /** The initial empty document of a page, loaded. */
  static blank(): Navigation {
    const blank = new Navigation();
    blank.take("commit");
    blank.take("load");
    return blank;
  }

  get state(): NavigationState {
    return this.#state;
  }

  /** The browser's id of the navigation; unknown until it starts or commits. */
  get loaderId(): string | undefined {
    return this.#loaderId;
  }

  /** Whether it may still replace the document that is shown. */
  get isUnderWay(): boolean {
    return UNDER_WAY.has(this.#state);
  }

  /** Whether its document is shown and at least that far. */
  hasReached(stage: DocumentStage): boolean {
    return REACHED[stage].includes(this.#state);
  }

  /** Whether this navigation has that id, or no id yet. */
  canBe(loaderId: string): boolean {
    return this.#loaderId === undefined || this.#loaderId === loaderId;
  }

  /** Applies an event, with the navigation's id if the event has one; returns whether the state has a transition for it. */
  take(event: NavigationEvent, loaderId?: string): boolean {
    const next = TRANSITIONS[this.#state][event];
    if (next === undefined) return false;
    this.#loaderId ??= loaderId;
    this.#state = next;
    return true;
  }
}
