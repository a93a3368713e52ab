import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type SecureContext, TLSSocket } from "node:tls";
import type { Clock } from "../../../base/clock.js";
import { deferred, withDeadline } from "../../../base/deadline.js";
import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import { certificateFor, secureContextOf } from "../../../scenario/browser-options/shown-certificate.js";
import { networkErrorOf } from "../../network/network-error.js";
import { type HostAddress, reachHost } from "../../network/reach-host.js";
import { readOpening } from "./client-hello.js";
import { joinSockets } from "./join-sockets.js";
import type { LocalKey } from "./local-key.js";

/** As long as Chromium itself waits. */
const HANDSHAKE_MS = 30_000;

/**
 * Shows a user's client certificates, which Chromium cannot be given. A proxy on this machine for one user, through which the
 * context opens its connections: to an origin with a certificate, it speaks TLS to the browser with a key that this browser
 * trusts, and TLS to the server with the certificate; all others pass untouched.
 *
 * `open` → `closed`, after which no connection of it is left.
 */
export class CertificateProxy {
  readonly #server: Server;
  readonly #parts: ProxyParts;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Duplex>();
  /** Why connections failed, by host and port. */
  readonly #reasons = new Map<string, string>();
  /** The last TLS session with each origin, which the next connection resumes as a browser's does. */
  readonly #sessions = new Map<string, Buffer>();

  private constructor(parts: ProxyParts) {
    this.#parts = parts;
    this.#server = createServer((_request, response) => response.writeHead(405).end());
    this.#server.on("connection", (socket) => this.#own(socket));
    this.#server.on("connect", (request, socket, head) => void this.#connect(request, socket, head));
  }

  /** Listens on a free port of the loopback interface. */
  static async open(parts: ProxyParts): Promise<CertificateProxy> {
    const proxy = new CertificateProxy(parts);
    const listening = deferred<void>();
    proxy.#server.once("error", listening.reject);
    proxy.#server.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Why the last connection to the host of this address failed, such as `ERR_CONNECTION_REFUSED`; `undefined` if it did not. */
  reasonFor(url: string): string | undefined {
    return URL.canParse(url) ? this.#reasons.get(hostOf(url)) : undefined;
  }

  /** Ends all connections, and the port is free. */
  close(): void {
    this.#closing.abort();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect({ url = "" }: IncomingMessage, browser: Duplex, head: Buffer): Promise<void> {
    const { options } = this.#parts;
    const target = targetOf(url);
    // Any program on this machine can ask.
    if (target === undefined) return void browser.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    let server: Duplex | undefined;
    try {
      const certificate = certificateFor(target.origin, options.clientCertificates);
      server = await this.#reach(target);
      this.#reasons.delete(target.key);
      browser.write("HTTP/1.1 200 Connection established\r\n\r\n");
      if (head.length > 0) browser.unshift(head);
      if (certificate === undefined) joinSockets(browser, server);
      else await this.#show(secureContextOf(certificate), target, { browser, server });
    } catch (error) {
      this.#failed(target, error);
      server?.destroy();
      // Before the browser was answered, it takes this as an error of the tunnel; later, it sees the connection end.
      if (browser instanceof Socket && browser.bytesWritten === 0) browser.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      else browser.destroy();
    }
  }

  async #reach(target: HostAddress): Promise<Duplex> {
    const { options, clock } = this.#parts;
    const { proxy, ignoreCertificateErrors = false } = options;
    return this.#own(await reachHost(target, { proxy, ignoreCertificateErrors, clock, signal: this.#closing.signal }));
  }

  async #show(context: SecureContext, target: Target, { browser, server }: Ends): Promise<void> {
    const opening = openingOf(browser);
    const bounds = { clock: this.#parts.clock, timeoutMs: HANDSHAKE_MS, what: "the browser to speak" };
    const { bytes, protocols } = await withDeadline(opening, bounds);
    browser.unshift(bytes);
    if (protocols === undefined) return joinSockets(browser, server);
    const secure = await this.#secure(server, { context, target, protocols });
    const { alpnProtocol } = secure;
    const shown = new TLSSocket(browser as Socket, {
      isServer: true,
      secureContext: this.#parts.localKey.context,
      ...(alpnProtocol === false || alpnProtocol === null ? {} : { ALPNProtocols: [alpnProtocol] }),
    });
    joinSockets(this.#own(shown), secure);
  }

  /** Speaks TLS with the server. Rejects if its certificate is not trusted. */
  async #secure(
    socket: Duplex,
    { context, target, protocols }: { context: SecureContext; target: Target; protocols: readonly string[] },
  ): Promise<TLSSocket> {
    const { host, origin } = target;
    const session = this.#sessions.get(origin);
    const secure = connectTls({
      socket,
      host,
      secureContext: context,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
      ...(session === undefined ? {} : { session }),
      // Checked below.
      rejectUnauthorized: false,
    });
    this.#own(secure);
    // It may refuse the certificate after everything else.
    secure.once("error", (error) => this.#failed(target, error));
    const done = deferred<void>();
    secure.once("secureConnect", done.resolve);
    secure.once("error", done.reject);
    secure.once("close", () => done.reject(new Error("the server closed the connection")));
    await withDeadline(done.promise, { clock: this.#parts.clock, timeoutMs: HANDSHAKE_MS, what: `${origin} to speak TLS` });
    if (!secure.authorized && this.#parts.options.ignoreCertificateErrors !== true) {
      secure.destroy();
      throw Object.assign(new Error("the certificate is not trusted"), { code: String(secure.authorizationError) });
    }
    secure.on("session", (ticket) => this.#sessions.set(origin, ticket));
    return secure;
  }

  #failed({ key }: Target, error: unknown): void {
    if (!this.#closing.signal.aborted) this.#reasons.set(key, networkErrorOf(error).reason);
  }

  /** Ends this connection with the proxy. */
  #own<Connection extends Duplex>(socket: Connection): Connection {
    socket.on("error", () => socket.destroy());
    if (this.#closing.signal.aborted) return socket.destroy();
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

/** The options of the user, the key that its browser trusts, and the clock. */
interface ProxyParts {
  readonly options: Pick<BrowserOptions, "clientCertificates" | "proxy" | "ignoreCertificateErrors">;
  readonly localKey: LocalKey;
  readonly clock: Clock;
}

interface Target extends HostAddress {
  readonly origin: string;
  /** Host and port. */
  readonly key: string;
}

interface Ends {
  readonly browser: Duplex;
  readonly server: Duplex;
}

/** From `example.com:443` or `[::1]:443`; `undefined` for anything else. */
function targetOf(authority: string): Target | undefined {
  if (!URL.canParse(`https://${authority}`)) return undefined;
  const { origin, hostname, port } = new URL(`https://${authority}`);
  return { origin, key: hostOf(`https://${authority}`), host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 443) };
}

/** `example.com:443` of an address, whose port may be that of its scheme. */
function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (/^(https|wss):$/.test(protocol) ? 443 : 80)}`;
}

/** The first bytes of the browser, and what it offers above TLS; `undefined` if it does not speak TLS. */
async function openingOf(
  browser: Duplex,
): Promise<{ readonly bytes: Buffer; readonly protocols: readonly string[] | undefined }> {
  const read = deferred<{ bytes: Buffer; protocols: readonly string[] | undefined }>();
  let bytes = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const opening = readOpening(bytes);
    if (opening.name !== "incomplete")
      read.resolve({ bytes, protocols: opening.name === "hello" ? opening.protocols : undefined });
  };
  const onClose = () => read.reject(new Error("the browser closed the connection"));
  browser.on("data", onData).once("close", onClose).once("end", onClose);
  try {
    return await read.promise;
  } finally {
    browser.pause();
    browser.off("data", onData).off("close", onClose).off("end", onClose);
  }
}
