import type { Clock } from "../base/clock.js";
import type { PagePort } from "../scenario/page-port.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";

/** How a browser is started. */
export interface LaunchOptions {
  /** Path of the browser's program; found by `find-browser` when absent. */
  readonly executablePath?: string | undefined;
  readonly headed: boolean;
  /** Milliseconds until the launch has failed. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Called once, when the browser has ended without having been asked to. */
  readonly onCrash: (reason: string) => void;
}

/** What one user's context is made with. */
export interface ContextOptions {
  readonly userId: number;
  /** Where the page's measurements go. */
  readonly telemetry: TelemetrySink;
  /** Patterns that name pages (`/shop/:slug`), tried before ids are templated. */
  readonly routes: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
  readonly locale?: string | undefined;
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  readonly ignoreCertificateErrors?: boolean | undefined;
  readonly httpCredentials?: { readonly username: string; readonly password: string } | undefined;
}

/** One user's isolated browser context with its one page. */
export interface BrowserUser {
  readonly page: PagePort;
  /** Asks the page for the measurements that it still holds; never rejects, and takes at most `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>;
}

/** What a connection says of itself. */
export interface BrowserMetadata {
  /** Name of the engine, e.g. `playwright`. */
  readonly name: string;
  /** The browser's product and version, e.g. `HeadlessChrome/156.0.8078.73`; empty before `launch`. */
  readonly version: string;
  /** Metrics that this engine cannot measure; they are absent from results. */
  readonly cannotMeasure: readonly string[];
}

/** The three figures that a cluster is sized from. */
export interface BrowserSizing {
  /** How many users one core carries. */
  readonly browserContextsPerCore: number;
  /** Memory of the browser without users, in bytes. */
  readonly browserMemoryUsageBytes: number;
  /** Memory of one user's context, in bytes. */
  readonly contextMemoryUsageBytes: number;
}

/**
 * Adapter to a browser engine: one browser, any number of isolated users in it. Every implementation passes the
 * contract suite in `test/contract/browser-connection.ts`.
 */
export interface BrowserConnection {
  browserContextsPerCore(): number;
  browserMemoryUsageBytes(): number;
  contextMemoryUsageBytes(): number;
  metadata(): BrowserMetadata;

  /** Starts the browser; rejects with `BROWSER_NOT_FOUND` or `BROWSER_FAILED`. */
  launch(options: LaunchOptions): Promise<void>;
  /** Ends the browser, by force when it does not go by itself within `timeoutMs`; never rejects. Idempotent. */
  close(timeoutMs: number): Promise<void>;
  newContext(options: ContextOptions): Promise<BrowserUser>;
  /** Flushes and closes; never rejects, also when the browser is gone. */
  closeContext(user: BrowserUser, timeoutMs: number): Promise<void>;
  /** A message to the browser and back; resolves to its duration in milliseconds. For health probes. */
  roundTrip(options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<number>;
}

/** What a module that brings an own connection exports as `createConnection`. */
export type BrowserConnectionFactory = () => BrowserConnection;
