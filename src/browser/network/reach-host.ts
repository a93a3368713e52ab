import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { connect, isIP, type Socket } from "node:net";
import type { Clock } from "../../base/clock.js";
import { callWithin } from "../../base/deadline.js";
import type { ProxySettings } from "../../scenario/browser-options/browser-options.js";
import { basicLogin, isBypassed } from "../../scenario/browser-options/proxy-route.js";
import { proxyErrorOf } from "./network-error.js";

/** A host as connections name it; an IPv6 address without brackets. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** The route to a host, and the limits of the attempt. */
export interface Way {
  /** Used for all hosts that its `bypass` does not name. */
  readonly proxy: ProxySettings | undefined;
  /** Whether the certificate of an HTTPS proxy may be untrusted. */
  readonly ignoreCertificateErrors: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const CONNECT_MS = 30_000;

/**
 * Opens a connection to a host, through the proxy if there is one for it. Rejects with what Node.js throws, `ETIMEDOUT` after 30 s,
 * `ERR_PROXY_CONNECTION_FAILED` if the proxy cannot be reached, and `ERR_TUNNEL_CONNECTION_FAILED` if it does not open the connection.
 */
export function reachHost(address: HostAddress, way: Way): Promise<Socket> {
  const { proxy, clock, signal } = way;
  const used = proxy === undefined || isBypassed(address.host, proxy.bypass, "chromium") ? undefined : proxy;
  return callWithin(CONNECT_MS, { clock, signal }, async (within) => {
    const socket = await opened(address, used, { ...way, signal: within }).catch((error: unknown) => {
      throw within.aborted ? endOfWait(signal) : error;
    });
    if (!within.aborted) return socket.setNoDelay(true);
    socket.destroy();
    throw endOfWait(signal);
  });
}

function endOfWait({ aborted }: AbortSignal): Error {
  return aborted ? new Error("aborted") : Object.assign(new Error("the connection took too long"), { code: "ETIMEDOUT" });
}

/** A proxy did not open a connection. */
class TunnelError extends Error {
  override readonly name = "TunnelError";
  readonly code = "ERR_TUNNEL_CONNECTION_FAILED";
}

function opened(address: HostAddress, proxy: ProxySettings | undefined, way: Way): Promise<Socket> {
  if (proxy === undefined) return directly(address, way);
  return proxy.server.toLowerCase().startsWith("socks") ? throughSocks(address, proxy, way) : throughHttp(address, proxy, way);
}

function directly({ host, port }: HostAddress, { signal }: Way): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** By `CONNECT` (RFC 9110, section 9.3.6). */
function throughHttp({ host, port }: HostAddress, proxy: ProxySettings, way: Way): Promise<Socket> {
  const { signal, ignoreCertificateErrors } = way;
  const { username, password = "" } = proxy;
  const server = new URL(proxy.server);
  const proxyHost = server.hostname.replace(/^\[|\]$/g, "");
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const login = username === undefined ? {} : { "proxy-authorization": basicLogin({ username, password }) };
  const request = server.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxyHost,
      // Node.js would take the name in the header `host`, which is that of the site.
      servername: isIP(proxyHost) === 0 ? proxyHost : "",
      port: server.port || (server.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...login },
      agent: false,
      rejectUnauthorized: !ignoreCertificateErrors,
      signal,
    });
    asked.once("error", (error) => reject(proxyErrorOf(error)));
    asked.once("response", (answer) => {
      asked.destroy();
      reject(new TunnelError(`the proxy answered ${answer.statusCode}`));
    });
    asked.once("connect", (answer, socket, head) => {
      if (answer.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      } else {
        socket.destroy();
        reject(new TunnelError(`the proxy answered ${answer.statusCode}`));
      }
    });
    asked.end();
  });
}

async function throughSocks({ host, port }: HostAddress, { server }: ProxySettings, way: Way): Promise<Socket> {
  const { SocksClient } = await import("socks");
  const { protocol, hostname, port: proxyPort } = new URL(server);
  const proxy = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(proxyPort || 1080) };
  // Opened here, because the client for SOCKS takes no signal.
  const opening = directly(proxy, way).catch((error: unknown) => {
    throw proxyErrorOf(error);
  });
  const asked = SocksClient.createConnection({
    proxy: { ...proxy, type: protocol === "socks4:" ? 4 : 5 },
    command: "connect",
    destination: { host, port },
    timeout: CONNECT_MS,
    existing_socket: await opening,
  });
  const { socket } = await asked.catch((error: unknown) => {
    throw new TunnelError("the proxy did not open the connection", { cause: error });
  });
  return socket;
}
