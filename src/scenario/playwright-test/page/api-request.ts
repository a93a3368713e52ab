import { signalWithin } from "../../../base/deadline.js";
import { templatePath } from "../../../telemetry/page-templates.js";
import type { PagePort, StorageState, StoredCookie } from "../../page-port.js";
import { measured, operationOptions } from "../../steps/page/page-steps.js";
import type { StepCall, StepDefinition } from "../../steps/step-call.js";
import type { Actor } from "./actor.js";
import { exchange, givenCertificates, givenProxy, type TransportSettings, transportSettings } from "./api-transport.js";
import { type AddedCookie, type CookieJar, cookieOf, cookiesFor, withCookies, withoutCookies } from "./cookies.js";
import { notThere, refuse, refuseParts } from "./not-there.js";

type Options = Readonly<Record<string, unknown>>;

/** Playwright's `APIResponse`. */
class TestAPIResponse {
  readonly _apiName = "APIResponse";
  readonly #answer: Response;
  readonly #body: Buffer;

  constructor(answer: Response, body: Buffer) {
    this.#answer = answer;
    this.#body = body;
  }

  url(): string {
    return this.#answer.url;
  }
  status(): number {
    return this.#answer.status;
  }
  statusText(): string {
    return this.#answer.statusText;
  }
  ok(): boolean {
    return this.#answer.ok;
  }
  headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#answer.headers);
  }
  headersArray(): readonly { readonly name: string; readonly value: string }[] {
    return [...this.#answer.headers].map(([name, value]) => ({ name, value }));
  }
  async body(): Promise<Buffer> {
    return this.#body;
  }
  async text(): Promise<string> {
    return this.#body.toString("utf8");
  }
  async json(): Promise<unknown> {
    return JSON.parse(this.#body.toString("utf8")) as unknown;
  }
  async dispose(): Promise<void> {}
  /** Asked by Playwright's `toBeOK`. */
  async _fetchLog(): Promise<readonly string[]> {
    return [`${this.#answer.status} ${this.#answer.url}`];
  }
}

refuse(TestAPIResponse.prototype, "response", { securityDetails: "", serverAddr: "", timing: "" });

/** Playwright's `APIRequestContext`: requests from the node, each a step, with the cookies of the user's context. */
export class TestRequestContext {
  readonly _apiName = "APIRequestContext";
  readonly #actor: Actor;
  readonly #jar: CookieJar;
  readonly #page: PagePort | undefined;
  readonly #defaults: Options;
  readonly #ownHeaders: () => Readonly<Record<string, string>>;

  /**
   * `ownHeaders`: headers that the context has been given since it was opened. `page`: a page of the context with whose options
   * requests are sent; by default the user's own.
   */
  constructor(parts: {
    readonly actor: Actor;
    readonly jar: CookieJar;
    readonly defaults?: Options;
    readonly ownHeaders?: () => Readonly<Record<string, string>>;
    readonly page?: PagePort;
  }) {
    this.#actor = parts.actor;
    this.#jar = parts.jar;
    this.#page = parts.page;
    const { proxy, clientCertificates: certificates, ...defaults } = parts.defaults ?? {};
    this.#defaults = {
      ...defaults,
      ...(proxy === undefined || proxy === null ? {} : { proxy: givenProxy(proxy) }),
      ...(certificates === undefined || certificates === null ? {} : { clientCertificates: givenCertificates(certificates) }),
    };
    this.#ownHeaders = parts.ownHeaders ?? (() => ({}));
  }

  fetch(url: string | { url(): string }, options: Options = {}): Promise<unknown> {
    const address = typeof url === "string" ? url : url.url();
    const { baseURL = this.#actor.defaults.baseURL } = this.#defaults;
    const absolute = URL.canParse(address) ? address : new URL(address, typeof baseURL === "string" ? baseURL : "").href;
    const sender: Sender = { jar: this.#jar, defaults: this.#defaults, headers: this.#ownHeaders() };
    const args = [absolute, { ...shared(this.#defaults), ...options }, sender];
    const page = this.#page ?? this.#actor.iteration.pages.own;
    return this.#actor.perform(page, { operation: "request", definition: API_REQUEST, args });
  }

  async storageState({ path }: { readonly path?: string } = {}): Promise<StorageState> {
    const state = await this.#jar.read();
    if (path !== undefined) this.#actor.keepState(path, state);
    return state;
  }

  async cookies(urls?: string | readonly string[]): Promise<readonly StoredCookie[]> {
    return cookiesFor(await this.#jar.readCookies(), urls);
  }

  async addCookies(cookies: readonly AddedCookie[]): Promise<void> {
    await this.#jar.replaceCookies(withCookies(await this.#jar.readCookies(), cookies));
  }

  async clearCookies(which?: Options): Promise<void> {
    await this.#jar.replaceCookies(withoutCookies(await this.#jar.readCookies(), which));
  }

  async dispose(): Promise<void> {}
}

refuseParts(TestRequestContext.prototype, "request", { tracing: "" });

for (const method of ["get", "post", "put", "patch", "delete", "head"]) {
  Object.defineProperty(TestRequestContext.prototype, method, {
    value(this: TestRequestContext, url: string, options?: Options) {
      return this.fetch(url, { ...options, method: method.toUpperCase() });
    },
  });
}

/** Sends a request from the node: address, options, and who sends it. */
const API_REQUEST: StepDefinition = { perform: (call) => measured(call, prepareRequest) };

interface Sender {
  readonly jar: CookieJar;
  readonly defaults: Options;
  readonly headers: Readonly<Record<string, string>>;
}

/** Options of a context that a request may give another value. */
function shared({ timeout, failOnStatusCode, maxRedirects, ignoreHTTPSErrors }: Options): Options {
  const given = Object.entries({ timeout, failOnStatusCode, maxRedirects, ignoreHTTPSErrors });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

async function prepareRequest(call: StepCall) {
  const [address, options, sender] = call.args as readonly [string, Options, Sender];
  const url = new URL(address);
  for (const [key, value] of parameters(options.params)) url.searchParams.append(key, value);
  const method = (typeof options.method === "string" ? options.method : "GET").toUpperCase();
  const path = templatePath(url.href, call.iteration.user.routes);
  call.describe({ target: `${method} ${url.href}`, label: `request ${method} ${path}` });
  const { timeoutMs, signal } = operationOptions(call, typeof options.timeout === "number" ? options.timeout : undefined);
  // Options of the command and of the configuration, such as the headers that open a staging site.
  const { opened } = call.iteration.ports.page.adjustments;
  const { userAgent = opened.userAgent, ignoreHTTPSErrors: _, ...given } = sender.defaults;
  const base: Record<string, string> = {
    ...(typeof userAgent === "string" ? { "user-agent": userAgent } : {}),
    ...texts(opened.extraHeaders),
  };
  const headers = { ...base, ...texts(given.extraHTTPHeaders), ...texts(sender.headers), ...texts(options.headers) };
  const { ignoreHTTPSErrors } = options;
  const settings = transportSettings(opened, { ...given, ...shared({ ignoreHTTPSErrors }) }, url.origin);
  return async () => {
    const limit = signalWithin(Math.ceil(timeoutMs), { clock: call.iteration.ports.clock, signal });
    const answer = await send(url, { method, options, sender, headers, settings, signal: limit });
    if (options.failOnStatusCode === true && answer.status() >= 400) throw new Error(`${answer.status()} ${answer.statusText()}`);
    return { value: answer };
  };
}

interface Sending {
  readonly method: string;
  readonly options: Options;
  readonly sender: Sender;
  readonly headers: Record<string, string>;
  readonly settings: TransportSettings;
  readonly signal: AbortSignal;
}

/** Follows redirects itself, because each answer may set cookies. */
async function send(
  first: URL,
  { method: firstMethod, options, sender, headers: givenHeaders, settings, signal }: Sending,
): Promise<TestAPIResponse> {
  const most = typeof options.maxRedirects === "number" ? options.maxRedirects : 20;
  let [url, method, sent] = [first, firstMethod, bodyOf(options)];
  let given = givenHeaders;
  for (let followed = 0; ; followed++) {
    const stored = await sender.jar.readCookies();
    const cookies = cookiesFor(stored, url.href).map(({ name, value }) => `${name}=${value}`);
    const headers: Record<string, string> = { ...sent.headers, ...given };
    if (cookies.length > 0) headers.cookie = cookies.join("; ");
    const request = { method, headers, redirect: "manual", signal } as const;
    const answer = await exchange(url, sent.body === undefined ? request : { ...request, body: sent.body }, settings);
    await keepCookies(sender.jar, answer.headers.getSetCookie(), url);
    const location = answer.headers.get("location");
    const body = Buffer.from(await answer.arrayBuffer());
    if (location === null || answer.status < 300 || answer.status >= 400 || followed >= most)
      return new TestAPIResponse(answer, body);
    const next = new URL(location, url);
    given = without(given, next.origin === url.origin ? ["cookie", "host"] : ["cookie", "host", "authorization"]);
    url = next;
    const isRead = ["GET", "HEAD"].includes(method);
    if ((answer.status === 303 && !isRead) || (method === "POST" && answer.status < 303)) {
      [method, sent] = ["GET", { headers: {} }];
      given = without(given, OF_BODY);
    }
  }
}

/** Headers that say what the body is. */
const OF_BODY = ["content-encoding", "content-language", "content-length", "content-location", "content-type"];

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

async function keepCookies(jar: CookieJar, headers: readonly string[], url: URL): Promise<void> {
  if (headers.length === 0) return;
  let cookies = await jar.readCookies();
  for (const header of headers) {
    const { cookie, isGone } = cookieOf(header, url);
    const { name, domain, path } = cookie;
    cookies = isGone ? withoutCookies(cookies, { name, domain, path }) : withCookies(cookies, [cookie]);
  }
  await jar.replaceCookies(cookies);
}

type RequestBody = string | Uint8Array<ArrayBuffer> | FormData;

/** The body of a request and the headers that say what it is. */
function bodyOf({ data, form, multipart }: Options): { readonly headers: Record<string, string>; readonly body?: RequestBody } {
  if (form !== undefined) {
    const fields = form instanceof FormData ? [...form] : [...parameters(form)];
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { headers, body: new URLSearchParams(fields as [string, string][]).toString() };
  }
  if (multipart !== undefined) return { headers: {}, body: multipart instanceof FormData ? multipart : formOf(multipart) };
  if (data === undefined) return { headers: {} };
  if (typeof data === "string" || data instanceof Uint8Array)
    return { headers: {}, body: typeof data === "string" ? data : new Uint8Array(data) };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(data) };
}

function formOf(multipart: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(multipart as Record<string, unknown>)) {
    if (typeof value !== "object" || value === null) form.append(name, String(value));
    else {
      const file = value as { readonly name: string; readonly mimeType: string; readonly buffer: Uint8Array };
      if (file.buffer === undefined) throw notThere("request with a stream in multipart");
      form.append(name, new Blob([Buffer.from(file.buffer)], { type: file.mimeType }), file.name);
    }
  }
  return form;
}

function* parameters(given: unknown): Iterable<readonly [string, string]> {
  if (given === undefined) return;
  if (typeof given === "string" || given instanceof URLSearchParams) yield* new URLSearchParams(given);
  else for (const [key, value] of Object.entries(given as object)) if (value !== undefined) yield [key, String(value)];
}

function texts(headers: unknown): Record<string, string> {
  const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
