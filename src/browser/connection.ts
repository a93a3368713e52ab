import type { Clock } from "../base/clock.js";
import type { HookStandIns } from "../scenario/authoring/hook-stand-in.js";
import type { BrowserOptions } from "../scenario/browser-options/browser-options.js";
import type { PagePort } from "../scenario/page-port.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { AdapterSet } from "./interactions/adapter-set.js";
import type { UserNetworkOptions } from "./network/user-network-options.js";

/** Options of a browser launch. */
export interface LaunchOptions {
  /** Path of the browser; if absent, `find-browser` finds one. */
  readonly executablePath?: string | undefined;
  readonly headed: boolean;
  /** Deadline of the launch, milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Called once when the browser exits unexpectedly. */
  readonly onCrash: (reason: string) => void;
}

/** Options of one user's context. */
export interface ContextOptions extends BrowserOptions {
  readonly userId: number;
  /** Receives the page's measurements. */
  readonly telemetry: TelemetrySink;
  /** Patterns that name pages (`/shop/:slug`); they take precedence over templated ids. */
  readonly routes: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The run's seed: whatever a user without a browser draws at random follows it. */
  readonly seed?: number | undefined;
  /** The scenario's stand-ins for client hooks, for users without a browser. */
  readonly hooks?: HookStandIns | undefined;
  readonly network?: UserNetworkOptions | undefined;
  /** How interactions are recognized; by default by LiveLoad's own adapters. */
  readonly adapters?: AdapterSet | undefined;
}

/** One user's isolated browser context with its page and that page's popups. */
export interface BrowserUser {
  readonly page: PagePort;
  /** Fetches the measurements that the page still holds; never rejects, and takes at most `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>;
}

/** A connection's description of itself. */
export interface BrowserMetadata {
  /** Name of the engine, e.g. `playwright`. */
  readonly name: string;
  /** The browser's product and version, e.g. `HeadlessChrome/156.0.8078.73`; empty before `launch`. */
  readonly version: string;
  /** Metrics that this engine cannot measure; they are absent from results. */
  readonly cannotMeasure: readonly string[];
  /** Whether there is a program to launch. Default `true`; otherwise no browser has to be installed. */
  readonly usesProgram?: boolean;
}

/** The three figures that determine the size of a cluster. */
export interface BrowserSizing {
  /** Number of users per core. */
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
  /** Closes the browser, and kills it if it does not exit within `timeoutMs`; never rejects. Idempotent. */
  close(timeoutMs: number): Promise<void>;
  newContext(options: ContextOptions): Promise<BrowserUser>;
  /** Flushes and closes the context; never rejects, even if the browser is gone. */
  closeContext(user: BrowserUser, timeoutMs: number): Promise<void>;
  /** Sends a message to the browser and back; resolves to its duration in milliseconds. For health probes. */
  roundTrip(options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<number>;
}

/** The export `createConnection` of a module that provides a custom connection. */
export type BrowserConnectionFactory = () => BrowserConnection;
