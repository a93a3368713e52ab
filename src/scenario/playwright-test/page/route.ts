import type { InterceptedRequest } from "../../ports/network.js";
import type { SpecFiles } from "../spec-files.js";
import type { SeenTraffic } from "./seen-traffic.js";
import type { TestRequest } from "./traffic.js";

type Options = Readonly<Record<string, unknown>>;
/** An answer as the step `route` takes it; `undefined` leaves the request to older routes. */
type Answer = Readonly<Record<string, unknown>> | undefined;

/** What answers of a route may need. */
interface RouteParts {
  readonly page: { readonly traffic: SeenTraffic };
  /** Playwright's `APIRequestContext` of the context. */
  readonly request: unknown;
  /** Files that the spec names. */
  readonly files: SpecFiles;
}

/** The handler of a test as the step `route` calls it: its answer is the first that the handler gives. */
export function routeHandler(handler: unknown, parts: RouteParts): unknown {
  if (typeof handler !== "function") return handler;
  const asked = async (intercepted: InterceptedRequest): Promise<Answer> => {
    const route = new TestRoute(intercepted, parts);
    const handled = (async () => (handler as (route: unknown, request: unknown) => unknown)(route, route.request()))();
    // The handler may go on after its answer, or end without one.
    const unanswered = handled.then(() => Promise.race([route.answer, noAnswer()]));
    return Promise.race([route.answer, unanswered]);
  };
  // Routes of one pattern are told apart by the text of their functions, which is the same for all of these.
  const number = ++routes;
  return Object.assign(asked, { toString: () => `route ${number}` });
}

let routes = 0;

function noAnswer(): Promise<Answer> {
  return new Promise((resolve, reject) => {
    setImmediate(() => reject(new Error("the handler returned without fulfill, continue, fallback or abort")));
    void resolve;
  });
}

/** Playwright's `Route`. */
class TestRoute {
  readonly answer: Promise<Answer>;
  readonly #request: TestRequest;
  readonly #parts: RouteParts;
  #give: (answer: Answer) => void = () => {};

  constructor(intercepted: InterceptedRequest, parts: RouteParts) {
    this.#request = parts.page.traffic.request(intercepted);
    this.#parts = parts;
    this.answer = new Promise((resolve) => {
      this.#give = resolve;
    });
  }

  request(): TestRequest {
    return this.#request;
  }

  async fulfill(given: Options = {}): Promise<void> {
    const { response, path, ...rest } = given;
    const own = { ...rest, ...(path === undefined ? {} : { path: this.#parts.files.placed(path) }) };
    this.#give({ fulfill: { ...(response === undefined ? {} : await fromResponse(response, own)), ...own } });
  }

  async abort(reason: string | true = true): Promise<void> {
    this.#give({ abort: reason });
  }

  async continue(changes: Options = {}): Promise<void> {
    this.#give({ continue: changes });
  }

  async fallback(changes?: Options): Promise<void> {
    this.#give(changes === undefined || Object.keys(changes).length === 0 ? undefined : { continue: changes });
  }

  /** Sends the request from the node, with the context's cookies. */
  async fetch(changes: Options = {}): Promise<unknown> {
    const { fetch } = this.#parts.request as { readonly fetch: (url: string, options: Options) => Promise<unknown> };
    const { url = this.#request.url(), method = this.#request.method(), headers = this.#request.headers(), ...rest } = changes;
    const data = rest.postData ?? this.#request.postDataBuffer() ?? undefined;
    return fetch.call(this.#parts.request, String(url), { method, headers, ...(data === undefined ? {} : { data }), ...rest });
  }
}

async function fromResponse(response: unknown, { body, json, path }: Options): Promise<Options> {
  const given = response as { status(): number; headers(): Record<string, string>; body(): Promise<Uint8Array> };
  const { "content-encoding": _encoding, "content-length": _length, ...headers } = given.headers();
  const isOwn = body !== undefined || json !== undefined || path !== undefined;
  return { status: given.status(), headers, ...(isOwn ? {} : { body: await given.body() }) };
}
