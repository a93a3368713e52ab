import { isDeepStrictEqual } from "node:util";
import type * as Undici from "undici";
import type { BrowserOptions, ClientCertificate, HttpCredentials, ProxySettings } from "../../browser-options/browser-options.js";
import { BROWSER_OPTIONS, browserOptionsOf } from "../../browser-options/option-parsers.js";
import { basicLogin, isBypassed, nodeProxy } from "../../browser-options/proxy-route.js";
import { certificateFor, secureContextOf } from "../../browser-options/shown-certificate.js";
import { refusal } from "./not-there.js";

/** How a request of a context leaves the node, with its redirects. */
export interface TransportSettings {
  readonly ignoreCertificateErrors: boolean;
  readonly certificates: readonly ClientCertificate[] | undefined;
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
    clientCertificates = opened.clientCertificates,
    proxy = opened.proxy,
    httpCredentials = opened.httpCredentials,
  } = given;
  return {
    ignoreCertificateErrors: ignoreHTTPSErrors === true,
    certificates: (clientCertificates ?? undefined) as readonly ClientCertificate[] | undefined,
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

/** The certificates that a context is given. Throws an error of the call for some that cannot be used. */
export function givenCertificates(raw: unknown): readonly ClientCertificate[] {
  const { allowed, parse } = BROWSER_OPTIONS.clientCertificates;
  const parsed = parse(raw);
  const { clientCertificates } = parsed === undefined ? {} : browserOptionsOf({ clientCertificates: parsed });
  if (clientCertificates !== undefined) return clientCertificates;
  const why = parse.hint(raw) ?? `it takes ${allowed}`;
  throw refusal(`clientCertificates of a request context is not valid: ${why}`);
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
  const { ignoreCertificateErrors, certificates, proxy } = settings;
  const certificate = certificateFor(url.origin, certificates);
  if (!ignoreCertificateErrors && proxy === undefined && certificate === undefined) return fetch(url, init);
  const undici = await import("undici");
  const body = init.body instanceof FormData ? formOf(init.body, new undici.FormData()) : init.body;
  const used = proxy !== undefined && !isBypassed(url.hostname, proxy.bypass, "playwright") ? proxy : undefined;
  const dispatcher = DISPATCHERS.get({ ignoreCertificateErrors, certificate, proxy: used }, undici);
  return (await undici.fetch(url, { ...init, body, dispatcher } as never)) as unknown as Response;
}

/** The form as the package knows it, whose class differs from that of Node.js. */
function formOf<Form extends { append(name: string, value: never): void }>(given: FormData, form: Form): Form {
  for (const [name, value] of given) form.append(name, value as never);
  return form;
}

interface Route extends Pick<TransportSettings, "ignoreCertificateErrors" | "proxy"> {
  readonly certificate?: ClientCertificate | undefined;
}

/** The connections of all contexts, by proxy, certificate and certificate check; of many, those used last. */
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

function dispatcherOf(
  { ignoreCertificateErrors, certificate, proxy }: Route,
  undici: Pick<typeof Undici, "Agent" | "ProxyAgent">,
) {
  const proxyTls = { rejectUnauthorized: !ignoreCertificateErrors };
  const shown = certificate === undefined ? {} : { secureContext: secureContextOf(certificate) };
  const requestTls = { ...proxyTls, ...shown };
  if (proxy === undefined) return new undici.Agent({ connect: requestTls });
  return new undici.ProxyAgent({ requestTls, proxyTls, ...nodeProxy(proxy) });
}
