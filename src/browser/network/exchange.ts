import type { Protocol } from "devtools-protocol";
import { deferred } from "../../base/deadline.js";
import type {
  AnswerFacts,
  HeaderLine,
  PageRequest,
  PageResponse,
  RequestFacts,
  RequestTiming,
} from "../../scenario/ports/traffic.js";

type SentEvent = Protocol.Network.RequestWillBeSentEvent;
type Response = Protocol.Network.Response;

/** One request and its answer as the browser tells them; each hop of a redirect is one. */
export class Exchange implements RequestFacts {
  readonly request: PageRequest;
  readonly frameId: string | undefined;
  readonly isNavigation: boolean;
  readonly redirectedFrom: Exchange | undefined;
  redirectedTo: Exchange | undefined;
  response: PageResponse | undefined;
  failure: string | undefined;
  received: RequestFacts["received"];
  readonly #sent: Pick<SentEvent, "timestamp" | "wallTime">;
  readonly #answered = deferred<void>();
  readonly #ended = deferred<void>();
  #answer: Response | undefined;
  #endedAt: number | undefined;
  #headers: readonly HeaderLine[] | undefined;
  #answersHeaders: readonly HeaderLine[] | undefined;

  constructor(event: SentEvent, before: Exchange | undefined) {
    const { requestId, loaderId, frameId, timestamp, wallTime, type } = event;
    this.request = requestOf(event);
    this.frameId = frameId;
    this.isNavigation = requestId === loaderId && type === "Document";
    this.redirectedFrom = before;
    if (before !== undefined) before.redirectedTo = this;
    this.#sent = { timestamp, wallTime };
  }

  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get hasEnded(): boolean {
    return this.failure !== undefined || this.received !== undefined;
  }

  get hasOwnHeaders(): boolean {
    return this.#headers !== undefined;
  }

  get hasAnswersHeaders(): boolean {
    return this.#answersHeaders !== undefined;
  }

  get headers(): readonly HeaderLine[] {
    return this.#headers ?? linesOf(this.request.headers);
  }

  get answer(): AnswerFacts | undefined {
    if (this.#answer === undefined) return undefined;
    const { statusText, protocol = "", remoteIPAddress = "", remotePort = 0, fromServiceWorker, headers } = this.#answer;
    return {
      statusText,
      protocol,
      server: remoteIPAddress === "" ? undefined : { ipAddress: remoteIPAddress, port: remotePort },
      security: securityOf(this.#answer),
      isFromServiceWorker: fromServiceWorker === true,
      headers: this.#answersHeaders ?? linesOf(headers),
    };
  }

  get timing(): RequestTiming {
    const { timestamp, wallTime } = this.#sent;
    const timing = this.#answer?.timing;
    const beganAt = timing?.requestTime ?? timestamp;
    return {
      startTime: (beganAt - timestamp + wallTime) * 1000,
      domainLookupStart: timing?.dnsStart ?? -1,
      domainLookupEnd: timing?.dnsEnd ?? -1,
      connectStart: timing?.connectStart ?? -1,
      secureConnectionStart: timing?.sslStart ?? -1,
      connectEnd: timing?.connectEnd ?? -1,
      requestStart: timing?.sendStart ?? -1,
      responseStart: timing?.receiveHeadersEnd ?? -1,
      responseEnd: this.#endedAt === undefined ? -1 : Math.max(0, this.#endedAt - beganAt) * 1000,
    };
  }

  sentWith(headers: Protocol.Network.Headers): void {
    this.#headers = linesOf(headers);
  }

  receivedWith(headers: Protocol.Network.Headers): void {
    this.#answersHeaders = linesOf(headers);
  }

  tell(response: Response): void {
    this.#answer = response;
  }

  /** The answer as steps see it. */
  answeredWith(response: PageResponse): void {
    this.response = response;
    this.#answered.resolve();
  }

  finished(at: number, bytes: number): void {
    this.#endedAt = at;
    const headerBytes = Math.max(0, this.#answer?.encodedDataLength ?? 0);
    this.received = { headerBytes, bodyBytes: Math.max(0, bytes - headerBytes) };
    this.#end();
  }

  failed(reason: string): void {
    this.failure = reason;
    this.#end();
  }

  #end(): void {
    this.#answered.resolve();
    this.#ended.resolve();
  }
}

/** A request as steps see it. */
export function requestOf({ request, type }: SentEvent): PageRequest {
  const { url, urlFragment = "", method, headers, postData = null } = request;
  return { url: url + urlFragment, method, resourceType: resourceTypeOf(type), headers: lowerCased(headers), postData };
}

export function resourceTypeOf(type = "Other"): string {
  return type.toLowerCase();
}

export function lowerCased(headers: Protocol.Network.Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The browser joins headers of one name by line breaks. */
function linesOf(headers: Protocol.Network.Headers): readonly HeaderLine[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    String(value)
      .split("\n")
      .map((one) => ({ name, value: one })),
  );
}

function securityOf({ securityDetails }: Response): AnswerFacts["security"] {
  if (securityDetails === undefined) return undefined;
  const { protocol, subjectName, issuer, validFrom, validTo } = securityDetails;
  return { protocol, subjectName, issuer, validFrom, validTo };
}
