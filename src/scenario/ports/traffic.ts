import type { OperationOptions } from "./operation-options.js";

/** A request of the page, its frames or workers. Plain JSON. */
export interface PageRequest {
  readonly url: string;
  readonly method: string;
  /** `document`, `fetch`, `xhr`, `script`, `stylesheet`, `image` … */
  readonly resourceType: string;
  /** With names in lower case. Cookies are not among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; `null` if there is none, or it is too large. */
  readonly postData: string | null;
}

/** A response to a request of the page, its frames or workers, without its body. Plain JSON. */
export interface PageResponse {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly status: number;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Time from the request to the response's headers, in milliseconds; `null` if the browser did not measure it. */
  readonly durationMs: number | null;
}

/** A header as it was sent; several of one name are separate. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** When the parts of a request began and ended, in milliseconds after `startTime`; -1 for what did not happen. */
export interface RequestTiming {
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly domainLookupStart: number;
  readonly domainLookupEnd: number;
  readonly connectStart: number;
  readonly secureConnectionStart: number;
  readonly connectEnd: number;
  readonly requestStart: number;
  readonly responseStart: number;
  readonly responseEnd: number;
}

/** How the answer to a request came. */
export interface AnswerFacts {
  readonly statusText: string;
  /** `http/1.1`, `h2` … */
  readonly protocol: string;
  /** Absent for what came from no server. */
  readonly server: { readonly ipAddress: string; readonly port: number } | undefined;
  /** The certificate of the server, in seconds since 1970; absent without encryption. */
  readonly security:
    | {
        readonly protocol: string;
        readonly subjectName: string;
        readonly issuer: string;
        readonly validFrom: number;
        readonly validTo: number;
      }
    | undefined;
  readonly isFromServiceWorker: boolean;
  /** As they were sent, with cookies, once the browser has told; else as pages see them. */
  readonly headers: readonly HeaderLine[];
}

/** The browser's account of a request and its answer, which grows until the request has ended. */
export interface RequestFacts {
  readonly request: PageRequest;
  /** Absent for requests of workers. */
  readonly frameId: string | undefined;
  /** It asks for the document of its frame. */
  readonly isNavigation: boolean;
  readonly redirectedFrom: RequestFacts | undefined;
  readonly redirectedTo: RequestFacts | undefined;
  readonly response: PageResponse | undefined;
  readonly answer: AnswerFacts | undefined;
  /** The browser's reason: `net::ERR_FAILED`. */
  readonly failure: string | undefined;
  /** As they were sent, with cookies, once the browser has told; else as pages see them. */
  readonly headers: readonly HeaderLine[];
  readonly timing: RequestTiming;
  /** Bytes of the answer's headers and body on the wire, once it is complete. */
  readonly received: { readonly headerBytes: number; readonly bodyBytes: number } | undefined;
  /** Resolves when the answer's headers have come, or the request has ended without one. */
  readonly answered: Promise<void>;
  /** Resolves when the answer is complete, or the request has failed. */
  readonly ended: Promise<void>;
}

/** A {@link PageResponse} that was waited for, with Playwright's methods for its body of at most 10 MiB. */
export interface WaitedResponse extends PageResponse {
  /** The body as text (UTF-8). Waits until it is complete. */
  readonly text: () => Promise<string>;
  /** The body as JSON; rejects if it is something else. */
  readonly json: <T = unknown>() => Promise<T>;
  readonly body: () => Promise<Uint8Array>;
}

/** What can be waited for. */
export interface Traffic {
  readonly request: PageRequest;
  readonly response: PageResponse;
}

/** A request or response to wait for. */
export interface AwaitedTraffic<T> {
  /** As written in the scenario, for messages. */
  readonly shown: string;
  readonly fits: (seen: T) => boolean;
}

/** Watches for a request or response from its creation until `end` is called. */
export interface TrafficWatch<T> {
  /** Resolves to the first that fits, which may have come before this call. */
  found(options: OperationOptions): Promise<T>;
  /** The body of the response that was found, at most 10 MiB; also after `end`. Waits until it is complete. */
  body(options: OperationOptions): Promise<Uint8Array>;
  end(): void;
}

/** The HTTP requests of the page. */
export interface PageTraffic {
  watch<K extends keyof Traffic>(kind: K, awaited: AwaitedTraffic<Traffic[K]>): TrafficWatch<Traffic[K]>;
  /** Has the browser keep bodies from now on, which it does not do by itself: it costs memory. */
  keepBodies(options: OperationOptions): Promise<void>;
  /** The body of a response that a watch has seen, once it has come; the browser keeps it for a while. */
  bodyOf(response: PageResponse, options: OperationOptions): Promise<Uint8Array>;
  /** More about a request or response that a watch or listener has seen. Absent where the engine's own page tells it. */
  factsOf?(seen: PageRequest | PageResponse): RequestFacts | undefined;
}
