import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskingSite, startAskingSite } from "../../../../test/fixtures/asking-site.js";
import { systemClock } from "../../../base/clock.js";
import { CertificateProxy } from "./certificate-proxy.js";
import { makeLocalKey } from "./local-key.js";

const base64 = (name: string) => readFileSync(new URL(`../../../../test/fixtures/tls/${name}.pem`, import.meta.url), "base64");
const [cert, key] = [base64("cert"), base64("key")];
const localKey = makeLocalKey();

/** As a browser asks for it. */
function tunnelTo(port: number, origin: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", method: "CONNECT", path: new URL(origin).host, agent: false });
    asked.once("error", reject);
    asked.once("connect", ({ statusCode }, socket) =>
      statusCode === 200 ? resolve(socket) : reject(new Error(`${statusCode}`)),
    );
    asked.end();
  });
}

/** Speaks TLS through the proxy, and asks for a page. */
async function visit(port: number, origin: string): Promise<{ readonly text: string; readonly owner: string }> {
  const socket = await tunnelTo(port, origin);
  const secure: TLSSocket = connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
  await new Promise((resolve, reject) => {
    secure.once("secureConnect", resolve).once("error", reject);
  });
  const owner = String(secure.getPeerCertificate().subject.CN);
  secure.write(`GET /page HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: close\r\n\r\n`);
  return { text: Buffer.concat(await secure.toArray()).toString(), owner };
}

describe("the proxy that shows client certificates", () => {
  let [site, other]: [AskingSite?, AskingSite?] = [];
  const options = () => ({
    clientCertificates: [{ origin: site?.origin ?? "", cert, key }],
    ignoreCertificateErrors: true,
  });
  beforeAll(async () => {
    [site, other] = await Promise.all([startAskingSite(), startAskingSite()]);
  });
  afterAll(() => Promise.all([site?.close(), other?.close()]));

  it("speaks for the site to the client, and for the client to the site; others it does not touch", async () => {
    const proxy = await CertificateProxy.open({ options: options(), localKey, clock: systemClock });
    expect(await visit(proxy.port, site?.origin ?? "")).toEqual({
      text: expect.stringContaining("<p id=who>localhost"),
      owner: "LiveLoad",
    });
    expect(await visit(proxy.port, other?.origin ?? "")).toEqual({
      text: expect.stringContaining("<p id=who>nobody"),
      owner: "localhost",
    });
    expect(site?.seen).toEqual(["1.1 /page localhost"]);
    proxy.close();
  });

  it("does not go on where the site's certificate is not trusted, and knows why", async () => {
    const strict = { ...options(), ignoreCertificateErrors: false };
    const proxy = await CertificateProxy.open({ options: strict, localKey, clock: systemClock });
    await expect(visit(proxy.port, site?.origin ?? "")).rejects.toThrow();
    expect(proxy.reasonFor(`${site?.origin}/page`)).toBe("ERR_CERT_AUTHORITY_INVALID");
    await expect(tunnelTo(proxy.port, "https://nobody.invalid")).rejects.toThrow("502");
    expect(proxy.reasonFor("wss://nobody.invalid/live")).toBe("ERR_NAME_NOT_RESOLVED");
    proxy.close();
  });

  it("refuses what is no host and port", async () => {
    const proxy = await CertificateProxy.open({ options: options(), localKey, clock: systemClock });
    const socket = connect(proxy.port, "127.0.0.1").end("CONNECT shop.test:99999 HTTP/1.1\r\n\r\n");
    expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 400 /);
    proxy.close();
  });

  it("leaves no connection and no port when it is closed", async () => {
    const proxy = await CertificateProxy.open({ options: options(), localKey, clock: systemClock });
    const { port } = proxy;
    const [idle, speaking] = await Promise.all([tunnelTo(port, other?.origin ?? ""), tunnelTo(port, site?.origin ?? "")]);
    const ended = [idle, speaking].map((socket) => new Promise((resolve) => socket.once("close", resolve).resume()));
    proxy.close();
    proxy.close();
    await Promise.all(ended);
    await expect(tunnelTo(port, site?.origin ?? "")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
