import type { OriginStorage } from "../../../scenario/page-port.js";
import { evaluatedValue } from "../../page-evaluation.js";
import { writeDatabases } from "../../storage/stored-databases.js";
import { READ_STORED, READ_STORED_AND_DATABASES, type Stored } from "../../storage/stored-origins.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import type { UserTargets } from "./user-targets.js";

/** Ample for an empty page that no server has to send. */
const NAVIGATION_MS = 10_000;

/** A context, and how to open pages in it. */
interface ContextTargets {
  readonly targets: UserTargets;
  readonly browserContextId: string;
}

/**
 * Reads the storage of origins that no page of the context shows: local storage, and databases if `indexedDB` is set; session
 * storage belongs to one page. Omits origins that cannot be read.
 */
export async function readLeftOrigins(
  context: ContextTargets,
  origins: readonly string[],
  { indexedDB = false } = {},
): Promise<readonly OriginStorage[]> {
  const storages: OriginStorage[] = [];
  const expression = indexedDB ? READ_STORED_AND_DATABASES : READ_STORED;
  await visitOrigins(context, async (session) => {
    for (const origin of origins) {
      try {
        storages.push({ origin, ...((await evaluateAt(session, origin, expression)) as Stored) });
      } catch (error) {
        // Skip an origin that cannot be read, but without the page none can be.
        if (session.gone !== undefined) throw error;
      }
    }
  });
  return storages;
}

/** Replaces the databases of these origins by those of the state. */
export async function replaceDatabases(
  context: ContextTargets,
  origins: readonly string[],
  state: readonly OriginStorage[],
): Promise<void> {
  const databasesOf = (origin: string) => state.find((storage) => storage.origin === origin)?.indexedDB ?? [];
  await visitOrigins(context, async (session) => {
    for (const origin of origins) await evaluateAt(session, origin, writeDatabases(databasesOf(origin)));
  });
}

/** Uses a separate page that sends no requests to servers and is not measured. */
async function visitOrigins(
  { targets, browserContextId }: ContextTargets,
  visit: (session: ProtocolSession) => Promise<void>,
): Promise<void> {
  const { session } = await targets.open(browserContextId);
  session.on("Fetch.requestPaused", ({ requestId }) => {
    const responseHeaders = [{ name: "content-type", value: "text/html" }];
    session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders }).catch(() => {});
  });
  try {
    await Promise.all([
      session.send("Fetch.enable"),
      session.send("Network.enable"),
      session.send("Network.setBypassServiceWorker", { bypass: true }),
      session.send("Runtime.runIfWaitingForDebugger"),
    ]);
    await visit(session);
  } finally {
    session.send("Page.close").catch(() => {});
  }
}

async function evaluateAt(session: ProtocolSession, origin: string, expression: string): Promise<unknown> {
  await session.request({ timeoutMs: NAVIGATION_MS }, "Page.navigate", { url: `${origin}/` });
  const request = { expression, returnByValue: true, silent: true, awaitPromise: true };
  return evaluatedValue(await session.send("Runtime.evaluate", request));
}
