import type { Browser, BrowserContext } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import type { PagePort } from "../../scenario/page-port.js";
import type { AcceptedCertificates } from "../accepted-certificates.js";
import { InitScripts } from "../adjustments/init-scripts.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { DownloadRequests } from "../network/download-requests.js";
import { UserDialogs } from "../user-dialogs.js";
import { UserDownloads } from "../user-downloads.js";
import { UserWindows } from "../user-windows.js";
import { playwrightOptions } from "./context-options.js";
import { answerDialogs } from "./dialogs.js";
import { ALWAYS_OPEN, followDownloads } from "./downloads.js";
import { PlaywrightUserNetwork } from "./network.js";
import { PageStorage } from "./page-storage.js";
import { Popups } from "./popups.js";
import { type UserPage, userPage } from "./user-page.js";

/** The browser's parts that its users share. */
interface UsersBrowser {
  readonly browser: Browser;
  readonly clock: Clock;
  readonly certificates: AcceptedCertificates;
}

interface UserParts {
  readonly context: BrowserContext;
  readonly clock: Clock;
  readonly own: UserPage;
  readonly popups: Popups;
  readonly windows: UserWindows;
  readonly refuseCertificates: () => void;
}

/** One user in a Playwright browser: a context, its page and its popups. */
export class PlaywrightUser implements BrowserUser {
  readonly page: PagePort;
  readonly #parts: UserParts;

  private constructor(parts: UserParts) {
    this.page = parts.own.port;
    this.#parts = parts;
  }

  /** Opens a context with an empty page, and measures it from the start. */
  static async open({ browser, clock, certificates }: UsersBrowser, options: ContextOptions): Promise<PlaywrightUser> {
    const context = await browser.newContext(playwrightOptions(options));
    const refuseCertificates = certificates.acceptFor(options);
    try {
      const userNetwork = new PlaywrightUserNetwork({ context, options, clock });
      await userNetwork.begin();
      const page = await context.newPage();
      const windows = new UserWindows(clock);
      const storage = new PageStorage(context);
      const downloads = new UserDownloads(ALWAYS_OPEN);
      const downloadRequests = new DownloadRequests({ telemetry: options.telemetry, clock });
      const shared = {
        userNetwork,
        windows,
        storage,
        downloads,
        downloadRequests,
        dialogs: new UserDialogs(),
        initScripts: new InitScripts(),
      };
      const surroundings = { context, clock, options, ...shared };
      const own = await userPage(page, surroundings, "page");
      followDownloads(own, surroundings);
      if (options.storageState !== undefined) await storage.replace(options.storageState);
      const popups = new Popups(surroundings);
      answerDialogs(context, { own, popups, dialogs: surroundings.dialogs });
      context.on("page", (popup) => {
        if (popup !== page) void popups.add(popup);
      });
      return new PlaywrightUser({ context, clock, own, popups, windows, refuseCertificates });
    } catch (error) {
      refuseCertificates();
      void context.close().catch(() => {});
      throw error;
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    const { own, windows, clock } = this.#parts;
    const flushed = Promise.all([own.agent.flush(timeoutMs), windows.flush(timeoutMs)]);
    await withDeadline(flushed, { clock, timeoutMs, what: "the page's measurements" }).catch(() => {});
  }

  async close(timeoutMs: number): Promise<void> {
    const { clock, context, refuseCertificates } = this.#parts;
    const endsAt = clock.now() + timeoutMs;
    // Half of the time for the last measurements, the other half for closing the context.
    await this.flush(timeoutMs / 2);
    this.#endOperations("the context was closed");
    const left = Math.max(0, endsAt - clock.now());
    await withDeadline(context.close(), { clock, timeoutMs: left, what: "the context to close" }).catch(() => {});
    refuseCertificates();
    // Until now its page could still send requests.
    this.#endMeasuring();
  }

  /** The browser is gone: rejects whatever waits for the page. */
  end(reason: string): void {
    this.#endOperations(reason);
    this.#endMeasuring();
  }

  #endOperations(reason: string): void {
    const { own, popups } = this.#parts;
    own.operations.end(reason);
    own.agent.end();
    popups.endOperations(reason);
  }

  #endMeasuring(): void {
    this.#parts.own.network.end();
    this.#parts.popups.endMeasuring();
  }
}
