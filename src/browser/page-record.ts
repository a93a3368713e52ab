import type { Protocol } from "devtools-protocol";
import { PageOperationError } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";
import { Exchanges } from "./network/exchanges.js";
import { BLOCKED } from "./network/network-requests.js";
import { CLOSED_EARLY } from "./network/network-sockets.js";
import { trimOldest } from "./network/network-timing.js";
import { OpenRequests } from "./network/open-requests.js";
import type { RequestWatch } from "./network/quiet-network.js";
import { TrafficTap } from "./network/traffic-tap.js";
import type { PageLog } from "./page-log.js";
import { HeardMessages } from "./page-messages.js";
import { TroubleList } from "./trouble-list.js";

/** Whether a document with this status is accepted. */
type AcceptStatus = (status: number) => boolean;

/** The server's answer to the request for a document. */
interface AnsweredDocument {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

/**
 * Records from the events of the DevTools protocol, for both engines: main-frame documents that were answered with 4xx or 5xx,
 * until they are judged, and the troubles of a page since its document was requested.
 */
export class PageRecord {
  readonly #open = new OpenRequests();
  /** The requests of the sessions that are followed. */
  readonly exchanges = new Exchanges();
  readonly traffic = new TrafficTap((requestId) => this.#open.get(requestId)?.method, this.exchanges);
  readonly messages = new HeardMessages(this.exchanges);
  readonly #workers = new WeakSet<CdpSession>();
  readonly #sockets = new Map<string, string>();
  /** Requests that the scenario aborts, by id or URL. */
  readonly #aborted = new Map<string, true>();
  /** Documents that were answered but are not yet shown, by loader. */
  readonly #answered = new Map<string, AnsweredDocument>();
  readonly #unjudged: AnsweredDocument[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #troubles = new TroubleList();
  readonly #log: PageLog | undefined;
  #pageUrl = "";

  /** The log, if there is one, follows the same sessions. */
  constructor(log?: PageLog) {
    this.#log = log;
  }

  /** Follows the page's own session. */
  followPage(cdp: CdpSession): void {
    cdp.on("Network.requestWillBeSent", ({ requestId, loaderId, redirectResponse }) => {
      if (requestId === loaderId && redirectResponse === undefined) this.#troubles.asked(loaderId);
    });
    this.followFrame(cdp);
    this.messages.followPage(cdp);
    cdp.on("Network.responseReceived", ({ requestId, loaderId, response }) => {
      if (requestId !== loaderId || response.status < 400) return;
      const method = this.#open.get(requestId)?.method ?? "GET";
      this.#answered.set(loaderId, { method, url: response.url, status: response.status });
      trimOldest(this.#answered);
    });
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId === undefined) this.#shown(frame.loaderId, frame.unreachableUrl ?? frame.url);
    });
  }

  /** Follows the session of a worker, which may outlive the page's documents; report its end with {@link gone}. */
  followWorker(cdp: CdpSession): void {
    this.#workers.add(cdp);
    this.followFrame(cdp);
  }

  /** A cross-site frame or worker has ended. */
  gone(cdp: CdpSession): void {
    this.exchanges.gone(cdp);
    this.traffic.gone(cdp);
    this.#open.abandon(({ session }) => session === cdp);
  }

  /** Follows the session of a cross-site frame; report its end with {@link gone}. */
  followFrame(cdp: CdpSession): void {
    // First: a redirect may change the method of the request.
    this.exchanges.follow(cdp);
    this.traffic.follow(cdp);
    this.#log?.follow(cdp, () => this.#pageUrl);
    cdp.on("Network.requestWillBeSent", ({ requestId, loaderId, request: { method, url }, type }) => {
      // An event stream never ends.
      const isWatched = type !== "EventSource" && !ICON.test(url);
      this.#open.begun(requestId, { session: cdp, loaderId, method, url, isWatched });
    });
    cdp.on("Network.responseReceived", ({ requestId, response }) => {
      if (response.status >= 400) this.#requestTrouble(requestId, `answered ${response.status}`);
    });
    cdp.on("Network.loadingFinished", ({ requestId }) => this.#open.ended(requestId));
    cdp.on("Network.loadingFailed", (event) => this.#loadingFailed(event));
    cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
      this.#sockets.set(requestId, url);
      trimOldest(this.#sockets);
    });
    cdp.on("Network.webSocketClosed", ({ requestId }) => void this.#sockets.delete(requestId));
    cdp.on("Network.webSocketFrameError", ({ requestId, errorMessage }) => {
      const url = this.#sockets.get(requestId);
      if (url !== undefined && !errorMessage.includes(CLOSED_EARLY))
        this.#troubles.add(`WebSocket ${withoutQuery(url)} failed: ${errorMessage}`);
    });
    this.messages.follow(cdp);
    cdp.on("Runtime.exceptionThrown", ({ exceptionDetails }) =>
      this.#troubles.add(`the page threw ${thrownText(exceptionDetails)}`),
    );
  }

  /** What went wrong since the page's document was requested, as readable lines: the first and the newest few. */
  troubles(): readonly string[] {
    const own = originsOf(this.#pageUrl);
    return this.#troubles.list().map((text) => own.reduce((shorter, origin) => shorter.replace(` ${origin}/`, " /"), text));
  }

  /** An error for documents that were not judged yet and whose status is not accepted. Each document is judged once. */
  takeRefused(accepts: AcceptStatus): PageOperationError | undefined {
    const [refused] = this.#unjudged.splice(0).filter(({ status }) => !accepts(status));
    if (refused === undefined) return undefined;
    const { method, url, status } = refused;
    return new PageOperationError("http", `${method} ${new URL(url).pathname} answered ${status}`);
  }

  /** The scenario aborts the request with this id or URL: its failure is no trouble. */
  aborted(idOrUrl: string): void {
    this.#aborted.set(idOrUrl, true);
    trimOldest(this.#aborted);
  }

  /** Calls the listener whenever the page shows a document of 4xx or 5xx, until the returned function is called. */
  onErrorDocument(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reports the requests in flight and later ones to the watch until the returned function is called. */
  watchRequests(watch: RequestWatch): () => void {
    return this.#open.watch(watch);
  }

  #shown(loaderId: string, url: string): void {
    this.#pageUrl = url;
    this.#troubles.shown(loaderId);
    this.#open.abandon((request) => request.loaderId !== loaderId && !this.#workers.has(request.session));
    const document = this.#answered.get(loaderId);
    this.#answered.delete(loaderId);
    if (document === undefined) return;
    this.#unjudged.push(document);
    if (this.#unjudged.length > MAX_UNJUDGED) this.#unjudged.splice(1, 1);
    for (const listener of [...this.#listeners]) listener();
  }

  #loadingFailed({ requestId, errorText, canceled, blockedReason }: Protocol.Network.LoadingFailedEvent): void {
    // A request that the page aborted or left, or that the scenario blocks or aborts, did not fail.
    const isMeant =
      blockedReason === BLOCKED || this.#aborted.delete(requestId) || this.#aborted.delete(this.#open.get(requestId)?.url ?? "");
    if (canceled !== true && errorText !== "net::ERR_ABORTED" && !isMeant) {
      this.#requestTrouble(
        requestId,
        blockedReason === undefined ? `failed: ${errorText.replace(/^net::/, "")}` : `was blocked: ${blockedReason}`,
      );
    }
    this.#open.ended(requestId);
  }

  #requestTrouble(requestId: string, what: string): void {
    const request = this.#open.get(requestId);
    if (request === undefined || request.isRecorded || ICON.test(request.url)) return;
    request.isRecorded = true;
    this.#troubles.add(`${request.method} ${withoutQuery(request.url)} ${what}`);
  }
}

/** Some browsers request it from every site; no page depends on it. */
const ICON = /^https?:\/\/[^/]+\/favicon\.ico$/i;
/** More documents than one step can lead to. */
const MAX_UNJUDGED = 8;

/** A query may hold secrets, and differs from user to user. */
function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url;
}

/** The page's own origin, for HTTP and WebSocket: addresses of it are shown without the origin. */
function originsOf(pageUrl: string): readonly string[] {
  if (!/^https?:/i.test(pageUrl) || !URL.canParse(pageUrl)) return [];
  const { origin } = new URL(pageUrl);
  return [origin, origin.replace(/^http/, "ws")];
}

/** `ReferenceError: LiveSocket is not defined`, without the stack. */
function thrownText({ text, exception }: Protocol.Runtime.ExceptionDetails): string {
  const description = exception?.description ?? (exception?.value === undefined ? text : JSON.stringify(exception.value));
  return description.split("\n", 1)[0] ?? text;
}
