import type { Protocol } from "devtools-protocol";
import type { CdpSession } from "../cdp-session.js";
import { IsolatedWorlds } from "../isolated-world.js";
import { trimOldest } from "../network/network-timing.js";

const MOST_STARTS = 50;
/** The two ways must agree roughly: for a document from a cache or a service worker the instants are not those of one request. */
const ROUGHLY_MS = 100;
/** When the page says that the request for its document was sent. */
const SENT = "[performance.timeOrigin,performance.getEntriesByType('navigation')[0].requestStart]";

/** When documents started, by the browser's clock in milliseconds; pages count from there. */
export class DocumentStarts {
  readonly #starts = new Map<string, number>();
  /** When the requests for documents were sent, by the browser's clock. */
  readonly #sent = new Map<string, number>();
  /** Milliseconds between the browser's wall clock and its monotonic clock. */
  #wallOffsetMs: number | undefined;

  /** Follows the documents of a page. */
  follow(cdp: CdpSession): void {
    cdp.on("Network.requestWillBeSent", ({ timestamp, wallTime }) => {
      // A busy browser reads its two clocks one after the other: the smallest difference is the best.
      this.#wallOffsetMs = Math.min(this.#wallOffsetMs ?? Number.POSITIVE_INFINITY, (wallTime - timestamp) * 1000);
    });
    cdp.on("Network.responseReceived", ({ type, loaderId, response }) => {
      if (type === "Document" && response.timing !== undefined) this.#note(loaderId, response.timing);
    });
    const worlds = IsolatedWorlds.of(cdp);
    let shown: { readonly frameId: string; readonly sent: number } | undefined;
    const calibrate = (contextId: number | undefined) => {
      if (shown === undefined || contextId === undefined) return;
      void this.#calibrate(cdp, contextId, shown.sent);
      shown = undefined;
    };
    cdp.on("Page.frameNavigated", ({ frame }) => {
      const sent = this.#sent.get(frame.loaderId);
      if (frame.parentId !== undefined) return;
      shown = sent === undefined ? undefined : { frameId: frame.id, sent };
      calibrate(worlds.main.contextId);
    });
    worlds.onCreated(({ contextId, frameId }) => {
      if (frameId === shown?.frameId) calibrate(contextId);
    });
  }

  /** The start of the document with this `performance.timeOrigin`; `undefined` before any request. */
  of(timeOrigin: number): number | undefined {
    const key = timeOrigin.toFixed(3);
    const known = this.#starts.get(key);
    if (known !== undefined || this.#wallOffsetMs === undefined) return known;
    const start = timeOrigin - this.#wallOffsetMs;
    // Wall clocks are adjusted all the time: instants of one document must not shift against each other.
    this.#keep(key, start);
    return start;
  }

  #note(loaderId: string, { requestTime, sendStart }: Protocol.Network.ResourceTiming): void {
    if (sendStart < 0) return;
    this.#sent.set(loaderId, requestTime * 1000 + sendStart);
    trimOldest(this.#sent, MOST_STARTS);
  }

  /** Compares the two accounts of the same instant. */
  async #calibrate(cdp: CdpSession, contextId: number, sent: number): Promise<void> {
    try {
      const asked = { expression: SENT, contextId, silent: true, returnByValue: true };
      const { result } = await cdp.send("Runtime.evaluate", asked);
      const [origin, requestStart] = (result.value as readonly unknown[]).map(Number) as [number, number];
      const start = sent - requestStart;
      const isLikely = this.#wallOffsetMs !== undefined && Math.abs(origin - this.#wallOffsetMs - start) < ROUGHLY_MS;
      const key = origin.toFixed(3);
      // Instants that were converted by the start that is known already must stay comparable with all later ones.
      if (requestStart > 0 && isLikely && !this.#starts.has(key)) this.#keep(key, start);
    } catch {
      // The document is gone.
    }
  }

  #keep(key: string, start: number): void {
    this.#starts.set(key, start);
    trimOldest(this.#starts, MOST_STARTS);
  }
}
