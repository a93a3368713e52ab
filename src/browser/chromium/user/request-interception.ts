import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../../base/clock.js";
import { ABORT_REASONS, type InterceptedRequest, type ResourceType } from "../../../scenario/ports/network.js";
import { wildcardOf } from "../../network/block-rules.js";
import { trimOldest } from "../../network/network-timing.js";
import type { Decision, RequestDecisions } from "../../network/request-decisions.js";
import { resourceType } from "../../network/resource-types.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

type Paused = Protocol.Fetch.RequestPausedEvent;

/** Records what happens to a session's requests, beside the metrics of the decisions. */
export interface RequestWitness {
  /** No server is asked for this request. */
  local(url: string, requestId: string | undefined): void;
  /** The scenario aborts this request. */
  aborted(requestId: string | undefined): void;
}

/** A session whose requests can be paused. */
interface Followed {
  readonly witness: RequestWitness;
  readonly isPage: boolean;
  /** Frames inside the page. */
  readonly frames: Set<string>;
  isListening: boolean;
  isEnabled: boolean;
}

interface InterceptionOptions {
  readonly clock: Clock;
  readonly decisions: RequestDecisions;
  /** Another part answers the authentication challenges of all requests. */
  readonly handlesChallenges: boolean;
}

/** The Fetch domain calls these by other names than the Network domain, which has Playwright's. */
const AMBIGUOUS: readonly Protocol.Network.ResourceType[] = ["XHR", "Fetch", "Other"];
/** Requests are announced at once, unless their worker has no session. */
const ANNOUNCED_MS = 1000;

/** Pauses the requests of one user that may be blocked or routed, in all sessions. Enables the Fetch domain only while it is needed. */
export class RequestInterception {
  readonly #options: InterceptionOptions;
  readonly #sessions = new Map<ProtocolSession, Followed>();
  /** Resource types of announced requests. */
  readonly #types = new Map<string, Protocol.Network.ResourceType>();
  readonly #awaited = new Map<string, (type: Protocol.Network.ResourceType) => void>();

  constructor(options: InterceptionOptions) {
    this.#options = options;
  }

  /** Follows the session of a page, a frame or a worker. */
  async follow(session: ProtocolSession, witness: RequestWitness, { isPage }: { readonly isPage: boolean }): Promise<void> {
    const followed: Followed = { witness, isPage, frames: new Set(), isListening: false, isEnabled: false };
    this.#sessions.set(session, followed);
    session.onGone(() => this.#sessions.delete(session));
    await this.#enable(session, followed);
  }

  /** Routes were added or removed. */
  async update(): Promise<void> {
    const updates = [...this.#sessions].map(([session, followed]) => this.#enable(session, followed));
    // Dedicated workers have no Fetch domain: their page's session pauses their requests. Others may go meanwhile.
    await Promise.allSettled(updates);
  }

  async #enable(session: ProtocolSession, followed: Followed): Promise<void> {
    const { decisions, handlesChallenges } = this.#options;
    if (!decisions.areNeeded && !handlesChallenges) {
      if (followed.isEnabled) await session.send("Fetch.disable");
      followed.isEnabled = false;
      return;
    }
    this.#listen(session, followed);
    followed.isEnabled = true;
    const routed = decisions.routes.map(({ glob }) => (glob === undefined ? "*" : wildcardOf(glob)));
    const wanted = handlesChallenges ? ["*"] : [...(decisions.rules?.paused ?? []), ...routed];
    const patterns = (wanted.includes("*") ? ["*"] : [...new Set(wanted)]).map((urlPattern) => ({ urlPattern }));
    await session.send("Fetch.enable", { patterns, handleAuthRequests: handlesChallenges });
  }

  #listen(session: ProtocolSession, followed: Followed): void {
    if (followed.isListening) return;
    followed.isListening = true;
    session.on("Fetch.requestPaused", (event) => void this.#paused(session, followed, event));
    session.on("Network.requestWillBeSent", ({ requestId, type = "Other" }) => this.#announced(requestId, type));
    if (!followed.isPage || this.#options.decisions.rules?.needsFacts !== true) return;
    session.on("Page.frameAttached", ({ frameId }) => followed.frames.add(frameId));
    session.on("Page.frameDetached", ({ frameId, reason }) => reason === "remove" && followed.frames.delete(frameId));
  }

  async #paused(session: ProtocolSession, followed: Followed, event: Paused): Promise<void> {
    const { decisions } = this.#options;
    const { requestId, networkId, request, frameId, redirectedRequestId } = event;
    const { url } = request;
    if (isPreflight(event) && decisions.areRouted(url)) {
      followed.witness.local(url, networkId);
      return answer(session, requestId, preflightAnswer(event));
    }
    let type: Promise<ResourceType> | undefined;
    const typeOf = () => {
      type ??= this.#typeOf(event);
      return type;
    };
    const decision = await decisions.decide({
      url,
      isPage: event.resourceType === "Document" && followed.isPage && !followed.frames.has(frameId),
      isRedirect: redirectedRequestId !== undefined,
      type: typeOf,
      describe: (named) => described(event, named),
    });
    if (decision !== undefined && decision.kind !== "continue") followed.witness.local(url, networkId);
    if (decision?.kind === "abort") followed.witness.aborted(networkId);
    answer(session, requestId, commandFor(decision, event));
  }

  async #typeOf({ networkId, resourceType: paused }: Paused): Promise<ResourceType> {
    if (networkId === undefined || !AMBIGUOUS.includes(paused)) return resourceType(paused);
    const announced = this.#types.get(networkId) ?? (await this.#announcement(networkId));
    this.#types.delete(networkId);
    // A request that was never announced: only prefetches are called Fetch here.
    return resourceType(announced ?? (paused === "XHR" ? "Fetch" : "Other"));
  }

  #announcement(networkId: string): Promise<Protocol.Network.ResourceType | undefined> {
    return new Promise((resolve) => {
      const settle = (type: Protocol.Network.ResourceType | undefined) => {
        timer.cancel();
        this.#awaited.delete(networkId);
        resolve(type);
      };
      const timer = this.#options.clock.setTimer(() => settle(undefined), ANNOUNCED_MS, { background: true });
      this.#awaited.set(networkId, settle);
    });
  }

  #announced(requestId: string, type: Protocol.Network.ResourceType): void {
    const settle = this.#awaited.get(requestId);
    if (settle === undefined) this.#types.set(requestId, type);
    else settle(type);
    trimOldest(this.#types);
  }
}

type Command =
  | { readonly method: "Fetch.continueRequest"; readonly params: Omit<Protocol.Fetch.ContinueRequestRequest, "requestId"> }
  | { readonly method: "Fetch.failRequest"; readonly params: Omit<Protocol.Fetch.FailRequestRequest, "requestId"> }
  | { readonly method: "Fetch.fulfillRequest"; readonly params: Omit<Protocol.Fetch.FulfillRequestRequest, "requestId"> };

function commandFor(decision: Decision, event: Paused): Command {
  switch (decision?.kind) {
    case undefined:
      return { method: "Fetch.continueRequest", params: {} };
    case "block":
      return { method: "Fetch.failRequest", params: { errorReason: "BlockedByClient" } };
    case "abort":
      return { method: "Fetch.failRequest", params: { errorReason: ABORT_REASONS[decision.reason] } };
    case "fulfill": {
      const headers = { ...corsHeaders(event, decision.headers), ...decision.headers };
      return {
        method: "Fetch.fulfillRequest",
        params: { responseCode: decision.status, responseHeaders: entries(headers), body: base64(decision.body) },
      };
    }
    case "continue": {
      const { url, method, headers, postData } = decision;
      return {
        method: "Fetch.continueRequest",
        params: {
          ...(url === undefined ? {} : { url }),
          ...(method === undefined ? {} : { method }),
          ...(headers === undefined ? {} : { headers: entries(headers) }),
          ...(postData === undefined ? {} : { postData: base64(postData) }),
        },
      };
    }
  }
}

/** The request may have been cancelled, or its page closed. */
function answer(session: ProtocolSession, requestId: string, { method, params }: Command): void {
  session.send(method, { requestId, ...params } as Protocol.Fetch.FulfillRequestRequest).catch(() => {});
}

function described({ request, frameId }: Paused, type: ResourceType): InterceptedRequest {
  const { url, method, postDataEntries = [] } = request;
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const chunks = postDataEntries.flatMap(({ bytes }) => (bytes === undefined ? [] : [Buffer.from(bytes, "base64")]));
  return {
    url,
    method,
    headers: Object.fromEntries(headers.filter(([name]) => name !== "cookie")),
    postData: chunks.length === 0 ? null : Buffer.concat(chunks).toString("utf8"),
    resourceType: type,
    ...(frameId === "" ? {} : { frameId }),
  };
}

/** As in Playwright, an answer to a request from another origin is allowed unless it says otherwise. */
function corsHeaders({ request }: Paused, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const origin = headerOf(request, "origin");
  if (origin === undefined || new URL(request.url).origin === origin || "access-control-allow-origin" in given) return {};
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
}

function isPreflight({ request }: Paused): boolean {
  return request.method === "OPTIONS" && headerOf(request, "access-control-request-method") !== undefined;
}

/** As in Playwright, everything is allowed for a request that has a route. */
function preflightAnswer({ request }: Paused): Command {
  const asked = headerOf(request, "access-control-request-headers");
  const headers = {
    "access-control-allow-origin": headerOf(request, "origin") ?? "*",
    "access-control-allow-methods": headerOf(request, "access-control-request-method") ?? "GET, POST, OPTIONS, DELETE",
    "access-control-allow-credentials": "true",
    ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
  };
  return { method: "Fetch.fulfillRequest", params: { responseCode: 204, responseHeaders: entries(headers) } };
}

function headerOf({ headers }: Protocol.Network.Request, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Several cookies are set by one value with a line for each. */
function entries(headers: Readonly<Record<string, string>>): Protocol.Fetch.HeaderEntry[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (name === "set-cookie" ? value.split("\n") : [value]).map((line) => ({ name, value: line })),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
