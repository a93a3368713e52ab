import { type OperationOptions, PageOperationError } from "../../scenario/page-port.js";
import type {
  AwaitedTraffic,
  PageRequest,
  PageResponse,
  PageTraffic,
  Traffic,
  TrafficWatch,
} from "../../scenario/ports/traffic.js";
import type { PageOperations } from "../page-operations.js";
import { bounded } from "./response-body.js";

/** Receives requests and their responses; both have the same id. */
export interface TrafficListener {
  /** The bodies of responses may be read. */
  readonly readsBodies: boolean;
  sent(id: unknown, request: PageRequest): void;
  /** `body` reads the response's body, once it is complete. */
  answered(id: unknown, response: PageResponse, body: () => Promise<Uint8Array>): void;
}

/** The source of a page's traffic. */
interface TrafficSource {
  readonly listen: ListenToTraffic;
  readonly keepBodies: () => Promise<void>;
  readonly factsOf?: PageTraffic["factsOf"];
}

/** Calls the listener until the returned function is called. */
export type ListenToTraffic = (listener: TrafficListener) => () => void;

/** Waits for requests and responses of one user's page. Nothing listens while none is waited for. */
export class TrafficWatches implements PageTraffic {
  readonly #operations: PageOperations;
  readonly #source: TrafficSource;
  readonly factsOf?: NonNullable<PageTraffic["factsOf"]>;
  readonly #bodies = new WeakMap<PageResponse, () => Promise<Uint8Array>>();

  constructor(operations: PageOperations, source: TrafficSource) {
    this.#operations = operations;
    this.#source = source;
    const { factsOf } = source;
    if (factsOf !== undefined) this.factsOf = factsOf;
  }

  watch<K extends keyof Traffic>(kind: K, awaited: AwaitedTraffic<Traffic[K]>): TrafficWatch<Traffic[K]> {
    const seen = new SeenRequests();
    let find: (found: Traffic[K]) => void = () => {};
    const found = new Promise<Traffic[K]>((resolve) => {
      find = resolve;
    });
    let isFound = false;
    let read: (() => Promise<Uint8Array>) | undefined;
    const look = (one: Traffic[K], body?: () => Promise<Uint8Array>) => {
      if (isFound || !awaited.fits(one)) return;
      isFound = true;
      read = body;
      find(one);
    };
    const end = this.#source.listen({
      readsBodies: kind === "response",
      sent(id, request) {
        if (!isHttp(request)) return;
        seen.sent(id, request);
        if (kind === "request") look(request as Traffic[K]);
      },
      answered: (id, response, body) => {
        if (!isHttp(response)) return;
        this.#bodies.set(response, body);
        seen.answered(id, response);
        if (kind === "response") look(response as Traffic[K], body);
      },
    });
    const operation = { subject: `a ${kind} ${awaited.shown}`, lacking: () => String(seen) };
    const reading = { subject: `the body of the response ${awaited.shown}`, lacking: () => NOT_COMPLETE };
    return {
      found: (options) => this.#operations.run(operation, options, () => found),
      body: (options) =>
        this.#operations.run(reading, options, async () => bounded(await found, await (read ?? nothingToRead)())),
      end,
    };
  }

  keepBodies(options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "bodies to be kept" }, options, this.#source.keepBodies);
  }

  bodyOf(response: PageResponse, options: OperationOptions): Promise<Uint8Array> {
    const operation = { subject: "the body of a response", lacking: () => NOT_COMPLETE };
    return this.#operations.run(operation, options, async () => {
      const body = this.#bodies.get(response);
      if (body === undefined) throw new PageOperationError("invalid", "the response is not one of this page");
      return bounded(response, await body());
    });
  }
}

/** The browser fetches the rest of a body when the page reads it. */
const NOT_COMPLETE = "it is not complete, or the page has not read it";

function nothingToRead(): Promise<Uint8Array> {
  return Promise.reject(new PageOperationError("invalid", "a request has no response body"));
}

/** Pages also "request" `data:` and `blob:` addresses. */
function isHttp({ url }: { readonly url: string }): boolean {
  return /^https?:/i.test(url);
}

const MOST_LISTED = 5;

interface SeenRequest {
  readonly id: unknown;
  readonly method: string;
  readonly url: string;
  status?: number;
}

/** The latest requests, for the message of a time-out. */
class SeenRequests {
  readonly #latest: SeenRequest[] = [];

  sent(id: unknown, { method, url }: PageRequest): void {
    this.#add({ id, method, url });
  }

  answered(id: unknown, { method, url, status }: PageResponse): void {
    const request = this.#latest.findLast((one) => one.id === id);
    if (request === undefined) this.#add({ id, method, url, status });
    else request.status = status;
  }

  toString(): string {
    if (this.#latest.length === 0) return "there was no request";
    const shown = this.#latest.map(({ method, url, status }) => `${method} ${withoutQuery(url)} (${status ?? "not answered"})`);
    return `the latest requests were ${shown.join(", ")}`;
  }

  #add(request: SeenRequest): void {
    this.#latest.push(request);
    if (this.#latest.length > MOST_LISTED) this.#latest.shift();
  }
}

/** A query may hold secrets. */
function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url;
}
