import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { startTunnel, type Tunnel } from "../../../test/fixtures/tunnel.js";
import { systemClock } from "../../base/clock.js";
import { Connections } from "../protocol/http/connections.js";
import { networkErrorOf } from "./network-error.js";
import { reachHost, type Way } from "./reach-host.js";

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** A SOCKS proxy that says that it has connected, which version it was asked by, and nothing more. */
function socksProxy(asked: string[]): Server {
  return createServer((socket) => {
    socket.once("data", (first) => {
      if (first[0] === 4) {
        asked.push("socks4");
        socket.write(Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0]));
        return;
      }
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (request) => {
        asked.push(`socks5 ${request.subarray(5, 5 + (request[4] ?? 0)).toString()}`);
        socket.write(Buffer.from([5, request.includes("nobody") ? 5 : 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
  });
}

const NO_PROXY = { proxy: undefined, ignoreCertificateErrors: false, clock: systemClock };

describe("a host is reached", () => {
  const asked: string[] = [];
  const socks = socksProxy(asked);
  const greeting = createServer((socket) => socket.end("hello"));
  let [socksPort, port] = [0, 0];
  let tunnel: Tunnel;
  beforeAll(async () => {
    [socksPort, port, tunnel] = await Promise.all([listening(socks), listening(greeting), startTunnel()]);
  });
  afterAll(async () => {
    socks.close();
    greeting.close();
    await tunnel.close();
  });

  const reach = (proxy: Way["proxy"], host = "127.0.0.1", signal = new AbortController().signal) =>
    reachHost({ host, port }, { proxy, ignoreCertificateErrors: false, clock: systemClock, signal });
  const textOf = async (socket: Socket) => Buffer.concat(await socket.toArray()).toString();

  it("directly, also beside a proxy that is not for it", async () => {
    expect(await textOf(await reach(undefined))).toBe("hello");
    expect(await textOf(await reach({ server: "http://proxy.invalid", bypass: "127.0.0.1" }))).toBe("hello");
  });

  it("through a proxy that wants a name and password", async () => {
    const login = { username: "ada", password: "lovelace" };
    expect(await textOf(await reach({ server: tunnel.address, ...login }))).toBe("hello");
    expect(tunnel.asked).toEqual([`ada:lovelace 127.0.0.1:${port}`]);
    const refused = { code: "ERR_TUNNEL_CONNECTION_FAILED", message: "the proxy answered 407" };
    await expect(reach({ server: tunnel.address })).rejects.toMatchObject(refused);
  });

  it("through a SOCKS proxy, which resolves the name", async () => {
    for (const version of [5, 4])
      (await reach({ server: `socks${version}://127.0.0.1:${socksPort}` }, version === 4 ? "127.0.0.1" : "shop.test")).destroy();
    expect(asked).toEqual(["socks5 shop.test", "socks4"]);
    const refused = reach({ server: `socks5://127.0.0.1:${socksPort}` }, "nobody.test");
    await expect(refused).rejects.toMatchObject({ code: "ERR_TUNNEL_CONNECTION_FAILED" });
  });

  it("through an HTTPS proxy, which is asked for by its own name", async () => {
    const names: unknown[] = [];
    const tls = (name: string) => readFileSync(new URL(`../../../test/fixtures/tls/${name}.pem`, import.meta.url));
    const secure = createSecureServer({ key: tls("key"), cert: tls("cert") }, (socket) => {
      names.push(socket.servername);
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nhello"));
    });
    const server = `https://localhost:${await listening(secure)}`;
    const way = { proxy: { server }, ignoreCertificateErrors: true, clock: systemClock, signal: new AbortController().signal };
    expect(await textOf(await reachHost({ host: "shop.test", port: 443 }, way))).toBe("hello");
    expect(names).toEqual(["localhost"]);
    secure.close();
  });

  it("unless the proxy is not there, which is told from a site that is not", async () => {
    const closed = createServer();
    const gone = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    for (const scheme of ["http", "https", "socks5"]) {
      const refused = reach({ server: `${scheme}://127.0.0.1:${gone}` }).catch(networkErrorOf);
      expect(await refused).toMatchObject({ reason: "ERR_PROXY_CONNECTION_FAILED" });
    }
    const direct = reachHost({ host: "127.0.0.1", port: gone }, { ...NO_PROXY, signal: new AbortController().signal });
    expect(await direct.catch(networkErrorOf)).toMatchObject({ reason: "ERR_CONNECTION_REFUSED" });
    const site = new URL(`http://127.0.0.1:${port}`);
    const connections = new Connections({ ...NO_PROXY, proxy: { server: `http://127.0.0.1:${gone}` } });
    const exchanged = connections.exchange({ url: site, method: "GET", headers: {} }).catch(networkErrorOf);
    expect(await exchanged).toMatchObject({ reason: "ERR_PROXY_CONNECTION_FAILED" });
    await connections.end();
  });

  it("unless it takes too long", async () => {
    const silent = createServer();
    const clock = new FakeClock();
    const way = { proxy: { server: `http://127.0.0.1:${await listening(silent)}` }, ignoreCertificateErrors: false, clock };
    const arrived = once(silent, "connection");
    const late = reachHost({ host: "shop.test", port: 443 }, { ...way, signal: new AbortController().signal }).catch(
      networkErrorOf,
    );
    await arrived;
    await clock.advance(30_000);
    expect(await late).toMatchObject({ reason: "ERR_CONNECTION_TIMED_OUT" });
    silent.close();
  });

  it("unless it is no longer wanted, which leaves no connection", async () => {
    const silent = createServer((socket) => socket.on("error", () => {}));
    const silentPort = await listening(silent);
    for (const scheme of ["http", "socks5"]) {
      const leaving = new AbortController();
      const arrived = once(silent, "connection") as Promise<[Socket]>;
      const left = reach({ server: `${scheme}://127.0.0.1:${silentPort}` }, "shop.test", leaving.signal).catch(String);
      const [socket] = await arrived;
      const closed = once(socket.resume(), "close");
      leaving.abort();
      await closed;
      expect(await left).toContain("aborted");
    }
    silent.close();
    await expect(reach(undefined, "127.0.0.1", AbortSignal.abort())).rejects.toThrow();
  });
});
