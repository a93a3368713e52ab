import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../../base/clock.js";
import { delay } from "../../../base/deadline.js";
import type { Bounds } from "../../page-operations.js";
import { abortSignalOf } from "../../stop-signal.js";
import { commandOptions } from "../bounded-commands.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

const ATTEMPTS = 25;
const PAUSE_MS = 20;

/**
 * Reads the page's session history. The renderer reports a move within its document before the browser process has added the
 * entry, so the history is read again until its current entry has the page's address, for at most half a second.
 */
export async function sessionHistory(
  { session, clock, urlOf }: { readonly session: ProtocolSession; readonly clock: Clock; readonly urlOf: () => string },
  bounds: Bounds,
): Promise<Protocol.Page.GetNavigationHistoryResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const history = await session.request(commandOptions(bounds), "Page.getNavigationHistory");
    const url = urlOf();
    // An error page has an address of its own, and its entry that of the failed document.
    const isCurrent = history.entries[history.currentIndex]?.url === url || url.startsWith("chrome-error:");
    if (isCurrent || attempt === ATTEMPTS) return history;
    await delay(PAUSE_MS, { clock, signal: abortSignalOf(bounds.over) });
  }
}
