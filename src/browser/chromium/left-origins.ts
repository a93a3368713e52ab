import type { OriginStorage } from "../../scenario/page-port.js";
import { evaluatedValue } from "../page-evaluation.js";
import { READ_STORED, type Stored } from "../storage/stored-origins.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import type { UserTargets } from "./user-targets.js";

/** Ample for an empty page that no server has to send. */
const NAVIGATION_MS = 10_000;

/**
 * Reads the storage of origins that no page of the context shows: local storage only, as session storage belongs to one page.
 * Uses a separate page that sends no requests to servers and is not measured. Omits origins that cannot be read.
 */
export async function readLeftOrigins(
  targets: UserTargets,
  browserContextId: string,
  origins: readonly string[],
): Promise<readonly OriginStorage[]> {
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
    const storages: OriginStorage[] = [];
    for (const origin of origins) {
      try {
        storages.push({ origin, ...(await readAt(session, origin)) });
      } catch (error) {
        // Skip an origin that cannot be read, but without the page none can be.
        if (session.gone !== undefined) throw error;
      }
    }
    return storages;
  } finally {
    session.send("Page.close").catch(() => {});
  }
}

async function readAt(session: ProtocolSession, origin: string): Promise<Stored> {
  await session.request({ timeoutMs: NAVIGATION_MS }, "Page.navigate", { url: `${origin}/` });
  const request = { expression: READ_STORED, returnByValue: true, silent: true };
  return evaluatedValue(await session.send("Runtime.evaluate", request)) as Stored;
}
