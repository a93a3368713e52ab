import type { BrowserContext, Page } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { InitScripts } from "../adjustments/init-scripts.js";
import { AdjustedPage } from "../adjustments/page-adjustments.js";
import type { CdpSession } from "../cdp-session.js";
import type { ContextOptions } from "../connection.js";
import { AdapterSet } from "../interactions/adapter-set.js";
import { Interactions } from "../interactions/interactions.js";
import type { DownloadRequests } from "../network/download-requests.js";
import { NetworkTelemetry } from "../network/network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import { PageLog } from "../page-log.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { CdpEvidence } from "../page-snapshot.js";
import { playwrightTrace } from "../traces/playwright-trace.js";
import { DialogsOfPage, type UserDialogs } from "../user-dialogs.js";
import type { UserDownloads } from "../user-downloads.js";
import type { UserWindows } from "../user-windows.js";
import { attachAgain } from "./attach-again.js";
import type { PlaywrightUserNetwork } from "./network.js";
import { toPageOperationError } from "./operation-error.js";
import { PlaywrightFiles } from "./operations/files.js";
import { PageScripts } from "./page-scripts.js";
import type { PageStorage } from "./page-storage.js";
import { PlaywrightDocuments } from "./playwright-documents.js";
import { PlaywrightPage } from "./playwright-page.js";

/** What the pages of one user share. */
export interface PageSurroundings {
  readonly context: BrowserContext;
  readonly clock: Clock;
  readonly options: ContextOptions;
  readonly userNetwork: PlaywrightUserNetwork;
  readonly windows: UserWindows;
  readonly storage: PageStorage;
  readonly downloads: UserDownloads;
  readonly downloadRequests: DownloadRequests;
  readonly dialogs: UserDialogs;
  /** Scripts in all of them. */
  readonly initScripts: InitScripts;
}

/** A page of a user and its measurements. */
export interface UserPage {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly port: PlaywrightPage;
  readonly operations: PageOperations;
  readonly agent: PageAgent;
  readonly network: NetworkTelemetry;
  readonly dialogs: DialogsOfPage;
}

/** Takes a page of a user, its own or a popup, and measures it from here on. `name` is what it is called in messages. */
export async function userPage(page: Page, surroundings: PageSurroundings, name: "page" | "popup"): Promise<UserPage> {
  const { context, clock, options, userNetwork, windows, storage, downloads, downloadRequests, initScripts } = surroundings;
  const cdp = await sessionOf(context, page);
  const { telemetry, routes, adapters = new AdapterSet() } = options;
  const log = new PageLog({ clock, telemetry, routes });
  const record = new PageRecord(log);
  const operations = new PageOperations(clock, toPageOperationError, new PlaywrightDocuments({ page, cdp, record, clock }));
  const interactions = new Interactions({ telemetry, routes, clock, steps: operations.steps, adapters });
  interactions.follow(cdp);
  const scripts = new PageScripts(page, cdp);
  const initial = { page: new InitScripts(), context: initScripts };
  const agent = new PageAgent(cdp, { telemetry, routes, clock, interactions, adapters });
  // Also if the page goes before it is ready.
  page.on("crash", () => agent.end());
  page.on("close", () => {
    initScripts.gone(cdp);
    agent.end();
    interactions.end();
  });
  record.followPage(cdp);
  // Playwright does not share its sessions of workers.
  const network = new NetworkTelemetry({ telemetry, routes, clock, seesWorkers: false, downloads: downloadRequests });
  const measured = Promise.all([
    agent.attach(),
    network.attach(cdp),
    initial.page.follow(cdp),
    initScripts.follow(cdp),
    storage.follow(page, cdp),
    userNetwork.follow(cdp, { network, record }),
  ]);
  await (page.isClosed() ? measured.catch(() => {}) : measured);
  if (page.isClosed()) operations.end(`the ${name} was closed`);
  page.on("crash", () => operations.end(`the ${name} crashed`));
  page.on("close", () => operations.end(`the ${name} was closed`));
  const dialogs = new DialogsOfPage(surroundings.dialogs, operations);
  const port = new PlaywrightPage({
    page,
    cdp,
    adjustments: new AdjustedPage(cdp, operations, { options, attach: () => attachAgain(page), scripts: initial }),
    operations,
    scripts,
    storage,
    record,
    files: new PlaywrightFiles({ page, operations, downloads }),
    agent,
    interactions,
    hasTouch: options.hasTouch === true,
    userNetwork,
    dialogs,
    evidence: new CdpEvidence({ cdp, log, clock, trace: () => playwrightTrace(page.context(), clock) }),
    windows: windows.of(operations),
  });
  return { page, cdp, port, operations, agent, network, dialogs };
}

/** The session of a popup that has closed itself meanwhile: nothing can be sent to it. */
const NO_SESSION: CdpSession = { send: () => Promise.reject(new Error("the page is gone")), on: () => {} };

async function sessionOf(context: BrowserContext, page: Page): Promise<CdpSession> {
  try {
    return (await context.newCDPSession(page)) as unknown as CdpSession;
  } catch (error) {
    if (page.isClosed()) return NO_SESSION;
    throw error;
  }
}
