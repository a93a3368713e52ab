import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../base/clock.js";
import { type Deferred, deferred, withDeadline } from "../../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { BrowserProcess } from "../chromium/browser-process.js";
import { startWorker } from "../chromium/page-targets.js";
import { ProtocolConnection } from "../chromium/protocol/protocol-connection.js";
import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { browserProgram } from "../program/browser-program.js";
import type { RecordedEvent } from "./recorded-events.js";
import { RecordedPage } from "./recorded-page.js";
import type { BarCommand, BarState } from "./recorder-wire.js";

/** Options of a recording, and the receiver of its events. */
export interface RecordOptions {
  readonly url: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Ends the recording. */
  readonly signal: AbortSignal;
  /** The window is there. */
  readonly onReady: () => void;
  /** Takes what happened; returns how many steps have been recorded so far. */
  readonly onEvent: (event: RecordedEvent) => number;
}

const START_MS = 30_000;
const END_MS = 3000;
const WINDOW = { width: 1300, height: 900 };
/** A window that comes so soon after an input was opened by its page. */
const OPENING_MS = 3000;

/**
 * Opens the page in a window, and reports what a person does there until they stop, close the window, or the signal aborts, also
 * before the window is there. Rejects with `BROWSER_NOT_FOUND` or `BROWSER_FAILED`.
 */
export async function recordPage(options: RecordOptions): Promise<void> {
  const { env, clock, signal } = options;
  const stopped = deferred<void>();
  const stop = () => stopped.resolve();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const program = await browserProgram({ executablePath: undefined, env, headed: true });
    if (signal.aborted) return;
    await recordIn(await BrowserProcess.start({ program, headed: true, env, clock }), options, stopped.promise);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function recordIn(browser: BrowserProcess, options: RecordOptions, stopped: Promise<void>): Promise<void> {
  const { clock, signal, onReady } = options;
  const ended = deferred<void>();
  const connection = new ProtocolConnection(browser.streams, clock, () => ended.resolve());
  const session = new RecordSession(connection.root, options, ended);
  try {
    const starting = Promise.race([
      session.start(browser.downloadFolder),
      browser.exited.then(() => Promise.reject(new Error())),
    ]);
    await Promise.race([withDeadline(starting, { clock, timeoutMs: START_MS, what: "the browser's window" }), stopped]);
    if (signal.aborted) return;
    onReady();
    await Promise.race([ended.promise, stopped]);
    await withDeadline(session.told(), { clock, timeoutMs: END_MS, what: "the last steps" }).catch(() => {});
  } catch (error) {
    if (isLiveLoadError(error, "BROWSER_NOT_FOUND")) throw error;
    const why = browser.lastWords ?? messageOf(error);
    throw new LiveLoadError("BROWSER_FAILED", `the browser's window did not open: ${why}`, {
      hint: "run `live-load doctor`",
      cause: error,
    });
  } finally {
    session.end();
    connection.root.send("Browser.close").catch(() => {});
    await browser.end(END_MS);
  }
}

/** The pages of one recording. */
class RecordSession {
  readonly #root: ProtocolSession;
  readonly #options: RecordOptions;
  readonly #ended: Deferred<void>;
  /** By target. */
  readonly #pages = new Map<string, RecordedPage>();
  #count = 0;
  #hasEnded = false;
  #state: BarState = { steps: 0, isPicking: false };

  constructor(root: ProtocolSession, options: RecordOptions, ended: Deferred<void>) {
    this.#root = root;
    this.#options = options;
    this.#ended = ended;
  }

  async start(downloadFolder: string): Promise<void> {
    const root = this.#root;
    root.on("Target.attachedToTarget", (event) => this.#attached(event));
    root.on("Browser.downloadWillBegin", () => {
      const page = this.#lastActive();
      this.#happened({ kind: "download", at: this.#options.clock.wallTime(), page: page?.number ?? 0 });
    });
    const filter = ["page", "shared_worker", "service_worker"].map((type) => ({ type }));
    await Promise.all([
      root.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter }),
      root.send("Browser.setDownloadBehavior", {
        behavior: "allowAndName",
        downloadPath: downloadFolder,
        eventsEnabled: true,
      }),
    ]);
    const { targetId } = await root.send("Target.createTarget", { url: "about:blank", newWindow: true, ...WINDOW });
    // The browser reports a page before it tells its id.
    await this.#pages.get(targetId)?.navigate(this.#options.url);
  }

  /** Resolves when all that has happened so far is told. */
  async told(): Promise<void> {
    await Promise.all([...this.#pages.values()].map((page) => page.told()));
  }

  end(): void {
    // Answers that were held back are told now.
    for (const page of this.#pages.values()) page.end();
    this.#hasEnded = true;
  }

  #attached({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent): void {
    const session = this.#root.child(sessionId);
    const { type, targetId, openerId } = targetInfo;
    if (type !== "page") {
      startWorker(session, targetInfo, { frame: async () => {}, worker: async () => {} });
      return;
    }
    const { clock } = this.#options;
    const at = clock.wallTime();
    const opener = this.#pages.get(openerId ?? "") ?? this.#recentlyActive(at);
    if (this.#count > 0 && opener === undefined) {
      session.send("Runtime.runIfWaitingForDebugger").catch(() => {});
      this.#happened({ kind: "note", at, page: 0, text: "A tab that was opened by hand is not recorded." });
      return;
    }
    this.#add(session, targetId, opener);
  }

  #add(session: ProtocolSession, targetId: string, opener: RecordedPage | undefined): void {
    const { clock } = this.#options;
    const page = new RecordedPage({
      session,
      targetId,
      clock,
      number: this.#count++,
      happened: (event) => this.#happened(event),
      commanded: (command, from) => this.#commanded(command, from),
      state: () => this.#state,
    });
    this.#pages.set(targetId, page);
    if (opener !== undefined) this.#happened({ kind: "popup", at: clock.wallTime(), page: page.number, opener: opener.number });
    session.onGone(() => {
      this.#pages.delete(targetId);
      if (page.number === 0) this.#ended.resolve();
      else this.#happened({ kind: "closed", at: clock.wallTime(), page: page.number });
    });
    // It may be closed at once.
    page.start().catch(() => {});
  }

  #happened(event: RecordedEvent): void {
    // The browser closes what is left.
    if (this.#hasEnded) return;
    const steps = this.#options.onEvent(event);
    if (steps === this.#state.steps) return;
    this.#show({ ...this.#state, steps });
  }

  #commanded(command: BarCommand, { number: page }: RecordedPage): void {
    const at = this.#options.clock.wallTime();
    switch (command.type) {
      case "stop":
        this.#ended.resolve();
        return;
      case "pick":
        this.#show({ ...this.#state, isPicking: command.isOn });
        return;
      case "group":
        this.#happened({ kind: "group", name: command.name, at, page });
        this.#show({ ...this.#state, group: command.name });
        return;
      case "end-group": {
        const { group: _, ...rest } = this.#state;
        this.#happened({ kind: "end-group", at, page });
        this.#show({ ...rest, steps: this.#state.steps });
      }
    }
  }

  #show(state: BarState): void {
    this.#state = state;
    for (const page of this.#pages.values()) page.show();
  }

  #lastActive(): RecordedPage | undefined {
    return [...this.#pages.values()].sort((one, other) => other.lastActAt - one.lastActAt)[0];
  }

  #recentlyActive(at: number): RecordedPage | undefined {
    const page = this.#lastActive();
    return page !== undefined && at - page.lastActAt < OPENING_MS ? page : undefined;
  }
}
