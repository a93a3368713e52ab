/** A message of the page's console, or an error that its code threw and nothing caught. */
export interface ConsoleLine {
  /** On the node's monotonic clock. */
  readonly atMs: number;
  /** `exception` for an uncaught error, else the level: `error`, `warning`, `log`, `info`, `debug` … */
  readonly kind: string;
  readonly text: string;
  /** Script and line, where known: `http://site.test/app.js:12`. */
  readonly place?: string | undefined;
}

/** A request of the page, its frames or workers. */
export interface RequestLine {
  /** When it was sent, on the node's monotonic clock. */
  readonly atMs: number;
  readonly method: string;
  readonly url: string;
  /** `Document`, `Fetch`, `WebSocket` … */
  readonly type: string;
  /** Absent until it is answered. */
  readonly status?: number | undefined;
  /** Until it was complete or had failed; absent before. */
  readonly durationMs?: number | undefined;
  /** Why it failed: `ERR_CONNECTION_REFUSED`. */
  readonly error?: string | undefined;
}

/** The newest of what a page said and requested, oldest first. Secrets are not masked. */
export interface PageActivity {
  readonly console: readonly ConsoleLine[];
  readonly requests: readonly RequestLine[];
}

/** Limits of a snapshot. */
export interface SnapshotOptions {
  readonly timeoutMs: number;
  /** The longest picture in bytes; none is taken for 0. */
  readonly pictureBytes: number;
  /** The longest HTML in UTF-16 code units; it is cut there. None is taken for 0. */
  readonly htmlLength: number;
}

/** How a page looks. What it does not give in time, or what is too large, is absent. */
export interface PageSnapshot {
  /** A JPEG of the viewport. */
  readonly picture?: Uint8Array | undefined;
  /** The main frame's HTML, without the values of password fields. */
  readonly html?: string | undefined;
}

/** The file format of a trace: `devtools` for DevTools and Perfetto, `playwright` for Playwright's trace viewer. */
export type TraceFormat = "devtools" | "playwright";

/** A recording of what a page does. */
export interface PageTrace {
  readonly format: TraceFormat;
  /** Ends it. Resolves to the file, without secrets; rejects when the file is larger or not complete in time. */
  finish(limits: { readonly timeoutMs: number; readonly mostBytes: number }): Promise<Uint8Array>;
  /** Ends it without a file. Never rejects. */
  discard(): Promise<void>;
}

/** What a page can show of itself after a failure. Nothing here changes the page or counts as a step. */
export interface PageEvidence {
  activity(): PageActivity;
  /** Never rejects. */
  snapshot(options: SnapshotOptions): Promise<PageSnapshot>;
  /** Begins to record the page. A browser records one page at a time. Absent where nothing can be recorded. */
  trace?(): Promise<PageTrace>;
}
