/** How long an operation may take, and what may end it earlier. */
export interface OperationOptions {
  /** Milliseconds; the operation rejects with a {@link PageOperationError} of kind `timeout` when they are over. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Which statuses from 400 on are accepted for documents of the page. The operation rejects with a
   * {@link PageOperationError} of kind `http` when the page has shown one with another status by the time it ends; one that
   * waits in the page does so at once. Absent: documents are not judged.
   */
  readonly acceptStatus?: (status: number) => boolean;
}

/** A cookie as browsers keep it; Playwright's form. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** Seconds since 1970; -1 for a cookie of the session. */
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: "Strict" | "Lax" | "None";
}

/** What one origin has stored. */
export interface OriginStorage {
  readonly origin: string;
  readonly localStorage: readonly { readonly name: string; readonly value: string }[];
  readonly sessionStorage: readonly { readonly name: string; readonly value: string }[];
}

/** Everything that makes a browser context remember: cookies, local and session storage. Plain JSON. */
export interface StorageState {
  readonly cookies: readonly StoredCookie[];
  readonly origins: readonly OriginStorage[];
}

/** Which option of a select element: its value or label, or one of the three named ways. */
export type SelectChoice = string | { readonly value?: string; readonly label?: string; readonly index?: number };

/** Why an operation did not succeed. */
export type PageOperationErrorKind =
  /** Its time was over; the message says what it waited for. */
  | "timeout"
  /** Refused, reset, name not resolved …: the target was not reached. */
  | "connection"
  /** The server answered a document of the page with 4xx or 5xx. */
  | "http"
  /** The page or its element cannot do that (not a select, invalid selector …). */
  | "invalid"
  /** The page, the context or the browser is gone. */
  | "closed"
  /** The page's own code threw (`evaluate`). */
  | "script"
  /** Its signal was aborted. */
  | "aborted";

/** The one error of page operations. */
export class PageOperationError extends Error {
  override readonly name = "PageOperationError";
  readonly kind: PageOperationErrorKind;

  constructor(kind: PageOperationErrorKind, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** What a selector can wait for. */
export type SelectorState = "attached" | "detached" | "visible" | "hidden";

/** What holds back a click on a LiveView page, and how a page stands with LiveView. */
export interface LiveViewState {
  /** There is at least one `[data-phx-session]` root. */
  readonly present: boolean;
  /**
   * Every root has said `phx-connected`, and neither `phx-loading` nor `phx-error` since. The client takes the class from nested
   * roots when the view around them is patched; those are still connected.
   */
  readonly connected: boolean;
}

/**
 * One user's page, as steps need it: the port through which they reach a browser. The semantics of every operation are
 * those of Playwright's `page` method of the same name (strictness aside: the first match is taken): operations on
 * elements wait until the element is attached, visible, stable, enabled and receives events, as the operation needs.
 * Every operation obeys its {@link OperationOptions} and rejects with {@link PageOperationError} only.
 */
export interface PagePort {
  /** The page's current URL. */
  url(): string;

  /**
   * The error about documents of 4xx and 5xx that the page has shown, whose status is not accepted, and that no operation has
   * rejected with: those that came between operations. Each document is judged once.
   */
  takeRefusedDocument(acceptStatus: (status: number) => boolean): PageOperationError | undefined;
  /**
   * What has gone wrong since the page's document was asked for, for people to read: requests that failed
   * (`GET /app.js answered 404`) and errors that the page threw. A few, the first and the newest.
   */
  troubles(): readonly string[];

  /** Goes to an absolute URL and resolves at the `load` event. */
  navigate(url: string, options: OperationOptions): Promise<void>;
  reload(options: OperationOptions): Promise<void>;

  /**
   * Clicks. Unless `force`, an element that still awaits LiveView's reply (`data-phx-ref-src`) is waited for, as the
   * client would drop the click; `heldMs` says how long, and is 0 when nothing was in the way.
   */
  click(selector: string, options: OperationOptions & { readonly force: boolean }): Promise<{ readonly heldMs: number }>;
  fill(selector: string, value: string, options: OperationOptions): Promise<void>;
  clear(selector: string, options: OperationOptions): Promise<void>;
  press(selector: string, key: string, options: OperationOptions): Promise<void>;
  check(selector: string, options: OperationOptions): Promise<void>;
  uncheck(selector: string, options: OperationOptions): Promise<void>;
  /** Resolves to the values that are selected afterwards. */
  selectOption(selector: string, choices: readonly SelectChoice[], options: OperationOptions): Promise<readonly string[]>;
  focus(selector: string, options: OperationOptions): Promise<void>;
  blur(selector: string, options: OperationOptions): Promise<void>;
  hover(selector: string, options: OperationOptions): Promise<void>;
  dragAndDrop(source: string, target: string, options: OperationOptions): Promise<void>;
  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void>;
  /** Submits the form as a click on its submit button would (`requestSubmit`), after waiting until it is attached and not awaiting a reply. */
  submitForm(selector: string, options: OperationOptions): Promise<void>;

  liveViewState(options: OperationOptions): Promise<LiveViewState>;
  /** Waits until a LiveView is on the page and every root is connected. */
  waitForLiveView(options: OperationOptions): Promise<void>;
  /** Waits until `phx-<type>-loading` and the `data-phx-ref-*` attributes are gone from the element, or the element is. */
  waitForPhxLoadingCompletion(type: string, selector: string, options: OperationOptions): Promise<void>;

  content(options: OperationOptions): Promise<string>;
  innerHTML(selector: string, options: OperationOptions): Promise<string>;
  innerText(selector: string, options: OperationOptions): Promise<string>;
  textContent(selector: string, options: OperationOptions): Promise<string | null>;
  inputValue(selector: string, options: OperationOptions): Promise<string>;
  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null>;
  /** Does not wait: an element that is not there is not visible. */
  isVisible(selector: string, options: OperationOptions): Promise<boolean>;
  isChecked(selector: string, options: OperationOptions): Promise<boolean>;

  /** Calls a function or method, given as its source text, in the page. Arguments and result are JSON with dates, URLs and regular expressions. */
  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown>;
  /** A PNG of the viewport. */
  screenshot(options: OperationOptions): Promise<Uint8Array>;

  storageState(options: OperationOptions): Promise<StorageState>;
  /** Replaces what the context has stored; storage of origins other than the current page's is put in place when they are visited next. */
  restoreStorageState(state: StorageState, options: OperationOptions): Promise<void>;
  /** Empties cookies, local and session storage. */
  resetStorageState(options: OperationOptions): Promise<void>;

  /** The engine's own page object, for scenarios that want it (`playwright`: its `Page`); `undefined` where there is none. */
  nativePage(): unknown;
}
