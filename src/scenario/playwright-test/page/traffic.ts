import type { PageRequest, PageResponse } from "../../ports/traffic.js";
import { notThere, refuse, refuseNow } from "./not-there.js";

/** Playwright's `Request`, as it was sent. */
export class TestRequest {
  readonly #request: PageRequest;
  readonly #answer: TestResponse | null;
  readonly #failure: string | undefined;

  /** `failure` is the browser's reason. */
  constructor(request: PageRequest, answer: TestResponse | null = null, failure?: string) {
    this.#request = request;
    this.#answer = answer;
    this.#failure = failure;
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
  headers(): Readonly<Record<string, string>> {
    return { ...this.#request.headers };
  }
  async allHeaders(): Promise<Readonly<Record<string, string>>> {
    return this.headers();
  }
  async headersArray(): Promise<readonly { readonly name: string; readonly value: string }[]> {
    return headerList(this.#request.headers);
  }
  async headerValue(name: string): Promise<string | null> {
    return this.#request.headers[name.toLowerCase()] ?? null;
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
    return JSON.parse(postData) as unknown;
  }
  isNavigationRequest(): boolean {
    return this.#request.resourceType === "document";
  }
  failure(): unknown {
    return this.#failure === undefined ? null : { errorText: this.#failure };
  }
  redirectedFrom(): null {
    return null;
  }
  redirectedTo(): null {
    return null;
  }
  serviceWorker(): null {
    return null;
  }
  existingResponse(): TestResponse | null {
    return this.#answer;
  }
  async response(): Promise<TestResponse> {
    if (this.#answer !== null) return this.#answer;
    throw notThere("request.response()", "wait for the response with waitForResponse");
  }
}

refuse(TestRequest.prototype, "request", { sizes: "" });
refuseNow(TestRequest.prototype, "request", { frame: "", timing: "" });

/** Playwright's `Response`. */
export class TestResponse {
  readonly #response: PageResponse;
  readonly #bodyOf: (response: PageResponse) => Promise<Uint8Array>;
  readonly #request: TestRequest;

  /** `bodyOf` reads the body, while the browser still has it. */
  constructor(response: PageResponse, bodyOf: (response: PageResponse) => Promise<Uint8Array>, request?: PageRequest) {
    this.#response = response;
    this.#bodyOf = bodyOf;
    const { url, method, resourceType } = response;
    this.#request = new TestRequest(request ?? { url, method, resourceType, headers: {}, postData: null }, this);
  }

  url(): string {
    return this.#response.url;
  }
  status(): number {
    return this.#response.status;
  }
  statusText(): string {
    return STATUS_TEXTS[this.#response.status] ?? "";
  }
  ok(): boolean {
    return this.#response.status === 0 || (this.#response.status >= 200 && this.#response.status < 300);
  }
  headers(): Readonly<Record<string, string>> {
    return { ...this.#response.headers };
  }
  async allHeaders(): Promise<Readonly<Record<string, string>>> {
    return this.headers();
  }
  async headersArray(): Promise<readonly { readonly name: string; readonly value: string }[]> {
    return headerList(this.#response.headers);
  }
  async headerValue(name: string): Promise<string | null> {
    return this.#response.headers[name.toLowerCase()] ?? null;
  }
  async headerValues(name: string): Promise<readonly string[]> {
    const value = this.#response.headers[name.toLowerCase()];
    return value === undefined ? [] : value.split("\n");
  }
  request(): TestRequest {
    return this.#request;
  }
  async body(): Promise<Buffer> {
    return Buffer.from(await this.#bodyOf(this.#response));
  }
  async text(): Promise<string> {
    return (await this.body()).toString("utf8");
  }
  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
  /** Resolves when the body has come. */
  async finished(): Promise<null> {
    await this.body().catch(() => undefined);
    return null;
  }
  fromServiceWorker(): boolean {
    return false;
  }
}

refuseNow(TestResponse.prototype, "response", { frame: "" });
refuse(TestResponse.prototype, "response", { securityDetails: "", serverAddr: "", httpVersion: "" });

function headerList(headers: Readonly<Record<string, string>>): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};
