import type { Clock } from "../../../base/clock.js";
import { ABORT_REASONS, type InterceptedRequest, type ResourceType } from "../../../scenario/ports/network.js";
import type { ContextOptions } from "../../connection.js";
import { ABORTED, NetworkError, networkErrorOf } from "../../network/network-error.js";
import { type Decision, RequestDecisions } from "../../network/request-decisions.js";
import { browserHeaders, type RequestFacts } from "./browser-headers.js";
import { Connections, type Headers, type WireAnswer, type WireRequest } from "./connections.js";
import { UserCookies } from "./cookies.js";
import { decodedBody } from "./decode-body.js";
import { ExchangeTelemetry } from "./exchange-telemetry.js";
import { NetworkLink } from "./network-link.js";
import { RequestsInFlight } from "./requests-in-flight.js";
import { SiteCredentials } from "./site-credentials.js";
import { TrafficBoard } from "./traffic-board.js";

/** One request of a user's page; redirects are requests of their own. */
export interface UserRequest
  extends Omit<RequestFacts, "cookie" | "authorization">,
    Pick<WireRequest, "keepsBody" | "onAnswer" | "onData"> {
  readonly type: ResourceType;
  /** The document of the page itself. */
  readonly isPage: boolean;
  /** The server redirected to it. */
  readonly isRedirect: boolean;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Headers beside those that browsers send. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The answer to a request. */
export interface UserAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Without compression. */
  readonly body: Buffer;
}

/** Learns what goes wrong, for the troubles of the page. */
export interface RequestWitness {
  answered(request: UserRequest, status: number): void;
  failed(request: UserRequest, reason: string): void;
}

/** Sends the requests of one user: cookies, headers, passwords, and what the scenario blocks or answers itself. */
export class UserRequests {
  readonly cookies = new UserCookies();
  readonly decisions: RequestDecisions;
  /** Requests and responses, for the steps that wait for them. */
  readonly traffic = new TrafficBoard();
  readonly inFlight = new RequestsInFlight();
  readonly link = new NetworkLink();
  readonly #options: ContextOptions;
  readonly #clock: Clock;
  readonly #connections: Connections;
  readonly #telemetry: ExchangeTelemetry;
  readonly #credentials: SiteCredentials;

  constructor(options: ContextOptions, clock: Clock) {
    const { telemetry, network = {}, ignoreCertificateErrors = false, clientCertificates, proxy, httpCredentials } = options;
    this.#options = options;
    this.#clock = clock;
    this.decisions = new RequestDecisions(network, { telemetry, clock });
    this.#connections = new Connections({ clock, ignoreCertificateErrors, clientCertificates, proxy });
    this.#telemetry = new ExchangeTelemetry(options);
    this.#credentials = new SiteCredentials(httpCredentials);
  }

  /** Sends one request. Rejects with {@link NetworkError}. */
  async send(request: UserRequest, witness: RequestWitness): Promise<UserAnswer> {
    const ended = this.inFlight.begun();
    try {
      const decided = this.decisions.areNeeded ? await this.#decided(request) : { request };
      const answer = "answer" in decided ? decided.answer : await this.#exchanged(decided.request);
      witness.answered(request, answer.status);
      return answer;
    } catch (error) {
      const failure = networkErrorOf(error);
      if (failure.reason !== ABORTED) witness.failed(request, failure.reason);
      throw failure;
    } finally {
      ended();
    }
  }

  /** The headers that a request to this address has, such as for a WebSocket. */
  headersFor(facts: RequestFacts): Record<string, string> {
    const cookie = this.cookies.headerFor(facts.url, facts);
    return browserHeaders({ ...facts, cookie, authorization: this.#credentials.known(facts.url) }, this.#options);
  }

  async end(): Promise<void> {
    await this.#connections.end();
  }

  async #exchanged(request: UserRequest): Promise<UserAnswer> {
    if (this.link.isOffline) throw this.#failure(new NetworkError("ERR_INTERNET_DISCONNECTED"));
    const answer = await this.#exchange(request);
    const authorization = answer.status === 401 ? this.#credentials.answer(request.url, answer.headers) : undefined;
    return authorization === undefined ? answer : this.#exchange(request);
  }

  async #exchange(request: UserRequest): Promise<UserAnswer> {
    const { url, method, body, signal, keepsBody, onAnswer, onData } = request;
    const headers = { ...this.headersFor(request), ...request.headers };
    const answered = this.traffic.sent(request, headers, this.#clock.now());
    const wire: WireRequest = {
      ...{ url, method, headers, body, signal },
      ...(keepsBody === undefined ? {} : { keepsBody }),
      ...(onData === undefined ? {} : { onData }),
      onAnswer: (status, received) => {
        answered(status, received, this.#clock.now());
        onAnswer?.(status, received);
      },
    };
    let answer: WireAnswer;
    try {
      answer = await this.#connections.exchange(wire);
    } catch (error) {
      throw this.#failure(networkErrorOf(error));
    }
    this.cookies.received(url, answer.headers["set-cookie"]);
    this.#telemetry.answered(request, answer);
    return { ...answer, body: this.#decoded(answer) };
  }

  #decoded({ body, headers }: WireAnswer): Buffer {
    try {
      return decodedBody(body, headers);
    } catch (error) {
      throw this.#failure(new NetworkError("ERR_CONTENT_DECODING_FAILED", { cause: error }));
    }
  }

  #failure(error: NetworkError): NetworkError {
    if (error.reason !== ABORTED) this.#telemetry.failed(`net::${error.reason}`, this.#clock.now());
    return error;
  }

  async #decided(request: UserRequest): Promise<{ readonly request: UserRequest } | { readonly answer: UserAnswer }> {
    const { url, type, isPage, isRedirect } = request;
    const decision = await this.decisions.decide({
      url: url.href,
      isPage,
      isRedirect,
      type: () => Promise.resolve(type),
      describe: () => this.#described(request),
    });
    return this.#apply(decision, request);
  }

  #apply(decision: Decision, request: UserRequest): { readonly request: UserRequest } | { readonly answer: UserAnswer } {
    switch (decision?.kind) {
      case undefined:
        return { request };
      case "block":
        throw new NetworkError(request.isPage ? "ERR_BLOCKED_BY_CLIENT" : ABORTED);
      case "abort":
        throw new NetworkError(request.isPage ? errorNameOf(ABORT_REASONS[decision.reason]) : ABORTED);
      case "fulfill": {
        const { status, headers, body } = decision;
        const now = this.#clock.now();
        const answered = this.traffic.sent(request, this.headersFor(request));
        answered(status, headers, now);
        return { answer: { status, headers, body: Buffer.from(body) } };
      }
      case "continue": {
        const { url, method, headers, postData } = decision;
        const changed = {
          ...(url === undefined ? {} : { url: new URL(url) }),
          ...(method === undefined ? {} : { method }),
          ...(headers === undefined ? {} : { headers }),
          ...(postData === undefined ? {} : { body: postData }),
        };
        return { request: { ...request, ...changed } };
      }
    }
  }

  #described(request: UserRequest): InterceptedRequest {
    const { cookie: _, ...headers } = this.headersFor(request);
    const { url, method, type, body } = request;
    const postData = body === undefined ? null : Buffer.from(body).toString("utf8");
    return { url: url.href, method, headers, postData, resourceType: type };
  }
}

/** `ConnectionRefused` as `ERR_CONNECTION_REFUSED`. */
function errorNameOf(reason: string): string {
  return `ERR${reason.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
