import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { NetworkTelemetry } from "../network-telemetry.js";
import { PageAgent } from "../page-agent/page-agent.js";
import { PageOperations } from "../page-operations.js";
import { toChromiumError } from "./chromium-error.js";
import { ChromiumPage } from "./chromium-page.js";
import { ContextStorage } from "./context-storage.js";
import { PageDocuments } from "./page-documents.js";
import { followFrames } from "./page-frames.js";
import { PageHelper } from "./page-helper.js";
import { PageInput } from "./page-input.js";
import { PageNavigation } from "./page-navigation.js";
import { PagePointer } from "./page-pointer.js";
import type { PageWorlds } from "./page-worlds.js";
import { prepareFrame, preparePage } from "./prepare-page.js";
import type { ProtocolSession } from "./protocol-session.js";
import type { UserTargets } from "./user-targets.js";

/** The browser, as users need it. */
export interface UsersBrowser {
  readonly root: ProtocolSession;
  readonly targets: UserTargets;
  readonly userAgent: string;
  readonly clock: Clock;
}

interface UserParts {
  readonly page: PagePort;
  readonly browser: UsersBrowser;
  readonly browserContextId: string;
  readonly operations: PageOperations;
  readonly agent: PageAgent;
}

/** One user in the browser: a context and its page. */
export class ChromiumUser implements BrowserUser {
  readonly page: PagePort;
  readonly #parts: UserParts;

  private constructor(parts: UserParts) {
    this.page = parts.page;
    this.#parts = parts;
  }

  /** Opens a context with an empty page that is measured already. */
  static async open(browser: UsersBrowser, options: ContextOptions): Promise<ChromiumUser> {
    const { root, targets } = browser;
    const { browserContextId } = await root.send("Target.createBrowserContext", { disposeOnDetach: true });
    try {
      const [{ session, targetId }] = await Promise.all([
        targets.open(browserContextId),
        root.send("Browser.setDownloadBehavior", { behavior: "deny", browserContextId }),
      ]);
      const documents = new PageDocuments(session, targetId);
      const { worlds } = documents;
      const storage = new ContextStorage({ root, session, browserContextId, worlds });
      const agent = await measuredPage({ session, worlds, storage }, browser, options);
      const operations = new PageOperations(browser.clock, toChromiumError);
      session.onGone(({ message }) => {
        operations.end(message);
        agent.end();
      });
      session.on("Inspector.targetCrashed", () => session.end(new PageOperationError("closed", "the page crashed")));
      const helper = new PageHelper(documents);
      const input = new PageInput(session);
      const pointer = new PagePointer({ session, documents, helper, input });
      const navigation = new PageNavigation(session, documents);
      const page = new ChromiumPage({ session, operations, documents, navigation, helper, pointer, input, storage });
      return new ChromiumUser({ page, browser, browserContextId, operations, agent });
    } catch (error) {
      root.send("Target.disposeBrowserContext", { browserContextId }).catch(() => {});
      throw error;
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    await this.#parts.agent.flush(timeoutMs);
  }

  async close(timeoutMs: number): Promise<void> {
    const { browser, browserContextId, operations, agent } = this.#parts;
    const { clock, root } = browser;
    const endsAt = clock.now() + timeoutMs;
    // What was measured is worth half of the time, so that the context has the other half.
    await this.flush(timeoutMs / 2);
    agent.end();
    operations.end("the context was closed");
    const closed = root.send("Target.disposeBrowserContext", { browserContextId });
    const left = Math.max(0, endsAt - clock.now());
    await withDeadline(closed, { clock, timeoutMs: left, what: "the context to close" }).catch(() => {});
  }

  /** The browser is gone: nothing that waits for the page may go on waiting. */
  end(reason: string): void {
    this.#parts.operations.end(reason);
    this.#parts.agent.end();
  }
}

interface PageToMeasure {
  readonly session: ProtocolSession;
  readonly worlds: PageWorlds;
  readonly storage: ContextStorage;
}

/** Sends all that the page needs in one go, and has it run; the same later for its frames of other sites. */
async function measuredPage({ session, worlds, storage }: PageToMeasure, browser: UsersBrowser, options: ContextOptions) {
  const { userAgent, clock } = browser;
  const { telemetry, routes } = options;
  const agent = new PageAgent(session, { telemetry, routes, clock });
  const network = new NetworkTelemetry({ telemetry, routes, clock });
  const onFrame = async (frame: ProtocolSession) => {
    worlds.follow(frame);
    frame.onGone(() => agent.detach(frame));
    const prepared = [storage.follow(frame), agent.attach(frame), network.attach(frame), prepareFrame(frame, options, userAgent)];
    await Promise.all(prepared);
  };
  await Promise.all([
    agent.attach(),
    network.attach(session),
    preparePage(session, options, userAgent),
    followFrames(session, onFrame),
    session.send("Runtime.runIfWaitingForDebugger"),
  ]);
  return agent;
}
