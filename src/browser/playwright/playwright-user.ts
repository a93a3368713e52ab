import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import type { PagePort } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { NetworkTelemetry } from "../network/network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { toPageOperationError } from "./operation-error.js";
import { PageScripts } from "./page-scripts.js";
import { PageStorage } from "./page-storage.js";
import { PlaywrightDocuments } from "./playwright-documents.js";
import { PlaywrightPage } from "./playwright-page.js";

/** A scenario that opens one in each iteration would fill the machine otherwise: the oldest is closed. */
const MOST_POPUPS = 8;

/** One user in a Playwright browser: a context and its page. */
export class PlaywrightUser implements BrowserUser {
  readonly page: PagePort;
  readonly #context: BrowserContext;
  readonly #operations: PageOperations;
  readonly #clock: Clock;
  readonly #agent: PageAgent;
  readonly #network: NetworkTelemetry;

  private constructor(parts: {
    readonly page: PagePort;
    readonly context: BrowserContext;
    readonly operations: PageOperations;
    readonly clock: Clock;
    readonly agent: PageAgent;
    readonly network: NetworkTelemetry;
  }) {
    this.page = parts.page;
    this.#context = parts.context;
    this.#operations = parts.operations;
    this.#clock = parts.clock;
    this.#agent = parts.agent;
    this.#network = parts.network;
  }

  /** Opens a context with an empty page that is measured already. */
  static async open(browser: Browser, options: ContextOptions, clock: Clock): Promise<PlaywrightUser> {
    const context = await browser.newContext(contextOptions(options));
    try {
      const page = await context.newPage();
      const cdp = (await context.newCDPSession(page)) as unknown as CdpSession;
      const { telemetry, routes } = options;
      const agent = new PageAgent(cdp, { telemetry, routes, clock });
      // Also when it goes before it is ready.
      page.on("crash", () => agent.end());
      page.on("close", () => agent.end());
      const record = new PageRecord(routes);
      record.followPage(cdp);
      // Playwright has the workers' sessions to itself.
      const network = new NetworkTelemetry({ telemetry, routes, clock, seesWorkers: false });
      await Promise.all([agent.attach(), network.attach(cdp)]);
      const operations = new PageOperations(clock, toPageOperationError, new PlaywrightDocuments({ page, cdp, record, clock }));
      watch(context, page, operations);
      const port = new PlaywrightPage({
        page,
        operations,
        scripts: new PageScripts(page, cdp),
        storage: new PageStorage(context, page, cdp),
        record,
        agent: agent.name,
      });
      return new PlaywrightUser({ page: port, context, operations, clock, agent, network });
    } catch (error) {
      void context.close().catch(() => {});
      throw error;
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    const flushed = this.#agent.flush(timeoutMs);
    await withDeadline(flushed, { clock: this.#clock, timeoutMs, what: "the page's measurements" }).catch(() => {});
  }

  async close(timeoutMs: number): Promise<void> {
    const endsAt = this.#clock.now() + timeoutMs;
    // What was measured is worth half of the time, so that the context has the other half.
    await this.flush(timeoutMs / 2);
    this.#agent.end();
    this.#operations.end("the context was closed");
    const left = Math.max(0, endsAt - this.#clock.now());
    await withDeadline(this.#context.close(), { clock: this.#clock, timeoutMs: left, what: "the context to close" }).catch(
      () => {},
    );
    // Until now its page could still do something.
    this.#network.end();
  }

  /** The browser is gone: nothing that waits for the page may go on waiting. */
  end(reason: string): void {
    this.#operations.end(reason);
    this.#network.end();
    this.#agent.end();
  }
}

function watch(context: BrowserContext, page: Page, operations: PageOperations): void {
  page.on("crash", () => operations.end("the page crashed"));
  page.on("close", () => operations.end("the page was closed"));
  // Dialogs need nothing: without a listener Playwright dismisses them, and leaves when asked whether to stay.
  const popups: Page[] = [];
  context.on("page", (popup) => {
    if (popup === page) return;
    popups.push(popup);
    if (popups.length > MOST_POPUPS)
      popups
        .shift()
        ?.close()
        .catch(() => {});
  });
}

function contextOptions(options: ContextOptions): BrowserContextOptions {
  const { viewport, locale, extraHeaders, ignoreCertificateErrors, httpCredentials } = options;
  return {
    acceptDownloads: false,
    ...(viewport === undefined ? {} : { viewport }),
    ...(locale === undefined ? {} : { locale }),
    ...(extraHeaders === undefined ? {} : { extraHTTPHeaders: { ...extraHeaders } }),
    ...(ignoreCertificateErrors === undefined ? {} : { ignoreHTTPSErrors: ignoreCertificateErrors }),
    ...(httpCredentials === undefined ? {} : { httpCredentials }),
  };
}
