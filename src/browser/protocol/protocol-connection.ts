import type { Clock } from "../../base/clock.js";
import { throwIfAborted } from "../../base/deadline.js";
import { LiveLoadError } from "../../base/errors.js";
import { packageVersion } from "../../base/package-version.js";
import type { BrowserConnection, BrowserMetadata, BrowserUser, ContextOptions, LaunchOptions } from "../connection.js";
import { liveViewPart } from "./live-view/live-view-part.js";
import { ProtocolUser } from "./protocol-user.js";

const MEBIBYTE = 1024 * 1024;

/** Users without a browser: HTTP, HTML and LiveView's protocol. There is nothing to launch. */
export class ProtocolConnection implements BrowserConnection {
  readonly #users = new Set<ProtocolUser>();
  #clock: Clock | undefined;

  browserContextsPerCore(): number {
    return 500;
  }

  browserMemoryUsageBytes(): number {
    return 100 * MEBIBYTE;
  }

  contextMemoryUsageBytes(): number {
    return 1.5 * MEBIBYTE;
  }

  metadata(): BrowserMetadata {
    return { name: "protocol", version: `LiveLoad/${packageVersion()}`, cannotMeasure: CANNOT_MEASURE, usesProgram: false };
  }

  async launch({ clock, signal }: LaunchOptions): Promise<void> {
    if (this.#clock !== undefined) throw new LiveLoadError("INTERNAL", "this connection was launched already");
    throwIfAborted(signal);
    this.#clock = clock;
    // A browser takes its time, too: it may be closed meanwhile.
    await Promise.resolve();
    if (this.#clock !== clock) throw new LiveLoadError("ABORTED", "the connection was closed while it started");
  }

  async close(): Promise<void> {
    this.#clock = undefined;
    const users = [...this.#users];
    this.#users.clear();
    for (const user of users) user.end("the browser was closed");
    await Promise.all(users.map((user) => user.close()));
  }

  async newContext(options: ContextOptions): Promise<BrowserUser> {
    throwIfAborted(options.signal);
    const user = new ProtocolUser({ clock: this.#present(), options, livePart: liveViewPart });
    this.#users.add(user);
    return user;
  }

  async closeContext(user: BrowserUser): Promise<void> {
    if (!(user instanceof ProtocolUser)) return;
    this.#users.delete(user);
    await user.close();
  }

  /** There is no browser to ask, so this takes one turn of the event loop. */
  async roundTrip({ signal }: { readonly signal: AbortSignal }): Promise<number> {
    const clock = this.#present();
    throwIfAborted(signal);
    const startedAt = clock.now();
    await new Promise((resolve) => setImmediate(resolve));
    return clock.now() - startedAt;
  }

  #present(): Clock {
    if (this.#clock !== undefined) return this.#clock;
    throw new LiveLoadError("BROWSER_FAILED", "no users can be made: the connection was not launched, or was closed");
  }
}

/** What only a browser can measure. */
const CANNOT_MEASURE = [
  "liveview_loading_class_duration",
  "liveview_canceled_loads",
  "interaction_duration",
  "interaction_delay_duration",
  "interaction_server_duration",
  "interaction_patch_duration",
  "interaction_first_change_duration",
  "interactions",
  "interactions_local",
  "interactions_unanswered",
  "interactions_ambiguous",
  "web_vital_ttfb",
  "web_vital_fcp",
  "web_vital_lcp",
  "web_vital_inp",
  "web_vital_cls",
  "page_errors",
  "node_browser_round_trip",
  "node_page_delay",
];
