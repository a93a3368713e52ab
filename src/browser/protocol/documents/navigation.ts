/** How far a document is. `commit`: it is shown; `domcontentloaded`: its scripts are loaded; `load`: everything is. */
export type DocumentStage = "requested" | "commit" | "domcontentloaded" | "load";

const ORDER: readonly DocumentStage[] = ["requested", "commit", "domcontentloaded", "load"];

/** Why a navigation showed no document of its own. */
export type NavigationEnd =
  /** The site was not reached; `reason` as the browser names it. */
  | { readonly name: "failed"; readonly reason: string }
  /** An answer without a document, such as 204. */
  | { readonly name: "nothing" }
  | { readonly name: "download" }
  /** Another navigation began, or the page is gone. */
  | { readonly name: "replaced" };

/**
 * One request for a document and what became of it: `requested`, then `commit`, `domcontentloaded`, `load` — or an end without
 * a document.
 */
export class Navigation {
  readonly id: string;
  readonly startedAtMs: number;
  readonly #abort = new AbortController();
  #stage: DocumentStage = "requested";
  #end: NavigationEnd | undefined;

  constructor(id: string, startedAtMs = 0) {
    this.id = id;
    this.startedAtMs = startedAtMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get end(): NavigationEnd | undefined {
    return this.#end;
  }

  /** Nothing is shown yet, and it has not ended. */
  get isPending(): boolean {
    return this.#stage === "requested" && this.#end === undefined;
  }

  hasReached(stage: DocumentStage): boolean {
    return ORDER.indexOf(this.#stage) >= ORDER.indexOf(stage);
  }

  reached(stage: DocumentStage): void {
    if (this.#end === undefined && !this.hasReached(stage)) this.#stage = stage;
  }

  ended(end: NavigationEnd): void {
    if (this.#stage === "requested") this.#end ??= end;
  }

  /** Stops what is still loading. */
  stop(): void {
    this.ended({ name: "replaced" });
    this.#abort.abort(STOPPED);
  }
}

/** One for all: a new error for each navigation would record a stack each time. */
const STOPPED = new Error("the navigation was stopped");
