import type { Clock } from "../../base/clock.js";
import type { AcceptedCertificates } from "../accepted-certificates.js";
import type { ContextOptions } from "../connection.js";
import { NetworkTelemetry } from "../network/network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import type { PageRecord } from "../page-record.js";
import type { ContextStorage } from "./context-storage.js";
import { followTargets, type TargetPreparation } from "./page-targets.js";
import type { PageWorlds } from "./page-worlds.js";
import { prepareFrame, preparePage, prepareWorker } from "./prepare-page.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import type { UserTargets } from "./user-targets.js";

/** The browser, as users need it. */
export interface UsersBrowser {
  readonly root: ProtocolSession;
  readonly targets: UserTargets;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly certificates: AcceptedCertificates;
}

/** What the pages of one user share. */
export interface PageSurroundings {
  readonly browser: UsersBrowser;
  readonly options: ContextOptions;
  readonly worlds: PageWorlds;
  readonly storage: ContextStorage;
}

/** What measures a page, its frames and its workers, and how those are made ready. */
export interface MeasuredPage {
  readonly agent: PageAgent;
  readonly network: NetworkTelemetry;
  readonly preparation: TargetPreparation;
}

/**
 * Sends all that a page needs in one go, and has it run; the same later for its frames of other sites and its workers. What
 * they go through is noted in the record, where there is one.
 */
export function measurePage(
  session: ProtocolSession,
  surroundings: PageSurroundings,
  record?: PageRecord,
): MeasuredPage & { readonly ready: Promise<unknown> } {
  const { browser, options } = surroundings;
  const { telemetry, routes } = options;
  const { clock, userAgent } = browser;
  const agent = new PageAgent(session, { telemetry, routes, clock });
  const network = new NetworkTelemetry({ telemetry, routes, clock, seesWorkers: true });
  record?.followPage(session);
  // Also when it goes before it is ready.
  session.onGone(() => agent.end());
  const preparation = targetPreparation({ agent, network, record }, surroundings);
  const ready = Promise.all([
    agent.attach(),
    network.attach(session),
    preparePage(session, options, userAgent),
    followTargets(session, preparation),
    session.send("Runtime.runIfWaitingForDebugger"),
  ]);
  return { agent, network, preparation, ready };
}

function targetPreparation(
  { agent, network, record }: Pick<MeasuredPage, "agent" | "network"> & { readonly record: PageRecord | undefined },
  { browser, options, worlds, storage }: PageSurroundings,
): TargetPreparation {
  const { userAgent } = browser;
  return {
    async frame(frame: ProtocolSession) {
      frame.onGone(() => {
        network.gone(frame);
        agent.detach(frame);
      });
      worlds.follow(frame);
      record?.followFrame(frame);
      await Promise.all([
        storage.follow(frame),
        agent.attach(frame),
        network.attach(frame),
        prepareFrame(frame, options, userAgent),
      ]);
    },
    async worker(worker: ProtocolSession) {
      worker.onGone(() => network.gone(worker));
      // A service worker that was stopped.
      worker.on("Inspector.targetCrashed", () => network.gone(worker));
      record?.followFrame(worker);
      await Promise.all([network.attachWorker(worker), prepareWorker(worker, options, userAgent)]);
    },
  };
}
