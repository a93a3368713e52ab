import { withDeadline } from "../../../base/deadline.js";
import type { PagePort } from "../../../scenario/page-port.js";
import { DEFAULT_VIEWPORT } from "../../adjustments/device-metrics.js";
import { InitScripts } from "../../adjustments/init-scripts.js";
import type { BrowserUser, ContextOptions } from "../../connection.js";
import { DownloadRequests } from "../../network/download-requests.js";
import type { NetworkTelemetry } from "../../network/network-telemetry.js";
import type { PageAgent } from "../../page-agent/page-agent.js";
import type { PageOperations } from "../../page-operations.js";
import { UserDialogs } from "../../user-dialogs.js";
import { UserWindows } from "../../user-windows.js";
import type { UsersBrowser } from "../measured-page.js";
import { startWorker } from "../page-targets.js";
import { PageWorlds } from "../page-worlds.js";
import { Popups } from "../popups.js";
import { userPage } from "../user-page.js";
import { grantPermissions } from "./context-settings.js";
import { ContextStorage } from "./context-storage.js";
import { openContext } from "./open-context.js";
import { UserNetwork } from "./user-network.js";

interface UserParts {
  readonly page: PagePort;
  readonly browser: UsersBrowser;
  readonly browserContextId: string;
  readonly operations: PageOperations;
  readonly agent: PageAgent;
  readonly network: NetworkTelemetry;
  readonly popups: Popups;
  readonly windows: UserWindows;
  readonly release: () => void;
}

/** One user in the browser: a context and its page. */
export class ChromiumUser implements BrowserUser {
  readonly page: PagePort;
  readonly #parts: UserParts;

  private constructor(parts: UserParts) {
    this.page = parts.page;
    this.#parts = parts;
  }

  /** Opens a context with an empty page, and measures it from the start. */
  static async open(browser: UsersBrowser, options: ContextOptions): Promise<ChromiumUser> {
    const { root, targets } = browser;
    const { browserContextId, release } = await openContext(browser, options);
    try {
      const [{ session, targetId }] = await Promise.all([
        targets.open(browserContextId, options.viewport ?? DEFAULT_VIEWPORT),
        browser.downloads.refuse(browserContextId),
        grantPermissions(root, browserContextId, options),
      ]);
      const worlds = new PageWorlds();
      const storage = new ContextStorage({ root, session, browserContextId, targets, worlds });
      const windows = new UserWindows(browser.clock);
      const userNetwork = new UserNetwork(options, browser.clock);
      const downloadRequests = new DownloadRequests({ telemetry: options.telemetry, clock: browser.clock });
      const downloads = browser.downloads.of({ browserContextId, worlds, requests: downloadRequests });
      const shared = {
        worlds,
        storage,
        userNetwork,
        downloads,
        downloadRequests,
        windows,
        dialogs: new UserDialogs(),
        initScripts: new InitScripts(),
      };
      const surroundings = { browser, options, ...shared };
      const popups = new Popups(surroundings);
      popups.follow(session);
      const own = userPage({ session, targetId }, surroundings, { name: "page" });
      targets.follow(browserContextId, {
        worker: (worker, type) => startWorker(worker, { type, url: "" }, own.preparation),
        popup: (popup) => popups.add(popup),
      });
      await own.ready;
      if (options.storageState !== undefined) await storage.replace(options.storageState);
      return new ChromiumUser({ ...own, browser, browserContextId, popups, windows, release });
    } catch (error) {
      release();
      targets.forget(browserContextId);
      root.send("Target.disposeBrowserContext", { browserContextId }).catch(() => {});
      throw error;
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    const { agent, windows } = this.#parts;
    await Promise.all([agent.flush(timeoutMs), windows.flush(timeoutMs)]);
  }

  async close(timeoutMs: number): Promise<void> {
    const { browser, browserContextId } = this.#parts;
    const { clock, root, targets } = browser;
    const endsAt = clock.now() + timeoutMs;
    // Half of the time for the last measurements, the other half for closing the context.
    await this.flush(timeoutMs / 2);
    this.#endOperations("the context was closed");
    const closed = root.send("Target.disposeBrowserContext", { browserContextId });
    const left = Math.max(0, endsAt - clock.now());
    await withDeadline(closed, { clock, timeoutMs: left, what: "the context to close" }).catch(() => {});
    targets.forget(browserContextId);
    this.#parts.release();
    // Until now its page and workers could still send requests.
    this.#endMeasuring();
  }

  /** The browser is gone: rejects whatever waits for the page. */
  end(reason: string): void {
    this.#endOperations(reason);
    this.#endMeasuring();
    this.#parts.release();
  }

  #endOperations(reason: string): void {
    const { agent, operations, popups } = this.#parts;
    operations.end(reason);
    agent.end();
    popups.endOperations(reason);
  }

  #endMeasuring(): void {
    this.#parts.browser.downloads.forget(this.#parts.browserContextId);
    this.#parts.network.end();
    this.#parts.popups.endMeasuring();
  }
}
