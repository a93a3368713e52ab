import { readFile } from "node:fs/promises";
import { platform } from "node:os";
import type { Browser, CDPSession } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { throwIfAborted, withDeadline } from "../../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { signalProcess } from "../../base/host.js";
import { AcceptedCertificates } from "../accepted-certificates.js";
import type { BrowserConnection, BrowserMetadata, BrowserUser, ContextOptions, LaunchOptions } from "../connection.js";
import { browserProgram } from "../program/browser-program.js";
import { launchFlags } from "../program/launch-flags.js";
import { PlaywrightUser } from "./playwright-user.js";

const MEBIBYTE = 1024 * 1024;
/** Deadline for a killed browser to exit. */
const KILL_MS = 2000;

/** A running browser. */
interface Running {
  readonly browser: Browser;
  /** The browser's own session. */
  readonly session: CDPSession;
  readonly version: string;
  /** The browser's process group, which is killed at the end; undefined if it is unknown. */
  readonly group: number | undefined;
  readonly clock: Clock;
  readonly certificates: AcceptedCertificates;
}

/**
 * `launch` leads from `idle` to `starting`, and to `running` once the browser is ready. `close`, a crash and a failed launch
 * lead back to `idle`, from where it can be launched again.
 */
type State =
  | { readonly name: "idle" }
  | { readonly name: "starting"; readonly starting: Promise<Running> }
  | { readonly name: "running"; readonly running: Running };

const IDLE: State = { name: "idle" };

/** Users in a Chromium that Playwright drives. */
export class PlaywrightConnection implements BrowserConnection {
  readonly #users = new Set<PlaywrightUser>();
  #state: State = IDLE;
  #version = "";
  /** Browsers that are shutting down. */
  readonly #ending = new Set<Promise<void>>();

  browserContextsPerCore(): number {
    return 2;
  }

  browserMemoryUsageBytes(): number {
    return 250 * MEBIBYTE;
  }

  contextMemoryUsageBytes(): number {
    return 150 * MEBIBYTE;
  }

  metadata(): BrowserMetadata {
    return { name: "playwright", version: this.#version, cannotMeasure: [] };
  }

  async launch(options: LaunchOptions): Promise<void> {
    if (this.#state.name !== "idle") throw new LiveLoadError("INTERNAL", "this connection already has a browser");
    const { clock, timeoutMs, signal } = options;
    throwIfAborted(signal);
    const starting = startBrowser(options);
    const state: State = { name: "starting", starting };
    this.#state = state;
    try {
      const running = await withDeadline(starting, { clock, timeoutMs, signal, what: "the browser to start" });
      if (this.#state !== state) throw new LiveLoadError("ABORTED", "the browser was closed while it started");
      this.#state = { name: "running", running };
      this.#version = running.version;
      running.browser.on("disconnected", () => this.#onDisconnected(running, options.onCrash));
    } catch (error) {
      if (this.#state === state) this.#state = IDLE;
      this.#endLater(starting, KILL_MS);
      if (signal.aborted || isLiveLoadError(error, "BROWSER_NOT_FOUND") || isLiveLoadError(error, "ABORTED")) throw error;
      throw new LiveLoadError("BROWSER_FAILED", `the browser did not start: ${launchReason(error)}`, {
        hint: "run `live-load doctor`",
        cause: error,
      });
    }
  }

  async close(timeoutMs: number): Promise<void> {
    const state = this.#state;
    this.#state = IDLE;
    this.#endUsers("the browser was closed");
    if (state.name === "running") this.#endLater(Promise.resolve(state.running), timeoutMs);
    if (state.name === "starting") this.#endLater(state.starting, timeoutMs);
    await Promise.all(this.#ending);
  }

  async newContext(options: ContextOptions): Promise<BrowserUser> {
    const running = this.#present();
    const { browser, clock } = running;
    const { timeoutMs, signal } = options;
    const opening = PlaywrightUser.open(running, options);
    try {
      const user = await withDeadline(opening, { clock, timeoutMs, signal, what: "a browser context" });
      this.#users.add(user);
      // The browser may have exited meanwhile.
      if (!browser.isConnected()) this.#endUsers("the browser is gone");
      return user;
    } catch (error) {
      opening.then((user) => user.close(timeoutMs)).catch(() => {});
      if (signal.aborted || isLiveLoadError(error)) throw error;
      throw new LiveLoadError("BROWSER_FAILED", `no browser context could be opened: ${firstLine(error)}`, { cause: error });
    }
  }

  async closeContext(user: BrowserUser, timeoutMs: number): Promise<void> {
    if (!(user instanceof PlaywrightUser)) return;
    this.#users.delete(user);
    await user.close(timeoutMs);
  }

  async roundTrip({ timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<number> {
    const { session, clock } = this.#present();
    const startedAt = clock.now();
    await withDeadline(session.send("Browser.getVersion"), { clock, timeoutMs, signal, what: "the browser to answer" });
    return clock.now() - startedAt;
  }

  #present(): Running {
    if (this.#state.name === "running") return this.#state.running;
    throw new LiveLoadError("BROWSER_FAILED", "no browser is running: it was not started, or has exited");
  }

  #onDisconnected(running: Running, onCrash: (reason: string) => void): void {
    if (this.#state.name !== "running" || this.#state.running !== running) return;
    this.#state = IDLE;
    // Helper processes may be left.
    kill(running);
    this.#endUsers("the browser exited unexpectedly");
    onCrash("the browser exited unexpectedly");
  }

  /** Closes a browser that may still be starting. */
  #endLater(starting: Promise<Running>, timeoutMs: number): void {
    const ending = starting.then(
      (running) => endBrowser(running, timeoutMs),
      () => {},
    );
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }

  #endUsers(reason: string): void {
    for (const user of this.#users) user.end(reason);
    this.#users.clear();
  }
}

async function startBrowser(options: LaunchOptions): Promise<Running> {
  const { headed, timeoutMs, env, clock } = options;
  const executablePath = await browserProgram(options);
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath,
    headless: !headed,
    timeout: Math.max(1, timeoutMs),
    args: [...launchFlags()],
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    // The watchdog and the runner handle signals.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const session = await browser.newBrowserCDPSession();
  const { product } = await session.send("Browser.getVersion");
  const certificates = new AcceptedCertificates((ignore) => session.send("Security.setIgnoreCertificateErrors", { ignore }));
  return { browser, session, version: product, group: await processGroup(session), clock, certificates };
}

/** Playwright starts the browser in its own process group but does not expose it. On Debian a shell script leads the group. */
async function processGroup(session: CDPSession): Promise<number | undefined> {
  try {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const pid = processInfo.find(({ type }) => type === "browser")?.id;
    if (pid === undefined || platform() !== "linux") return pid;
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // After the name, which may contain anything, come state, parent and group.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  } catch {
    return undefined;
  }
}

async function endBrowser(running: Running, timeoutMs: number): Promise<void> {
  const { browser, clock } = running;
  const closed = browser.close();
  const wait = { clock, what: "the browser to close" };
  await withDeadline(closed, { ...wait, timeoutMs }).catch(async () => {
    kill(running);
    await withDeadline(closed, { ...wait, timeoutMs: KILL_MS }).catch(() => {});
  });
}

function kill({ group }: Running): void {
  if (group !== undefined && group > 1) signalProcess(-group, "SIGKILL");
}

/** The most informative line of Playwright's launch log. */
function launchReason(error: unknown): string {
  const message = messageOf(error);
  const telling = /\[err\] (.*(?:error|cannot|failed|denied|No usable).*)/i.exec(message)?.[1];
  return telling ?? firstLine(error);
}

function firstLine(error: unknown): string {
  return (messageOf(error).split("\n")[0] ?? "").replace(/^\w+\.\w+: /, "");
}
