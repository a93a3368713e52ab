import type * as Undici from "undici";
import type { BrowserOptions, HttpCredentials, ProxySettings } from "../../browser-options/browser-options.js";

/** How the requests of a context leave the node. */
export interface TransportSettings {
  readonly ignoreCertificateErrors: boolean;
  readonly proxy: ProxySettings | undefined;
  /** With `send: "always"`, they are sent unasked. */
  readonly credentials: (HttpCredentials & { readonly send?: string }) | undefined;
}

type Options = Readonly<Record<string, unknown>>;

/** The settings: those that a call or a context gives, over those that the user's browser was opened with. */
export function transportSettings(opened: BrowserOptions, given: Options): TransportSettings {
  const {
    ignoreHTTPSErrors = opened.ignoreCertificateErrors,
    proxy = opened.proxy,
    httpCredentials = opened.httpCredentials,
  } = given;
  return {
    ignoreCertificateErrors: ignoreHTTPSErrors === true,
    proxy: proxy as ProxySettings | undefined,
    credentials: (httpCredentials ?? undefined) as TransportSettings["credentials"],
  };
}

/** Sends one request, and again with name and password if the site asks for them. */
export async function exchange(url: URL, init: RequestInit, settings: TransportSettings): Promise<Response> {
  const headers = new Headers(init.headers);
  const { credentials } = settings;
  const isMeant =
    credentials !== undefined && (credentials.origin === undefined || new URL(credentials.origin).origin === url.origin);
  const authorization = isMeant && !headers.has("authorization") ? basic(credentials) : undefined;
  const withCredentials = () => {
    const all = new Headers(headers);
    all.set("authorization", authorization ?? "");
    return sent(url, { ...init, headers: all }, settings);
  };
  if (authorization !== undefined && credentials?.send === "always") return withCredentials();
  const answer = await sent(url, init, settings);
  const isAsked = answer.status === 401 && /\bbasic\b/i.test(answer.headers.get("www-authenticate") ?? "");
  if (authorization === undefined || !isAsked) return answer;
  await answer.arrayBuffer();
  return withCredentials();
}

function basic({ username, password = "" }: HttpCredentials | ProxySettings): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Those of Node.js do for most. */
async function sent(url: URL, init: RequestInit, settings: TransportSettings): Promise<Response> {
  const { ignoreCertificateErrors, proxy } = settings;
  if (!ignoreCertificateErrors && proxy === undefined) return fetch(url, init);
  const undici = await import("undici");
  const body = init.body instanceof FormData ? formOf(init.body, new undici.FormData()) : init.body;
  const dispatcher = dispatcherFor(url, settings, undici);
  return (await undici.fetch(url, { ...init, body, dispatcher } as never)) as unknown as Response;
}

/** The form as the package knows it, whose class differs from that of Node.js. */
function formOf<Form extends { append(name: string, value: never): void }>(given: FormData, form: Form): Form {
  for (const [name, value] of given) form.append(name, value as never);
  return form;
}

const dispatchers = new Map<string, Undici.Dispatcher>();

function dispatcherFor(
  url: URL,
  { ignoreCertificateErrors, proxy }: TransportSettings,
  undici: typeof Undici,
): Undici.Dispatcher {
  const used = proxy !== undefined && !isBypassed(url, proxy) ? proxy : undefined;
  const key = JSON.stringify([ignoreCertificateErrors, used]);
  let dispatcher = dispatchers.get(key);
  if (dispatcher === undefined) {
    const tls = { rejectUnauthorized: !ignoreCertificateErrors };
    const token = used?.username === undefined ? {} : { token: basic(used) };
    dispatcher =
      used === undefined
        ? new undici.Agent({ connect: tls })
        : new undici.ProxyAgent({ uri: used.server, requestTls: tls, proxyTls: tls, ...token });
    dispatchers.set(key, dispatcher);
  }
  return dispatcher;
}

function isBypassed({ hostname }: URL, { bypass = "" }: ProxySettings): boolean {
  const hosts = bypass.split(",").map((host) => host.trim().toLowerCase().replace(/^\*/, ""));
  return hosts.some((host) => host !== "" && (host.startsWith(".") ? hostname.endsWith(host) : hostname === host));
}
