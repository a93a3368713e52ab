import type { OriginStorage } from "../../scenario/page-port.js";
import { evaluatedValue } from "../page-evaluation.js";
import { READ_STORED, type Stored } from "../storage/stored-origins.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import type { UserTargets } from "./user-targets.js";

/** The page is empty, and comes from here. */
const NAVIGATION_MS = 10_000;

/**
 * What origins that no page of the context shows have stored: local storage, as session storage belongs to one page. It is read
 * in a page of its own, which asks no server for anything and is not measured. Origins that cannot be read are left out.
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
        // One origin that cannot be read must not cost the others. Without its page none can be.
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
