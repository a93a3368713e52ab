import type { Protocol } from "devtools-protocol";
import type { Clock } from "../base/clock.js";
import { RateBudget } from "../base/rate-budget.js";
import { maskedText } from "../base/secrets/mask-secrets.js";
import type { ConsoleLine, PageActivity, RequestLine } from "../scenario/ports/evidence.js";
import { templatePath } from "../telemetry/page-templates.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { trimOldest } from "./network/network-timing.js";

/** What a page's log writes to. */
export interface PageLogOptions {
  readonly clock: Clock;
  readonly telemetry: Pick<TelemetrySink, "pageError">;
  readonly routes: readonly string[];
}

const KEPT = 50;
const MAX_TEXT = 500;
const MAX_STACK = 4000;
/** A page that logs errors in a loop must not keep the node busy. */
const GROUPED_ERRORS = { burst: 100, perSecond: 20 };
const UNGROUPED = "too many errors at once to be told apart";

interface OpenRequest extends Omit<RequestLine, "status" | "durationMs" | "error"> {
  timestamp: number;
  status?: number;
  durationMs?: number;
  error?: string;
}

/**
 * The newest console messages, uncaught errors and requests of a page, its frames and workers, kept across documents. Its
 * errors are also recorded for the result.
 */
export class PageLog {
  readonly #options: PageLogOptions;
  readonly #budget: RateBudget;
  readonly #console: ConsoleLine[] = [];
  /** By id; a redirect gets an entry of its own. */
  readonly #requests = new Map<string, OpenRequest>();
  #redirects = 0;

  constructor(options: PageLogOptions) {
    this.#options = options;
    this.#budget = new RateBudget(options.clock, GROUPED_ERRORS);
  }

  /** Follows a session; `pageUrl` is the address of the page that it belongs to. */
  follow(cdp: CdpSession, pageUrl: () => string): void {
    cdp.on("Runtime.consoleAPICalled", (event) => this.#said(event, pageUrl()));
    cdp.on("Runtime.exceptionThrown", ({ exceptionDetails }) => this.#threw(exceptionDetails, pageUrl()));
    cdp.on("Network.requestWillBeSent", (event) => this.#sent(event));
    cdp.on("Network.responseReceived", ({ requestId, response }) => this.#answered(requestId, response.status));
    cdp.on("Network.loadingFinished", ({ requestId, timestamp }) => this.#ended(requestId, { timestamp }));
    cdp.on("Network.loadingFailed", ({ requestId, timestamp, errorText }) =>
      this.#ended(requestId, { timestamp, error: errorText.replace(/^net::/, "") }),
    );
    cdp.on("Network.webSocketWillSendHandshakeRequest", ({ requestId, timestamp }) => {
      const request = this.#requests.get(requestId);
      if (request !== undefined) request.timestamp = timestamp;
    });
    cdp.on("Network.webSocketCreated", ({ requestId, url }) =>
      this.#add(requestId, { method: "GET", url, type: "WebSocket", timestamp: Number.NaN }),
    );
    cdp.on("Network.webSocketHandshakeResponseReceived", ({ requestId, response }) => this.#answered(requestId, response.status));
    cdp.on("Network.webSocketFrameError", ({ requestId, errorMessage, timestamp }) =>
      this.#ended(requestId, { timestamp, error: errorMessage }),
    );
    cdp.on("Network.webSocketClosed", ({ requestId, timestamp }) => this.#ended(requestId, { timestamp }));
  }

  activity(): PageActivity {
    return {
      console: [...this.#console],
      requests: [...this.#requests.values()].map(({ timestamp: _own, ...request }) => request),
    };
  }

  #said({ type, args, stackTrace }: Protocol.Runtime.ConsoleAPICalledEvent, pageUrl: string): void {
    const text = shortened(args.slice(0, 10).map(shownArgument).join(" "));
    this.#line({ kind: type, text, place: placeOf(stackTrace) });
    if (type === "error" || type === "assert") this.#error("page-console", { text, stack: stackOf(stackTrace), pageUrl });
  }

  #threw(details: Protocol.Runtime.ExceptionDetails, pageUrl: string): void {
    const { exception, text, stackTrace, url, lineNumber } = details;
    const full = exception?.description ?? (exception?.value === undefined ? text : JSON.stringify(exception.value));
    const [first = text] = full.split("\n", 1);
    const place = placeOf(stackTrace) ?? (url === undefined || url === "" ? undefined : `${url}:${lineNumber + 1}`);
    this.#line({ kind: "exception", text: shortened(first), place });
    this.#error("page-exception", { text: shortened(first), stack: full.includes("\n") ? full : stackOf(stackTrace), pageUrl });
  }

  #line(line: Omit<ConsoleLine, "atMs">): void {
    this.#console.push({ atMs: this.#options.clock.now(), ...line });
    if (this.#console.length > KEPT) this.#console.shift();
  }

  #error(
    category: "page-console" | "page-exception",
    { text, stack, pageUrl }: { readonly text: string; readonly stack: string | undefined; readonly pageUrl: string },
  ): void {
    const { telemetry, clock, routes } = this.#options;
    const message = this.#budget.take() ? text : UNGROUPED;
    const own = stack !== undefined && message === text ? { stack: maskedText(stack, MAX_STACK) } : {};
    const page = pageUrl === "" ? {} : { page: templatePath(pageUrl, routes) };
    telemetry.pageError({ category, message, ...own, ...page }, clock.now());
  }

  #sent({ requestId, request, type, timestamp, redirectResponse }: Protocol.Network.RequestWillBeSentEvent): void {
    const before = this.#requests.get(requestId);
    if (redirectResponse !== undefined && before !== undefined) {
      const durationMs = 1000 * (timestamp - before.timestamp);
      this.#requests.delete(requestId);
      this.#requests.set(`${requestId} ${++this.#redirects}`, { ...before, status: redirectResponse.status, durationMs });
    }
    this.#add(requestId, { method: request.method, url: request.url, type: type ?? "Other", timestamp });
  }

  #add(id: string, { method, url, type, timestamp }: Pick<OpenRequest, "method" | "url" | "type" | "timestamp">): void {
    this.#requests.delete(id);
    this.#requests.set(id, { atMs: this.#options.clock.now(), method, url: shortened(url), type, timestamp });
    trimOldest(this.#requests, KEPT);
  }

  #answered(id: string, status: number): void {
    const request = this.#requests.get(id);
    if (request !== undefined) request.status = status;
  }

  #ended(id: string, { timestamp, error }: { readonly timestamp: number; readonly error?: string }): void {
    const request = this.#requests.get(id);
    if (request === undefined || request.durationMs !== undefined) return;
    request.durationMs = Math.max(0, 1000 * (timestamp - request.timestamp)) || 0;
    if (error !== undefined) request.error = error;
  }
}

/** Half a secret would not be recognized, so a long text is masked before it is cut; others are when they are sent. */
function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : maskedText(text, MAX_TEXT);
}

/** An argument of `console.log`, as a console shows it in one line. */
function shownArgument({ type, value, description, unserializableValue, preview }: Protocol.Runtime.RemoteObject): string {
  if (type === "string") return String(value);
  if (unserializableValue !== undefined) return unserializableValue;
  if (preview !== undefined && preview.subtype !== "error") return shownPreview(preview);
  if (description !== undefined) return description;
  return value === undefined ? type : (JSON.stringify(value) ?? type);
}

function shownPreview({ properties, subtype, overflow, description = "" }: Protocol.Runtime.ObjectPreview): string {
  const isList = subtype === "array";
  if (properties.length === 0 && !isList && description !== "Object") return description;
  const items = properties.map(({ name, value, type }) => `${isList ? "" : `${name}: `}${value ?? type}`);
  if (overflow) items.push("…");
  return isList ? `[${items.join(", ")}]` : `{${items.join(", ")}}`;
}

function placeOf(stack: Protocol.Runtime.StackTrace | undefined): string | undefined {
  const [frame] = stack?.callFrames ?? [];
  return frame === undefined || frame.url === "" ? undefined : shortened(`${frame.url}:${frame.lineNumber + 1}`);
}

function stackOf(stack: Protocol.Runtime.StackTrace | undefined): string | undefined {
  if (stack === undefined || stack.callFrames.length === 0) return undefined;
  return stack.callFrames
    .slice(0, 10)
    .map(({ functionName, url, lineNumber, columnNumber }) => {
      const place = `${url}:${lineNumber + 1}:${columnNumber + 1}`;
      return functionName === "" ? `    at ${place}` : `    at ${functionName} (${place})`;
    })
    .join("\n");
}
