import type { PageAdjustments } from "./ports/adjustments.js";
import type { PageAria } from "./ports/aria.js";
import type { PageDialogs } from "./ports/dialogs.js";
import type { PageEvidence } from "./ports/evidence.js";
import type { PageFiles } from "./ports/files.js";
import type { PageFrames } from "./ports/frames.js";
import type { LoadOptions, NavigationOptions, PageHistory } from "./ports/history.js";
import type { PageInteractions } from "./ports/interactions.js";
import type { PageKeyboard } from "./ports/keyboard.js";
import type { PageMessages } from "./ports/messages.js";
import type { PageMouse } from "./ports/mouse.js";
import type { PageNetwork } from "./ports/network.js";
import type { OperationOptions } from "./ports/operation-options.js";
import type { ForceOptions, PagePointer } from "./ports/pointer.js";
import type { PageReads } from "./ports/reads.js";
import type { PageTraffic } from "./ports/traffic.js";
import type { PageWaits } from "./ports/waits.js";
import type { PageWindows } from "./ports/windows.js";
import type { PageWorkers } from "./ports/workers.js";
import type { StorageState } from "./storage-state.js";

export type { OriginStorage, StorageState, StoredCookie } from "./storage-state.js";

export type { OperationOptions };

/** Options of an operation that uses the engine's own page. */
export interface NativeOptions extends OperationOptions {
  /** A selector, an address, or what is waited for. */
  readonly subject: string;
  /** It requests a document. */
  readonly navigates?: boolean;
  /** It gives inputs without a look at the page before, so that these must not overtake what the page is asked. */
  readonly isBlind?: boolean;
}

/** Options of reading what a context has stored. */
export interface StorageStateOperation extends OperationOptions {
  /** Also read its databases. */
  readonly indexedDB?: boolean;
  /** Leave out what origins have stored: only their documents can read that, and one that is being left cannot. */
  readonly cookiesOnly?: boolean;
}

/** The storage that a context is to have. Without `origins`, their storage stays as it is. */
export type RestoredState = Pick<StorageState, "cookies"> & Partial<StorageState>;

/** An option of a select element: its value or label, or an object with its value, label or index (from 0). */
export type SelectChoice = string | { readonly value?: string; readonly label?: string; readonly index?: number };

/** An event that is dispatched on an element. */
export interface DispatchedEvent {
  readonly type: string;
  /** Its properties, in JSON. By default it bubbles, is cancelable and composed. */
  readonly init: Readonly<Record<string, unknown>>;
}

/** Why an operation on the page failed. */
export type PageOperationErrorKind =
  /** It took too long; the message says what it waited for. */
  | "timeout"
  /** The site was not reached: connection refused or reset, name not resolved … */
  | "connection"
  /** The server answered a document of the page with 4xx or 5xx. */
  | "http"
  /** The page or the element does not support it (not a select element, invalid selector …). */
  | "invalid"
  /** The page, the context or the browser is gone. */
  | "closed"
  /** The page's own code threw (`evaluate`). */
  | "script"
  /** Its signal was aborted. */
  | "aborted";

/** The only error with which page operations reject. */
export class PageOperationError extends Error {
  override readonly name = "PageOperationError";
  readonly kind: PageOperationErrorKind;
  /** The user has no browser, and the operation needs one. */
  readonly needsBrowser: boolean;

  constructor(
    kind: PageOperationErrorKind,
    message: string,
    options: { readonly cause?: unknown; readonly needsBrowser?: boolean } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.needsBrowser = options.needsBrowser === true;
  }
}

/** A part of the viewport, in CSS pixels. */
export interface PictureArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Options of `screenshot`. */
export interface PictureOptions extends OperationOptions {
  readonly clip?: PictureArea;
  readonly fullPage?: boolean;
}

/** The state of an element that `waitForSelector` waits for. */
export type SelectorState = "attached" | "detached" | "visible" | "hidden";

/** The LiveViews of a page. */
export interface LiveViewState {
  /** The page has at least one `[data-phx-session]` root. */
  readonly present: boolean;
  /**
   * Every root has had the class `phx-connected`, and neither `phx-loading` nor `phx-error` since. The client removes the class
   * from nested roots when it patches the view around them; those are still connected.
   */
  readonly connected: boolean;
}

/**
 * The page of one user: the port through which steps reach a browser. Each operation behaves like Playwright's `Page` method
 * of the same name, except that the first match of a selector is used: it waits until the element is attached, visible,
 * stable, enabled and receives events, as far as the operation needs that. Every operation obeys its
 * {@link OperationOptions} and rejects only with {@link PageOperationError}.
 */
export interface PagePort {
  /** The page's current URL. Throws when the page is gone. */
  url(): string;

  /**
   * The error about a document of 4xx or 5xx that was loaded between operations and whose status is not accepted. Each
   * document is reported once, either here or by an operation that rejects.
   */
  takeRefusedDocument(acceptStatus: (status: number) => boolean): PageOperationError | undefined;
  /**
   * What has gone wrong since the page's document was requested, for people to read: failed requests
   * (`GET /app.js answered 404`) and errors that the page threw. The first few and the latest few.
   */
  troubles(): readonly string[];

  readonly pointer: PagePointer;
  readonly keyboard: PageKeyboard;
  readonly mouse: PageMouse;
  readonly files: PageFiles;
  readonly history: PageHistory;
  readonly reads: PageReads;
  readonly waits: PageWaits;
  readonly traffic: PageTraffic;
  readonly network: PageNetwork;
  readonly dialogs: PageDialogs;
  readonly messages: PageMessages;
  readonly adjustments: PageAdjustments;
  readonly windows: PageWindows<PagePort>;
  readonly evidence: PageEvidence;
  /** The browser's version, such as 156.0.8078.108. Absent like the frames. */
  readonly browserVersion?: string;
  /** Absent where the engine's own page has them, and where there is no browser. */
  readonly frames?: PageFrames;
  /** Absent like the frames. */
  readonly aria?: PageAria;
  /** Absent like the frames. */
  readonly workers?: PageWorkers;

  /** Releases the keys and the buttons of the mouse that are still held. Costs nothing when there are none. */
  releaseInput(options: OperationOptions): Promise<void>;
  readonly interactions: PageInteractions;

  /** Goes to an absolute URL and resolves when its document is as far as `waitUntil` says. */
  navigate(url: string, options: NavigationOptions): Promise<void>;
  reload(options: LoadOptions): Promise<void>;

  fill(selector: string, value: string, options: ForceOptions): Promise<void>;
  clear(selector: string, options: ForceOptions): Promise<void>;
  /** Resolves to the values that are selected afterwards. */
  selectOption(selector: string, choices: readonly SelectChoice[], options: ForceOptions): Promise<readonly string[]>;
  focus(selector: string, options: OperationOptions): Promise<void>;
  blur(selector: string, options: OperationOptions): Promise<void>;
  /** Dispatches an event, made of JSON, on the element once it is attached. */
  dispatchEvent(selector: string, event: DispatchedEvent, options: OperationOptions): Promise<void>;
  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void>;
  /** Submits the form as a click on its submit button would (`requestSubmit`), once it is attached and awaits no reply. */
  submitForm(selector: string, options: OperationOptions): Promise<void>;

  liveViewState(options: OperationOptions): Promise<LiveViewState>;
  /** Waits until the page has a LiveView and every root is connected. */
  waitForLiveView(options: OperationOptions): Promise<void>;
  /** Waits until the element has neither `phx-<type>-loading` nor `data-phx-ref-*` attributes, or is gone itself. */
  waitForPhxLoadingCompletion(type: string, selector: string, options: OperationOptions): Promise<void>;

  /** Calls a function or method, given as its source text, in the page. Arguments and result are the values that Playwright passes on. */
  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown>;
  /** A PNG of the viewport, of a part of it, or of the whole page. */
  screenshot(options: PictureOptions): Promise<Uint8Array>;

  /** With `indexedDB`, its databases too. */
  storageState(options: StorageStateOperation): Promise<StorageState>;
  /**
   * Replaces what the context has stored. Storage of origins other than the page's is restored when they are visited next. Databases
   * are replaced, at once and of all origins, only if the state has any. Without `origins`, only cookies are replaced.
   */
  restoreStorageState(state: RestoredState, options: OperationOptions): Promise<void>;
  /** Clears cookies, local and session storage. */
  resetStorageState(options: OperationOptions): Promise<void>;

  /** The engine's own page object (`playwright`: its `Page`); `undefined` when it has none. */
  nativePage(): unknown;
  /** Runs what is done with {@link nativePage} as an operation of the page. Rejects when the engine has no such page. */
  runNative<T>(act: () => Promise<T>, options: NativeOptions): Promise<T>;
}
