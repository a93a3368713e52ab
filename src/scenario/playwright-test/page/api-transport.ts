import { isDeepStrictEqual } from "node:util";
import type * as Undici from "undici";
import type { BrowserOptions, HttpCredentials, ProxySettings } from "../../browser-options/browser-options.js";
import { BROWSER_OPTIONS, browserOptionsOf } from "../../browser-options/option-parsers.js";
import { basicLogin, isBypassed, nodeProxy } from "../../browser-options/proxy-route.js";
import { refusal } from "./not-there.js";

/** How a request of a context leaves the node, with its redirects. */
export interface TransportSettings {
  readonly ignoreCertificateErrors: boolean;
  readonly proxy: ProxySettings | undefined;
  readonly credentials: HttpCredentials | undefined;
  /** The only origin that gets the credentials unasked: that of the request, not those that redirects lead to. */
  readonly firstOrigin: string;
}

type Options = Readonly<Record<string, unknown>>;

/** The settings: those that a call or a context gives, over those that the user's browser was opened with. */
export function transportSettings(opened: BrowserOptions, given: Options, firstOrigin: string): TransportSettings {
  const {
    ignoreHTTPSErrors = opened.ignoreCertificateErrors,
    proxy = opened.proxy,
    httpCredentials = opened.httpCredentials,
  } = given;
  return {
    ignoreCertificateErrors: ignoreHTTPSErrors === true,
    proxy: (proxy ?? undefined) as ProxySettings | undefined,
    credentials: (httpCredentials ?? undefined) as HttpCredentials | undefined,
    firstOrigin,
  };
}

/** The proxy that a context is given, as the command reads its own. Throws an error of the call for one that cannot be used. */
export function givenProxy(raw: unknown): ProxySettings {
  const { allowed, parse } = BROWSER_OPTIONS.proxy;
  const parsed = parse(raw);
  const { proxy } = parsed === undefined ? {} : browserOptionsOf({ proxy: parsed });
  if (proxy === undefined) throw refusal(`proxy of a request context is not valid: it takes ${allowed}`);
  nodeProxy(proxy);
  return proxy;
}

/** Sends one request, and again with name and password if the site asks for them. */
export async function exchange(url: URL, init: RequestInit, settings: TransportSettings): Promise<Response> {
  const headers = new Headers(init.headers);
  const { credentials } = settings;
  const isMeant =
    credentials !== undefined && (credentials.origin === undefined || new URL(credentials.origin).origin === url.origin);
  const authorization = isMeant && !headers.has("authorization") ? basicLogin(credentials) : undefined;
  const withCredentials = () => {
    const all = new Headers(headers);
    all.set("authorization", authorization ?? "");
    return sent(url, { ...init, headers: all }, settings);
  };
  const isUnasked = credentials?.send === "always" && url.origin === settings.firstOrigin;
  if (authorization !== undefined && isUnasked) return withCredentials();
  const answer = await sent(url, init, settings);
  const isAsked = answer.status === 401 && /\bbasic\b/i.test(answer.headers.get("www-authenticate") ?? "");
  if (authorization === undefined || !isAsked) return answer;
  await answer.arrayBuffer();
  return withCredentials();
}

/** Node.js's `fetch`; undici's where a proxy or certificates ask for it. */
async function sent(url: URL, init: RequestInit, settings: TransportSettings): Promise<Response> {
  const { ignoreCertificateErrors, proxy } = settings;
  if (!ignoreCertificateErrors && proxy === undefined) return fetch(url, init);
  const undici = await import("undici");
  const body = init.body instanceof FormData ? formOf(init.body, new undici.FormData()) : init.body;
  const used = proxy !== undefined && !isBypassed(url.hostname, proxy.bypass, "playwright") ? proxy : undefined;
  const dispatcher = DISPATCHERS.get({ ignoreCertificateErrors, proxy: used }, undici);
  return (await undici.fetch(url, { ...init, body, dispatcher } as never)) as unknown as Response;
}

/** The form as the package knows it, whose class differs from that of Node.js. */
function formOf<Form extends { append(name: string, value: never): void }>(given: FormData, form: Form): Form {
  for (const [name, value] of given) form.append(name, value as never);
  return form;
}

type Route = Pick<TransportSettings, "ignoreCertificateErrors" | "proxy">;

/** The connections of all contexts, by proxy and certificate check; of many, those used last. */
export class Dispatchers {
  readonly #most: number;
  readonly #kept: { readonly route: Route; readonly dispatcher: Undici.Dispatcher }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get(route: Route, undici: Pick<typeof Undici, "Agent" | "ProxyAgent">): Undici.Dispatcher {
    const at = this.#kept.findIndex((kept) => isDeepStrictEqual(kept.route, route));
    const [found = { route, dispatcher: dispatcherOf(route, undici) }] = at < 0 ? [] : this.#kept.splice(at, 1);
    this.#kept.push(found);
    // Requests that are under way end first.
    if (this.#kept.length > this.#most) this.#kept.shift()?.dispatcher.close(() => {});
    return found.dispatcher;
  }
}

const DISPATCHERS = new Dispatchers(64);

function dispatcherOf({ ignoreCertificateErrors, proxy }: Route, undici: Pick<typeof Undici, "Agent" | "ProxyAgent">) {
  const tls = { rejectUnauthorized: !ignoreCertificateErrors };
  if (proxy === undefined) return new undici.Agent({ connect: tls });
  return new undici.ProxyAgent({ requestTls: tls, proxyTls: tls, ...nodeProxy(proxy) });
}
