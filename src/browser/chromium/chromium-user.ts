import { withDeadline } from "../../base/deadline.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import type { NetworkTelemetry } from "../network/network-telemetry.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { toChromiumError } from "./chromium-error.js";
import { ChromiumPage } from "./chromium-page.js";
import { ContextStorage } from "./context-storage.js";
import { measurePage, type UsersBrowser } from "./measured-page.js";
import { PageDocuments } from "./page-documents.js";
import { PageHelper } from "./page-helper.js";
import { PageInput } from "./page-input.js";
import { PageNavigation } from "./page-navigation.js";
import { PagePointer } from "./page-pointer.js";
import { startWorker } from "./page-targets.js";
import { Popups } from "./popups.js";
import { DEFAULT_VIEWPORT } from "./prepare-page.js";

interface UserParts {
  readonly page: PagePort;
  readonly browser: UsersBrowser;
  readonly browserContextId: string;
  readonly operations: PageOperations;
  readonly agent: PageAgent;
  readonly network: NetworkTelemetry;
  readonly popups: Popups;
  readonly refuseCertificates: () => void;
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
    const { root, targets, certificates } = browser;
    const { browserContextId } = await root.send("Target.createBrowserContext", { disposeOnDetach: true });
    const refuseCertificates = certificates.acceptFor(options);
    try {
      const [{ session, targetId }] = await Promise.all([
        targets.open(browserContextId, options.viewport ?? DEFAULT_VIEWPORT),
        root.send("Browser.setDownloadBehavior", { behavior: "deny", browserContextId }),
      ]);
      const documents = new PageDocuments(session, targetId);
      const { worlds } = documents;
      const storage = new ContextStorage({ root, session, browserContextId, targets, worlds });
      const record = new PageRecord(options.routes);
      const operations = new PageOperations(browser.clock, toChromiumError, record);
      const surroundings = { browser, options, worlds, storage, steps: operations.steps };
      const popups = new Popups(surroundings);
      popups.follow(session);
      const { agent, network, interactions, preparation, ready } = measurePage(session, surroundings, record);
      targets.follow(browserContextId, {
        worker: (worker, type) => startWorker(worker, type, preparation),
        popup: (popup) => popups.add(popup),
      });
      await ready;
      session.onGone(({ message }) => operations.end(message));
      session.on("Inspector.targetCrashed", () => session.end(new PageOperationError("closed", "the page crashed")));
      const helper = new PageHelper(documents);
      const input = new PageInput(session);
      const pointer = new PagePointer({ session, documents, helper, input });
      const navigation = new PageNavigation({ session, documents, record, clock: browser.clock });
      const acting = { documents, navigation, helper, pointer, input };
      const parts = { session, operations, ...acting, storage, record, agent, interactions };
      const page = new ChromiumPage(parts);
      return new ChromiumUser({ page, browser, browserContextId, operations, agent, network, popups, refuseCertificates });
    } catch (error) {
      refuseCertificates();
      targets.forget(browserContextId);
      root.send("Target.disposeBrowserContext", { browserContextId }).catch(() => {});
      throw error;
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    const { agent, popups } = this.#parts;
    await Promise.all([agent.flush(timeoutMs), popups.flush(timeoutMs)]);
  }

  async close(timeoutMs: number): Promise<void> {
    const { browser, browserContextId, operations, agent, popups } = this.#parts;
    const { clock, root, targets } = browser;
    const endsAt = clock.now() + timeoutMs;
    // Half of the time for the last measurements, the other half for closing the context.
    await this.flush(timeoutMs / 2);
    agent.end();
    popups.endWatches();
    operations.end("the context was closed");
    const closed = root.send("Target.disposeBrowserContext", { browserContextId });
    const left = Math.max(0, endsAt - clock.now());
    await withDeadline(closed, { clock, timeoutMs: left, what: "the context to close" }).catch(() => {});
    targets.forget(browserContextId);
    this.#parts.refuseCertificates();
    // Until now its page and workers could still send requests.
    this.#endMeasuring();
  }

  /** The browser is gone: rejects whatever waits for the page. */
  end(reason: string): void {
    this.#parts.operations.end(reason);
    this.#parts.agent.end();
    this.#endMeasuring();
  }

  #endMeasuring(): void {
    this.#parts.network.end();
    this.#parts.popups.end();
  }
}
