import { lookup } from "node:dns";
import type { SecureContext } from "node:tls";
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from "undici";
import type { Clock } from "../../../base/clock.js";
import type { ClientCertificate, ProxySettings } from "../../../scenario/browser-options/browser-options.js";
import { isBypassed, nodeProxy } from "../../../scenario/browser-options/proxy-route.js";
import { certificateFor, secureContextOf } from "../../../scenario/browser-options/shown-certificate.js";
import { proxyErrorOf } from "../../network/network-error.js";

/** What browsers allow for one host, unless HTTP/2 needs only one connection. */
const CONNECTIONS_A_HOST = 6;
/** How long browsers keep a connection that nobody uses. */
const IDLE_MS = 300_000;
const CONNECT_MS = 30_000;

/** One request as it goes to the server. */
export interface WireRequest {
  readonly url: URL;
  readonly method: string;
  /** In the order in which they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the body of such an answer is kept; otherwise only its bytes are counted. Default: it is. */
  readonly keepsBody?: (status: number, headers: Headers) => boolean;
  /** The beginning of the answer is there. */
  readonly onAnswer?: (status: number, headers: Headers) => void;
  readonly onData?: (bytes: number) => void;
}

/** By lower-case name; a list where a header was sent several times. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Times of a new connection, in milliseconds. */
export interface ConnectTimes {
  readonly dnsMs: number | undefined;
  /** Name and encryption included. */
  readonly connectMs: number;
  readonly tlsMs: number | undefined;
}

/** What came back, with the times of the node's clock in milliseconds. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As it was sent, perhaps compressed; empty if it was not kept. */
  readonly body: Buffer;
  /** Bytes of body and headers. */
  readonly bytes: number;
  readonly startedAtMs: number;
  readonly headersAtMs: number;
  readonly endedAtMs: number;
  /** Present if a connection was opened for it. */
  readonly connected: ConnectTimes | undefined;
}

interface ConnectionsOptions {
  readonly clock: Clock;
  readonly ignoreCertificateErrors: boolean;
  readonly clientCertificates?: readonly ClientCertificate[] | undefined;
  readonly proxy: ProxySettings | undefined;
}

/** The connections of one user: kept open and reused as a browser does, HTTP/2 where a server speaks it over TLS. */
export class Connections {
  readonly #clock: Clock;
  readonly #direct: Dispatcher;
  /** Connections through the proxy, by the certificate that they show. */
  readonly #proxied = new Map<ClientCertificate | undefined, Dispatcher>();
  readonly #throughProxy: (proxy: ProxySettings, certificate: ClientCertificate | undefined) => Dispatcher;
  readonly #certificates: readonly ClientCertificate[] | undefined;
  readonly #proxy: ProxySettings | undefined;
  /** Connections that were opened and not yet reported with a request, by host. */
  readonly #opened = new Map<string, ConnectTimes[]>();

  constructor({ clock, ignoreCertificateErrors, clientCertificates, proxy }: ConnectionsOptions) {
    this.#clock = clock;
    const tls = { rejectUnauthorized: !ignoreCertificateErrors };
    const common = {
      connections: CONNECTIONS_A_HOST,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      // Operations have deadlines of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 256 * 1024,
    };
    this.#direct = new Agent({ ...common, allowH2: true, connect: this.#connector(tls) });
    this.#certificates = clientCertificates;
    this.#proxy = proxy;
    this.#throughProxy = (through, certificate) =>
      new ProxyAgent({ ...common, requestTls: { ...tls, ...shown(certificate) }, proxyTls: tls, ...nodeProxy(through) });
  }

  /** Sends the request and resolves with the whole answer. Rejects with what undici or Node.js threw. */
  exchange(request: WireRequest): Promise<WireAnswer> {
    const { url, method, headers, body, signal } = request;
    return new Promise((resolve, reject) => {
      const dispatcher = this.#dispatcherFor(url);
      const parts = { request, clock: this.#clock, claim: () => this.#claim(url.host) };
      // Only the proxy is reached from here then.
      const fail = (error: unknown) => reject(dispatcher === this.#direct ? error : proxyErrorOf(error));
      const answering = new Answering(parts, { resolve, reject: fail });
      if (signal?.aborted === true) {
        reject(new Error("aborted"));
        return;
      }
      const { origin, pathname, search } = url;
      const sent = { origin, path: `${pathname}${search}`, method: method as Dispatcher.HttpMethod, headers: { ...headers } };
      dispatcher.dispatch({ ...sent, body: body ?? null }, answering);
    });
  }

  /** Closes everything at once; requests that are under way fail. */
  async end(): Promise<void> {
    await Promise.allSettled([this.#direct, ...this.#proxied.values()].map((dispatcher) => dispatcher.destroy()));
  }

  #dispatcherFor({ hostname, origin }: URL): Dispatcher {
    if (this.#proxy === undefined || isBypassed(hostname, this.#proxy.bypass, "chromium")) return this.#direct;
    const certificate = certificateFor(origin, this.#certificates);
    const known = this.#proxied.get(certificate) ?? this.#throughProxy(this.#proxy, certificate);
    this.#proxied.set(certificate, known);
    return known;
  }

  #claim(host: string): ConnectTimes | undefined {
    const opened = this.#opened.get(host);
    const first = opened?.shift();
    if (opened?.length === 0) this.#opened.delete(host);
    return first;
  }

  /** Opens connections, and measures how long name, connection and encryption take. */
  #connector(tls: { readonly rejectUnauthorized: boolean }): buildConnector.connector {
    const clock = this.#clock;
    return (options, callback) => {
      const startedAt = clock.now();
      let resolvedAt: number | undefined;
      let connectedAt: number | undefined;
      const resolve: typeof lookup = ((name: string, how: object, done: (...found: unknown[]) => void) =>
        lookup(name, how, (...found: unknown[]) => {
          resolvedAt = clock.now();
          done(...found);
        })) as typeof lookup;
      const { origin } = new URL(`${options.protocol}//${options.host ?? `${options.hostname}:${options.port}`}`);
      const shows = shown(certificateFor(origin, this.#certificates));
      const common = { allowH2: true, timeout: CONNECT_MS, lookup: resolve };
      const open = buildConnector({ ...tls, ...shows, ...common } as buildConnector.BuildOptions);
      const socket = open(options, (...[error, opened]) => {
        if (error !== null) return callback(error, null);
        const endedAt = clock.now();
        const isSecure = options.protocol === "https:";
        const times = {
          dnsMs: resolvedAt === undefined ? undefined : resolvedAt - startedAt,
          connectMs: endedAt - startedAt,
          tlsMs: isSecure && connectedAt !== undefined ? endedAt - connectedAt : undefined,
        };
        const host = options.host ?? options.hostname;
        const known = this.#opened.get(host);
        if (known === undefined) this.#opened.set(host, [times]);
        else known.push(times);
        callback(null, opened);
      }) as unknown as { once?(event: string, listener: () => void): void } | undefined;
      socket?.once?.("connect", () => {
        connectedAt = clock.now();
      });
    };
  }
}

function shown(certificate: ClientCertificate | undefined): { readonly secureContext?: SecureContext } {
  return certificate === undefined ? {} : { secureContext: secureContextOf(certificate) };
}

interface AnsweringParts {
  readonly request: WireRequest;
  readonly clock: Clock;
  readonly claim: () => ConnectTimes | undefined;
}

interface Settle {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Gathers the answer to one request. */
class Answering implements Dispatcher.DispatchHandler {
  readonly #parts: AnsweringParts;
  readonly #settle: Settle;
  readonly #startedAtMs: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: Headers = {};
  #headersAtMs = 0;
  #keeps = true;
  #forget = () => {};

  constructor(parts: AnsweringParts, settle: Settle) {
    this.#parts = parts;
    this.#settle = settle;
    this.#startedAtMs = parts.clock.now();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { signal } = this.#parts.request;
    if (signal === undefined) return;
    const abort = () => controller.abort(new Error("aborted"));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    this.#forget = () => signal.removeEventListener("abort", abort);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // Early hints and the like: the answer is still to come.
    if (status < 200) return;
    const { request, clock } = this.#parts;
    this.#status = status;
    this.#headers = headers;
    this.#headersAtMs = clock.now();
    this.#bytes += sizeOf(controller.rawHeaders, headers);
    this.#keeps = request.keepsBody?.(status, headers) ?? true;
    request.onAnswer?.(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#keeps) this.#chunks.push(chunk);
    this.#parts.request.onData?.(chunk.length);
  }

  onResponseEnd(): void {
    this.#forget();
    const [first] = this.#chunks;
    this.#settle.resolve({
      status: this.#status,
      headers: this.#headers,
      body: this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks),
      bytes: this.#bytes,
      startedAtMs: this.#startedAtMs,
      headersAtMs: this.#headersAtMs,
      endedAtMs: this.#parts.clock.now(),
      connected: this.#parts.claim(),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#forget();
    this.#settle.reject(error);
  }
}

/** Bytes of a status line and headers. */
function sizeOf(raw: unknown, headers: Headers): number {
  if (Array.isArray(raw)) return raw.reduce((sum: number, part: { length: number }) => sum + part.length + 2, 20);
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length + 4, 20);
}
