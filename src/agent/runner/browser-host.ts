import type { Clock } from "../../base/clock.js";
import { type Deferred, deferred, delay, withDeadline } from "../../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { sharedAbortController } from "../../base/shared-abort.js";
import type { BrowserConnection, BrowserUser, LaunchOptions } from "../../browser/connection.js";
import type { AdapterSet } from "../../browser/interactions/adapter-set.js";
import type { HookStandIns } from "../../scenario/authoring/hook-stand-in.js";
import type { BrowserOptions } from "../../scenario/browser-options/browser-options.js";
import type { OpenContext } from "../../scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import { FurtherContextsOfUsers } from "./further-contexts-of-users.js";
import { Slots } from "./slots.js";
import type { UserContext, UserContexts } from "./users/user-contexts.js";

/** How a node's browser is launched, and what its contexts have in common. */
export interface BrowserHostOptions {
  readonly clock: Clock;
  /** Makes a connection that has not been launched. */
  readonly createConnection: () => Promise<BrowserConnection>;
  readonly launch: Pick<LaunchOptions, "executablePath" | "headed" | "env">;
  readonly routes: readonly string[];
  readonly adapters: AdapterSet;
  readonly seed: number;
  readonly hooks: HookStandIns;
  readonly browserOptionsOf: (userId: number) => Promise<BrowserOptions>;
  readonly telemetry: TelemetrySink;
  /** The sink for measurements of a user's page. */
  readonly telemetryOf: (userId: number) => TelemetrySink;
  readonly onWarning: (message: string) => void;
}

/** A context, and the launched browser that it belongs to. */
interface HostedContext extends UserContext {
  readonly userId: number;
  readonly user: BrowserUser;
  readonly connection: BrowserConnection;
}

const LAUNCH_TIMEOUT_MS = 60_000;
const LAUNCH_ATTEMPTS = 3;
const CONTEXT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5000;
/** When a run is interrupted, samples have to be sent within two seconds. */
const QUICK_FLUSH_MS = 400;
const ALIVE_TIMEOUT_MS = 2000;
const OPENING_AT_ONCE = 6;
const RELAUNCH_MS = { first: 250, most: 5000 };

/**
 * The node's browser. It is restarted when it crashes.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | down | up | the first launch succeeded, in at most three attempts; the caller gets the last error |
 * | up | restarting | the browser crashed |
 * | restarting | up | a launch succeeded; attempts continue with growing pauses |
 * | any | ended | `end` |
 */
export class BrowserHost implements UserContexts<HostedContext> {
  readonly #options: BrowserHostOptions;
  readonly #slots = new Slots(OPENING_AT_ONCE);
  readonly #further = new FurtherContextsOfUsers((context) => this.#close(context));
  readonly #ending = sharedAbortController();
  #state: "down" | "up" | "restarting" | "ended" = "down";
  #connection: BrowserConnection | undefined;
  #up: Deferred<BrowserConnection> = deferred();
  #quick = false;

  constructor(options: BrowserHostOptions) {
    this.#options = options;
  }

  /**
   * Starts the browser, in up to three attempts: about one start in some hundred ends with a segmentation fault. Rejects with
   * `BROWSER_NOT_FOUND` or `BROWSER_FAILED`.
   */
  async launch(): Promise<void> {
    const { clock, onWarning } = this.#options;
    const { signal } = this.#ending;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#launchOnce();
      } catch (error) {
        const isOver = signal.aborted || attempt === LAUNCH_ATTEMPTS || !isLiveLoadError(error, "BROWSER_FAILED");
        // A browser that did not answer for a minute has used up all the time.
        if (isOver || isLiveLoadError(error.cause, "DEADLINE_EXCEEDED")) throw error;
        onWarning(`${error.message}; starting it again (attempt ${attempt + 1} of ${LAUNCH_ATTEMPTS})`);
        await delay(RELAUNCH_MS.first, { clock, signal });
      }
    }
  }

  async #launchOnce(): Promise<void> {
    const { createConnection, launch, clock } = this.#options;
    const connection = await createConnection();
    let crash: string | undefined;
    await connection.launch({
      ...launch,
      clock,
      timeoutMs: LAUNCH_TIMEOUT_MS,
      signal: this.#ending.signal,
      onCrash: (reason) => {
        crash = reason;
        this.#crashed(connection, reason);
      },
    });
    if (this.#ending.signal.aborted) {
      await connection.close(CLOSE_TIMEOUT_MS);
      throw new LiveLoadError("ABORTED", "stopped on request");
    }
    this.#connection = connection;
    this.#state = "up";
    this.#up.resolve(connection);
    if (crash !== undefined) this.#crashed(connection, crash);
  }

  open(userId: number, signal: AbortSignal): Promise<HostedContext> {
    const { clock, routes, adapters, seed, hooks, browserOptionsOf, telemetryOf } = this.#options;
    return this.#slots.run(signal, async () => {
      const own = await browserOptionsOf(userId);
      const wait = { clock, timeoutMs: CONTEXT_TIMEOUT_MS, what: "the browser to restart", signal };
      const connection = await withDeadline(this.#up.promise, wait);
      const telemetry = telemetryOf(userId);
      const shared = { routes, adapters, seed, hooks, timeoutMs: CONTEXT_TIMEOUT_MS };
      const options = { ...own, ...shared, userId, telemetry, signal };
      const user = await connection.newContext(options);
      this.#throwUnlessCurrent(connection);
      const openContext: OpenContext = (changed, until) =>
        this.#slots.run(until, () => {
          this.#throwUnlessCurrent(connection);
          return this.#further.open(connection, { ...options, ...changed, signal: until });
        });
      return { userId, user, connection, page: user.page, openContext };
    });
  }

  async close(context: HostedContext, { keepsFurther } = { keepsFurther: false }): Promise<void> {
    const further = keepsFurther ? undefined : this.#further.closeOf(context.userId);
    await Promise.all([further, this.#close(context)]);
  }

  async #close({ user, connection }: Pick<HostedContext, "user" | "connection">): Promise<void> {
    if (this.#connection !== connection) return;
    if (this.#quick) await user.flush(QUICK_FLUSH_MS);
    else await connection.closeContext(user, CLOSE_TIMEOUT_MS);
  }

  #throwUnlessCurrent(connection: BrowserConnection): void {
    if (this.#connection === connection) return;
    throw new LiveLoadError("BROWSER_FAILED", "the browser ended while a context was being opened");
  }

  isCurrent({ connection }: HostedContext): boolean {
    return this.#connection === connection;
  }

  async isAlive(context: HostedContext): Promise<boolean> {
    // An operation may fail before the end of the browser is noticed.
    if (this.isCurrent(context)) await this.roundTrip(ALIVE_TIMEOUT_MS).catch(() => {});
    return this.isCurrent(context);
  }

  /** From now on contexts are only asked for their measurements, not closed. */
  hurry(): void {
    this.#quick = true;
  }

  /** The round-trip time of a message to the browser, in milliseconds. */
  async roundTrip(timeoutMs: number): Promise<number> {
    const connection = this.#connection;
    if (connection === undefined) throw new LiveLoadError("BROWSER_FAILED", "there is no browser");
    return connection.roundTrip({ timeoutMs, signal: this.#ending.signal });
  }

  /** The same, to learn how late the browser is; `undefined` while there is none, and for users without one. */
  probe(timeoutMs: number): Promise<number> | undefined {
    const isSilent = this.#connection?.metadata().cannotMeasure.includes("node_browser_round_trip") ?? true;
    return this.isUp && !isSilent ? this.roundTrip(timeoutMs) : undefined;
  }

  get isUp(): boolean {
    return this.#state === "up";
  }

  /** Ends the browser; never rejects. Idempotent. */
  async end(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    this.#state = "ended";
    this.#ending.abort();
    this.#up.reject(new LiveLoadError("ABORTED", "the browser was ended"));
    await this.#connection?.close(timeoutMs);
  }

  #crashed(connection: BrowserConnection, reason: string): void {
    if (this.#state !== "up" || this.#connection !== connection) return;
    const { clock, telemetry, onWarning } = this.#options;
    this.#state = "restarting";
    this.#connection = undefined;
    this.#up = deferred();
    telemetry.failure({ category: "browser", message: `the browser crashed: ${reason}` }, clock.now());
    onWarning(`the browser crashed and is being restarted: ${reason}`);
    void this.#restart();
  }

  async #restart(): Promise<void> {
    const { clock, telemetry } = this.#options;
    const { signal } = this.#ending;
    for (let pauseMs = RELAUNCH_MS.first; this.#state === "restarting"; pauseMs = Math.min(RELAUNCH_MS.most, 2 * pauseMs)) {
      try {
        await this.#launchOnce();
      } catch (error) {
        if (signal.aborted || isLiveLoadError(error, "ABORTED")) return;
        telemetry.failure({ category: "browser", message: `the browser did not restart: ${messageOf(error)}` }, clock.now());
        await delay(pauseMs, { clock, signal }).catch(() => {});
      }
    }
  }
}
