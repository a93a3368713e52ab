import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../base/clock.js";
import type { AcceptedCertificates } from "../accepted-certificates.js";
import type { InitScripts } from "../adjustments/init-scripts.js";
import type { ContextOptions } from "../connection.js";
import { AdapterSet } from "../interactions/adapter-set.js";
import { Interactions } from "../interactions/interactions.js";
import type { StepTimes } from "../interactions/step-times.js";
import type { DownloadRequests } from "../network/download-requests.js";
import { NetworkTelemetry } from "../network/network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import type { PageRecord } from "../page-record.js";
import type { UserDialogs } from "../user-dialogs.js";
import type { UserDownloads } from "../user-downloads.js";
import type { UserWindows } from "../user-windows.js";
import type { BrowserDownloads } from "./browser-downloads.js";
import type { LocalKey } from "./certificates/local-key.js";
import type { FrameTree } from "./frames/frame-tree.js";
import { followTargets, type TargetPreparation } from "./page-targets.js";
import type { PageWorlds } from "./page-worlds.js";
import { prepareFrame, preparePage, prepareWorker } from "./prepare-page.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import type { ContextStorage } from "./user/context-storage.js";
import type { UserNetwork } from "./user/user-network.js";
import type { UserTargets } from "./user/user-targets.js";
import type { WorkerList } from "./worker-list.js";

/** The browser's parts that its users share. */
export interface UsersBrowser {
  readonly root: ProtocolSession;
  readonly downloads: BrowserDownloads;
  readonly targets: UserTargets;
  readonly clock: Clock;
  readonly version: string;
  readonly certificates: AcceptedCertificates;
  /** The browser trusts it, for any name. */
  readonly localKey: LocalKey;
  /** The fonts of generic families; `undefined` for the browser's own. */
  readonly fonts: Protocol.Page.FontFamilies | undefined;
}

/** What the pages of one user share. */
export interface PageSurroundings {
  readonly browser: UsersBrowser;
  readonly options: ContextOptions;
  readonly worlds: PageWorlds;
  readonly storage: ContextStorage;
  readonly userNetwork: UserNetwork;
  readonly dialogs: UserDialogs;
  /** Scripts in all of them. */
  readonly initScripts: InitScripts;
  readonly windows: UserWindows;
  readonly downloads: UserDownloads;
  readonly downloadRequests: DownloadRequests;
}

/** What a page is measured with. */
export interface MeasuringParts extends PageSurroundings {
  /** The steps of its operations. */
  readonly steps: StepTimes;
  readonly frames: FrameTree;
  readonly workers: WorkerList;
  /** Scripts of this page alone. */
  readonly pageScripts: InitScripts;
}

/** The measurements of a page, its frames and workers, and the preparation of those. */
export interface MeasuredPage {
  readonly agent: PageAgent;
  readonly network: NetworkTelemetry;
  readonly interactions: Interactions;
  readonly preparation: TargetPreparation;
}

/**
 * Sends all commands that prepare a page at once, then lets it run; later it does the same for its cross-site frames and its
 * workers. The record follows all of them.
 */
export function measurePage(
  session: ProtocolSession,
  surroundings: MeasuringParts,
  record: PageRecord,
): MeasuredPage & { readonly ready: Promise<unknown> } {
  const { browser, options, userNetwork, steps, frames } = surroundings;
  const { telemetry, routes, adapters = new AdapterSet() } = options;
  const { clock } = browser;
  const interactions = new Interactions({ telemetry, routes, clock, steps, adapters });
  interactions.follow(session);
  const agent = new PageAgent(session, { telemetry, routes, clock, interactions, adapters });
  const network = new NetworkTelemetry({
    telemetry,
    routes,
    clock,
    seesWorkers: true,
    downloads: surroundings.downloadRequests,
    buffers: () => record.traffic.buffers,
  });
  frames.follow(session);
  record.followPage(session);
  // Also if the page goes before it is ready.
  session.onGone(() => {
    agent.end();
    interactions.end();
  });
  const preparation = targetPreparation({ agent, network, interactions, record }, surroundings);
  const ready = Promise.all([
    agent.attach(),
    network.attach(session),
    preparePage(session, { options, fonts: browser.fonts }),
    surroundings.initScripts.follow(session),
    surroundings.pageScripts.follow(session),
    userNetwork.follow(session, "page", { network, record }),
    followTargets(session, preparation),
    session.send("Runtime.runIfWaitingForDebugger"),
  ]);
  return { agent, network, interactions, preparation, ready };
}

function targetPreparation(
  {
    agent,
    network,
    interactions,
    record,
  }: Pick<MeasuredPage, "agent" | "network" | "interactions"> & { readonly record: PageRecord },
  { browser, options, worlds, storage, userNetwork, frames, workers, initScripts, pageScripts }: MeasuringParts,
): TargetPreparation {
  return {
    async frame(frame: ProtocolSession) {
      frame.onGone(() => {
        network.gone(frame);
        record.gone(frame);
        void frames.gone(frame);
        for (const scripts of [initScripts, pageScripts]) scripts.gone(frame);
        agent.detach(frame);
      });
      worlds.follow(frame);
      interactions.follow(frame);
      frames.follow(frame);
      record.followFrame(frame);
      await Promise.all([
        storage.follow(frame),
        agent.attach(frame),
        network.attach(frame),
        prepareFrame(frame, { options, fonts: browser.fonts }),
        initScripts.follow(frame),
        pageScripts.follow(frame),
        userNetwork.follow(frame, "frame", { network, record }),
      ]);
    },
    async worker(worker, { type, url }) {
      if (type === "worker") workers.started(worker, url);
      const gone = () => {
        network.gone(worker);
        record.gone(worker);
      };
      worker.onGone(gone);
      // Sent when the browser stops a service worker.
      worker.on("Inspector.targetCrashed", gone);
      record.followWorker(worker);
      await Promise.all([
        network.attachWorker(worker),
        prepareWorker(worker, options),
        userNetwork.follow(worker, "worker", { network, record }),
      ]);
    },
  };
}
