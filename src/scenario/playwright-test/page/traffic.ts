import type { AnswerFacts, HeaderLine, PageRequest, PageResponse, RequestFacts } from "../../ports/traffic.js";

/** The functions of a page that its requests and responses use. */
export interface TrafficParts {
  /** The request of these facts, the same object each time. */
  readonly requestOf: (facts: RequestFacts) => TestRequest;
  readonly responseOf: (response: PageResponse) => TestResponse;
  /** Playwright's `Frame` with this id; the page's own without one. */
  readonly frameOf: (id: string | undefined) => unknown;
  /** Waits at most as long as a command may take. */
  readonly within: <T>(promise: Promise<T>, what: string) => Promise<T>;
  /** Reads the body, while the browser still has it. */
  readonly bodyOf: (response: PageResponse) => Promise<Uint8Array>;
}

/** A request as Playwright's `Request` is made of it. */
interface SeenRequest extends PageRequest {
  /** The frame of a request that a route has stopped. */
  readonly frameId?: string | undefined;
}

/** Playwright's `Request`, as it was sent. */
export class TestRequest {
  readonly #request: SeenRequest;
  readonly #parts: TrafficParts;
  /** Absent for a request that a route has stopped. */
  readonly #facts: RequestFacts | undefined;

  constructor(request: SeenRequest, parts: TrafficParts, facts?: RequestFacts) {
    this.#request = request;
    this.#parts = parts;
    this.#facts = facts;
  }

  url(): string {
    return this.#request.url;
  }
  method(): string {
    return this.#request.method;
  }
  resourceType(): string {
    return this.#request.resourceType;
  }
  frame(): unknown {
    return this.#parts.frameOf(this.#facts?.frameId ?? this.#request.frameId);
  }
  headers(): Readonly<Record<string, string>> {
    return { ...this.#request.headers };
  }
  async allHeaders(): Promise<Readonly<Record<string, string>>> {
    return joined(await this.headersArray());
  }
  async headersArray(): Promise<readonly HeaderLine[]> {
    const facts = this.#facts;
    if (facts === undefined) return Object.entries(this.#request.headers).map(([name, value]) => ({ name, value }));
    await this.#parts.within(facts.answered, "the headers of a request");
    return facts.headers;
  }
  async headerValue(name: string): Promise<string | null> {
    return (await this.allHeaders())[name.toLowerCase()] ?? null;
  }
  postData(): string | null {
    return this.#request.postData;
  }
  postDataBuffer(): Buffer | null {
    const { postData } = this.#request;
    return postData === null ? null : Buffer.from(postData);
  }
  postDataJSON(): unknown {
    const { postData, headers } = this.#request;
    if (postData === null) return null;
    if (headers["content-type"]?.includes("application/x-www-form-urlencoded") === true)
      return Object.fromEntries(new URLSearchParams(postData));
    try {
      return JSON.parse(postData) as unknown;
    } catch {
      throw new Error(`POST data is not a valid JSON object: ${postData}`);
    }
  }
  isNavigationRequest(): boolean {
    return this.#facts?.isNavigation ?? this.#request.resourceType === "document";
  }
  failure(): { readonly errorText: string } | null {
    const failure = this.#facts?.failure;
    return failure === undefined ? null : { errorText: failure };
  }
  redirectedFrom(): TestRequest | null {
    const before = this.#facts?.redirectedFrom;
    return before === undefined ? null : this.#parts.requestOf(before);
  }
  redirectedTo(): TestRequest | null {
    const after = this.#facts?.redirectedTo;
    return after === undefined ? null : this.#parts.requestOf(after);
  }
  serviceWorker(): null {
    return null;
  }
  existingResponse(): TestResponse | null {
    const response = this.#facts?.response;
    return response === undefined ? null : this.#parts.responseOf(response);
  }
  async response(): Promise<TestResponse | null> {
    if (this.#facts === undefined) throw new Error("request.response: the route has not let the request out yet");
    await this.#parts.within(this.#facts.answered, "the response to a request");
    return this.existingResponse();
  }
  timing(): RequestFacts["timing"] {
    return this.#facts?.timing ?? NOT_TIMED;
  }
  async sizes(): Promise<Readonly<Record<string, number>>> {
    const response = await this.response();
    if (response === null) throw new Error("request.sizes: Unable to fetch sizes for failed request");
    const facts = this.#facts as RequestFacts;
    await this.#parts.within(facts.ended, "the end of a response");
    const { pathname, search } = new URL(this.url());
    return {
      requestBodySize: this.postDataBuffer()?.byteLength ?? 0,
      requestHeadersSize: sizeOf(`${this.method()} ${pathname}${search} HTTP/1.1`, facts.headers),
      responseBodySize: facts.received?.bodyBytes ?? 0,
      responseHeadersSize: sizeOf(`HTTP/1.1 ${response.status()} ${response.statusText()}`, facts.answer?.headers ?? []),
    };
  }
}

const NOT_TIMED: RequestFacts["timing"] = {
  startTime: 0,
  domainLookupStart: -1,
  domainLookupEnd: -1,
  connectStart: -1,
  secureConnectionStart: -1,
  connectEnd: -1,
  requestStart: -1,
  responseStart: -1,
  responseEnd: -1,
};

/** Playwright's `Response`. */
export class TestResponse {
  readonly #response: PageResponse;
  readonly #parts: TrafficParts;
  readonly #facts: RequestFacts | undefined;

  constructor(response: PageResponse, parts: TrafficParts, facts?: RequestFacts) {
    this.#response = response;
    this.#parts = parts;
    this.#facts = facts;
  }

  url(): string {
    return this.#response.url;
  }
  status(): number {
    return this.#response.status;
  }
  statusText(): string {
    return this.#answer?.statusText ?? "";
  }
  ok(): boolean {
    return this.#response.status === 0 || (this.#response.status >= 200 && this.#response.status < 300);
  }
  headers(): Readonly<Record<string, string>> {
    return { ...this.#response.headers };
  }
  async allHeaders(): Promise<Readonly<Record<string, string>>> {
    return joined(await this.headersArray());
  }
  async headersArray(): Promise<readonly HeaderLine[]> {
    return this.#answer?.headers ?? Object.entries(this.#response.headers).map(([name, value]) => ({ name, value }));
  }
  async headerValue(name: string): Promise<string | null> {
    return (await this.allHeaders())[name.toLowerCase()] ?? null;
  }
  async headerValues(name: string): Promise<readonly string[]> {
    const wanted = name.toLowerCase();
    return (await this.headersArray()).filter((line) => line.name.toLowerCase() === wanted).map(({ value }) => value);
  }
  request(): TestRequest {
    if (this.#facts !== undefined) return this.#parts.requestOf(this.#facts);
    const { url, method, resourceType } = this.#response;
    return new TestRequest({ url, method, resourceType, headers: {}, postData: null }, this.#parts);
  }
  frame(): unknown {
    return this.request().frame();
  }
  async body(): Promise<Buffer> {
    return Buffer.from(await this.#parts.bodyOf(this.#response));
  }
  async text(): Promise<string> {
    return (await this.body()).toString("utf8");
  }
  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
  /** Resolves when the body has come, to the error if it did not. */
  async finished(): Promise<Error | null> {
    if (this.#facts === undefined) return null;
    await this.#parts.within(this.#facts.ended, "the end of a response");
    const { failure } = this.#facts;
    return failure === undefined ? null : new Error(failure);
  }
  fromServiceWorker(): boolean {
    return this.#answer?.isFromServiceWorker ?? false;
  }
  async httpVersion(): Promise<string> {
    const protocol = this.#answer?.protocol ?? "";
    return { "http/1.0": "HTTP/1.0", h2: "HTTP/2.0", h3: "HTTP/3.0" }[protocol] ?? "HTTP/1.1";
  }
  async serverAddr(): Promise<AnswerFacts["server"] | null> {
    return this.#answer?.server ?? null;
  }
  /** Empty without encryption, as in Playwright. */
  async securityDetails(): Promise<Partial<NonNullable<AnswerFacts["security"]>>> {
    return this.#answer?.security ?? {};
  }

  get #answer(): AnswerFacts | undefined {
    return this.#facts?.answer;
  }
}

/** Headers by their lower-case names; several of one name are joined, cookies by line breaks. */
function joined(lines: readonly HeaderLine[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const { name, value } of lines) {
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : `${before}${key === "set-cookie" ? "\n" : ", "}${value}`;
  }
  return headers;
}

/** The bytes that headers take in HTTP/1.1: each line with its end, and an empty line. */
function sizeOf(firstLine: string, lines: readonly HeaderLine[]): number {
  const all = [firstLine, ...lines.map(({ name, value }) => `${name}: ${value}`), ""];
  return all.reduce((sum, line) => sum + Buffer.byteLength(line) + 2, 0);
}
