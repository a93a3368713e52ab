import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import type { PagePort } from "../../scenario/page-port.js";
import type { AcceptedCertificates } from "../accepted-certificates.js";
import type { CdpSession } from "../cdp-session.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { Interactions } from "../interactions/interactions.js";
import { NetworkTelemetry } from "../network/network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { toPageOperationError } from "./operation-error.js";
import { PageScripts } from "./page-scripts.js";
import { PageStorage } from "./page-storage.js";
import { PlaywrightDocuments } from "./playwright-documents.js";
import { PlaywrightPage } from "./playwright-page.js";

/** The oldest is closed beyond this: a scenario that opens one in each iteration must not fill the machine. */
const MOST_POPUPS = 8;

/** The browser's parts that its users share. */
interface UsersBrowser {
  readonly browser: Browser;
  readonly clock: Clock;
  readonly certificates: AcceptedCertificates;
}

/** One user in a Playwright browser: a context and its page. */
export class PlaywrightUser implements BrowserUser {
  readonly page: PagePort;
  readonly #context: BrowserContext;
  readonly #operations: PageOperations;
  readonly #clock: Clock;
  readonly #agent: PageAgent;
  readonly #network: NetworkTelemetry;
  readonly #refuseCertificates: () => void;

  private constructor(parts: {
    readonly page: PagePort;
    readonly context: BrowserContext;
    readonly operations: PageOperations;
    readonly clock: Clock;
    readonly agent: PageAgent;
    readonly network: NetworkTelemetry;
    readonly refuseCertificates: () => void;
  }) {
    this.page = parts.page;
    this.#context = parts.context;
    this.#operations = parts.operations;
    this.#clock = parts.clock;
    this.#agent = parts.agent;
    this.#network = parts.network;
    this.#refuseCertificates = parts.refuseCertificates;
  }

  /** Opens a context with an empty page, and measures it from the start. */
  static async open({ browser, clock, certificates }: UsersBrowser, options: ContextOptions): Promise<PlaywrightUser> {
    const context = await browser.newContext(contextOptions(options));
    const refuseCertificates = certificates.acceptFor(options);
    try {
      const page = await context.newPage();
      const cdp = (await context.newCDPSession(page)) as unknown as CdpSession;
      const { telemetry, routes } = options;
      const record = new PageRecord(routes);
      const operations = new PageOperations(clock, toPageOperationError, new PlaywrightDocuments({ page, cdp, record, clock }));
      const interactions = new Interactions({ telemetry, routes, clock, steps: operations.steps });
      interactions.follow(cdp);
      const agent = new PageAgent(cdp, { telemetry, routes, clock, interactions });
      // Also if the page goes before it is ready.
      page.on("crash", () => agent.end());
      page.on("close", () => {
        agent.end();
        interactions.end();
      });
      record.followPage(cdp);
      // Playwright does not share its sessions of workers.
      const network = new NetworkTelemetry({ telemetry, routes, clock, seesWorkers: false });
      await Promise.all([agent.attach(), network.attach(cdp)]);
      watch(context, page, operations);
      const port = new PlaywrightPage({
        page,
        cdp,
        operations,
        scripts: new PageScripts(page, cdp),
        storage: new PageStorage(context, page, cdp),
        record,
        agent,
        interactions,
      });
      return new PlaywrightUser({ page: port, context, operations, clock, agent, network, refuseCertificates });
    } catch (error) {
      refuseCertificates();
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
    // Half of the time for the last measurements, the other half for closing the context.
    await this.flush(timeoutMs / 2);
    this.#agent.end();
    this.#operations.end("the context was closed");
    const left = Math.max(0, endsAt - this.#clock.now());
    await withDeadline(this.#context.close(), { clock: this.#clock, timeoutMs: left, what: "the context to close" }).catch(
      () => {},
    );
    this.#refuseCertificates();
    // Until now its page could still send requests.
    this.#network.end();
  }

  /** The browser is gone: rejects whatever waits for the page. */
  end(reason: string): void {
    this.#operations.end(reason);
    this.#network.end();
    this.#agent.end();
  }
}

function watch(context: BrowserContext, page: Page, operations: PageOperations): void {
  page.on("crash", () => operations.end("the page crashed"));
  page.on("close", () => operations.end("the page was closed"));
  // Without a listener Playwright dismisses dialogs, and leaves the page when it asks whether to stay.
  const popups = new Set<Page>();
  context.on("page", (popup) => {
    if (popup === page) return;
    popups.add(popup);
    popup.on("close", () => popups.delete(popup));
    const [oldest] = popups;
    if (oldest === undefined || popups.size <= MOST_POPUPS) return;
    popups.delete(oldest);
    oldest.close().catch(() => {});
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
