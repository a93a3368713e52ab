import type { BrowserOptions, PixelSize } from "../browser-options/browser-options.js";
import type { Geolocation } from "../browser-options/geolocation.js";
import type { OperationOptions } from "./operation-options.js";

/** What style sheets see of the medium; what is absent stays as it is. */
export interface AdjustedMedia {
  /** `screen`, `print`, or empty for the real one. */
  readonly media?: string | undefined;
  /** Features by their names in style sheets: `prefers-color-scheme`. */
  readonly features: Readonly<Record<string, string>>;
}

/** A function of the program that pages can call. */
export interface ExposedFunction {
  readonly name: string;
  /** Receives the arguments as JSON carries them; what it resolves to goes back in the same way. */
  readonly call: (args: readonly unknown[]) => Promise<unknown>;
}

/** The browser's own protocol with the page, for what nothing else does. */
export interface RawProtocol {
  send(method: string, params: object): Promise<unknown>;
}

/** A session with the page beside LiveLoad's: what it switches on or off, it does for itself. */
export interface OwnProtocol extends RawProtocol {
  /** Calls the listener until the session ends. */
  on(event: string, listener: (params: unknown) => void): void;
  /** Ends the session, and what it has overridden. Never rejects. */
  detach(): Promise<void>;
}

/** Options of `addInitScript`. */
export interface InitScriptOptions extends OperationOptions {
  /** Also in the user's other pages, and in those that open later. */
  readonly ofAllPages?: boolean;
}

/** Changes of a page while it is used. They hold for this page alone, not for its popups, unless they say so. */
export interface PageAdjustments {
  /** The options that the page was opened with: changes are undone to them. */
  readonly opened: BrowserOptions;
  /** Runs a script in every document from the next one on, before its own, also of frames. Resolves to a function that ends that. */
  addInitScript(source: string, options: InitScriptOptions): Promise<() => Promise<void>>;
  /** `undefined`: as it was opened. */
  setViewport(size: PixelSize | undefined, options: OperationOptions): Promise<void>;
  emulateMedia(media: AdjustedMedia, options: OperationOptions): Promise<void>;
  /** Headers of every request of the page, in place of those before. */
  setExtraHeaders(headers: Readonly<Record<string, string>>, options: OperationOptions): Promise<void>;
  /** `undefined`: the device's own position. */
  setGeolocation(position: Geolocation | undefined, options: OperationOptions): Promise<void>;
  /** Sets the permissions of all pages of the context, for one origin or all; `undefined` asks the user, as at first. */
  setPermissions(names: readonly string[] | undefined, origin: string | undefined, options: OperationOptions): Promise<void>;
  /** Puts a function into this document and all to come. Resolves to a function that ends that. */
  expose(exposed: ExposedFunction, options: OperationOptions): Promise<() => Promise<void>>;
  /** The page as a PDF; `settings` are those of the browser's protocol. */
  pdf(settings: Readonly<Record<string, unknown>>, options: OperationOptions): Promise<Uint8Array>;
  attach(options: OperationOptions): Promise<OwnProtocol>;
}
