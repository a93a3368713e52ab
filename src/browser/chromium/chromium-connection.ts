import { throwIfAborted, withDeadline } from "../../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { AcceptedCertificates } from "../accepted-certificates.js";
import type { BrowserConnection, BrowserMetadata, BrowserUser, ContextOptions, LaunchOptions } from "../connection.js";
import { browserProgram } from "../program/browser-program.js";
import { BrowserDownloads } from "./browser-downloads.js";
import { BrowserProcess } from "./browser-process.js";
import { makeLocalKey } from "./certificates/local-key.js";
import type { UsersBrowser } from "./measured-page.js";
import { ProtocolConnection } from "./protocol/protocol-connection.js";
import { ChromiumUser } from "./user/chromium-user.js";
import { defaultFonts } from "./user/default-fonts.js";
import { UserTargets } from "./user/user-targets.js";

const MEBIBYTE = 1024 * 1024;

/** A running browser. */
interface Running extends UsersBrowser {
  readonly version: string;
}

/** A browser that is starting; its process can be ended before it is ready. */
interface Starting {
  readonly ready: Promise<Running>;
  end(timeoutMs: number): Promise<void>;
}

/**
 * `launch` leads from `idle` to `starting`, and to `running` once the browser is ready. `close`, a crash and a failed launch
 * lead back to `idle`, from where it can be launched again.
 */
type State =
  | { readonly name: "idle" }
  | { readonly name: "starting"; readonly starting: Starting }
  | { readonly name: "running"; readonly starting: Starting; readonly running: Running };

const IDLE: State = { name: "idle" };

/** Users in a Chromium that LiveLoad drives itself, over the DevTools protocol: several times cheaper than Playwright. */
export class ChromiumConnection implements BrowserConnection {
  readonly #users = new Set<ChromiumUser>();
  #state: State = IDLE;
  #version = "";
  /** Browsers that are shutting down. */
  readonly #ending = new Set<Promise<void>>();

  /**
   * For users with about 3 s of think time between iterations of a few steps. Measured on 2 cores of a Linux VM with
   * `chromium-headless-shell` 156 and a small LiveView page: each of 20 users needed 63 ms of CPU per iteration of 3 s, so that 10
   * need a fifth of a core. Heavier pages and users without think time need more: 8 of those saturate both cores.
   * `bench/sizing.md` has a table by page.
   */
  browserContextsPerCore(): number {
    return 10;
  }

  /** Measured as above (proportional set size): 70 to 130 MiB for the headless shell, 240 MiB for a full Chromium. */
  browserMemoryUsageBytes(): number {
    return 250 * MEBIBYTE;
  }

  /**
   * Measured as above: 27 MiB on a small LiveView page, 39 on a shop's page, 91 on a page of 500 rows. Users without think time
   * take up to twice as much until garbage is collected.
   */
  contextMemoryUsageBytes(): number {
    return 100 * MEBIBYTE;
  }

  metadata(): BrowserMetadata {
    return { name: "chromium", version: this.#version, cannotMeasure: [] };
  }

  async launch(options: LaunchOptions): Promise<void> {
    if (this.#state.name !== "idle") throw new LiveLoadError("INTERNAL", "this connection already has a browser");
    const { clock, timeoutMs, signal, onCrash } = options;
    throwIfAborted(signal);
    const starting = startBrowser(options, (running, reason) => this.#onLost(running, reason, onCrash));
    const state: State = { name: "starting", starting };
    this.#state = state;
    try {
      const running = await withDeadline(starting.ready, { clock, timeoutMs, signal, what: "the browser to start" });
      if (this.#state !== state) throw new LiveLoadError("ABORTED", "the browser was closed while it started");
      this.#state = { name: "running", starting, running };
      this.#version = running.version;
    } catch (error) {
      const wasClosed = this.#state !== state;
      if (!wasClosed) this.#state = IDLE;
      this.#endLater(starting, 0);
      if (signal.aborted || isLiveLoadError(error, "BROWSER_NOT_FOUND")) throw error;
      if (wasClosed) throw new LiveLoadError("ABORTED", "the browser was closed while it started", { cause: error });
      throw new LiveLoadError("BROWSER_FAILED", `the browser did not start: ${messageOf(error)}`, {
        hint: "run `live-load doctor`",
        cause: error,
      });
    }
  }

  async close(timeoutMs: number): Promise<void> {
    const state = this.#state;
    this.#state = IDLE;
    this.#endUsers("the browser was closed");
    if (state.name !== "idle") this.#endLater(state.starting, timeoutMs);
    await Promise.all(this.#ending);
  }

  async newContext(options: ContextOptions): Promise<BrowserUser> {
    const running = this.#present();
    const { timeoutMs, signal } = options;
    throwIfAborted(signal);
    const opening = ChromiumUser.open(running, options);
    try {
      const { clock } = running;
      const user = await withDeadline(opening, { clock, timeoutMs, signal, what: "a browser context" });
      this.#users.add(user);
      return user;
    } catch (error) {
      opening.then((user) => user.close(timeoutMs)).catch(() => {});
      if (signal.aborted || isLiveLoadError(error)) throw error;
      throw new LiveLoadError("BROWSER_FAILED", `no browser context could be opened: ${messageOf(error)}`, { cause: error });
    }
  }

  async closeContext(user: BrowserUser, timeoutMs: number): Promise<void> {
    if (!(user instanceof ChromiumUser)) return;
    this.#users.delete(user);
    await user.close(timeoutMs);
  }

  async roundTrip({ timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<number> {
    const { root, clock } = this.#present();
    const startedAt = clock.now();
    await withDeadline(root.send("Browser.getVersion"), { clock, timeoutMs, signal, what: "the browser to answer" });
    return clock.now() - startedAt;
  }

  #present(): Running {
    if (this.#state.name === "running") return this.#state.running;
    throw new LiveLoadError("BROWSER_FAILED", "no browser is running: it was not started, or has exited");
  }

  #onLost(running: Running | undefined, reason: string, onCrash: (reason: string) => void): void {
    if (running === undefined || this.#state.name !== "running" || this.#state.running !== running) return;
    const { starting } = this.#state;
    this.#state = IDLE;
    this.#endUsers("the browser exited unexpectedly");
    // Helper processes may be left.
    this.#endLater(starting, 0);
    onCrash(`the browser exited unexpectedly: ${reason}`);
  }

  #endLater(starting: Starting, timeoutMs: number): void {
    const ending = starting.end(timeoutMs);
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }

  #endUsers(reason: string): void {
    for (const user of this.#users) user.end(reason);
    this.#users.clear();
  }
}

function startBrowser(options: LaunchOptions, onLost: (running: Running | undefined, reason: string) => void): Starting {
  const { headed, env, clock } = options;
  let running: Running | undefined;
  let connection: ProtocolConnection | undefined;
  const localKey = makeLocalKey();
  const trustedKey = localKey.fingerprint;
  const starting = browserProgram(options).then((program) => BrowserProcess.start({ program, headed, trustedKey, env, clock }));
  const ready = starting.then(async (browser) => {
    connection = new ProtocolConnection(browser.streams, clock, (reason) => onLost(running, reason));
    const { root } = connection;
    const targets = new UserTargets(root);
    const downloads = new BrowserDownloads({ root, clock, folder: browser.downloadFolder });
    const certificates = new AcceptedCertificates((ignore) => root.send("Security.setIgnoreCertificateErrors", { ignore }));
    try {
      const [{ product, userAgent }] = await Promise.all([root.send("Browser.getVersion"), targets.watch()]);
      const fonts = defaultFonts(userAgent);
      running = { root, targets, downloads, clock, certificates, localKey, version: product, fonts };
      return running;
    } catch (error) {
      // The browser's output says more than "the pipe was closed".
      throw browser.lastWords === undefined ? error : new Error(browser.lastWords, { cause: error });
    }
  });
  ready.catch(() => {});
  return {
    ready,
    async end(timeoutMs) {
      const browser = await starting.catch(() => undefined);
      if (running === undefined || timeoutMs <= 0) browser?.kill();
      else connection?.root.send("Browser.close").catch(() => {});
      await browser?.end(timeoutMs);
    },
  };
}
