import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf } from "../../../src/base/errors.js";
import type { ContextOptions } from "../../../src/browser/connection.js";
import { type AskingSite, startAskingSite } from "../../fixtures/asking-site.js";
import { startTunnel } from "../../fixtures/tunnel.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const tls = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url));

const UNTRUSTED = /was not reached: ERR_CERT_AUTHORITY_INVALID$/;

/** Untrusted certificates, and those of clients. */
export function describeCertificates(subject: BrowserUnderTest): void {
  describe("a certificate", () => {
    let server: Server;
    let address = "";
    beforeAll(async () => {
      server = createServer({ cert: tls("cert.pem"), key: tls("key.pem") }, (_request, response) => {
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<!DOCTYPE html><title>Secret</title><p id=secret>secret</p>");
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    });

    it("that is not trusted is distinguished from a site that does not answer", async () => {
      await expect(subject.page.navigate(address, subject.patient)).rejects.toMatchObject({
        kind: "connection",
        message: expect.stringMatching(/^https:\S+ was not reached: ERR_CERT_AUTHORITY_INVALID$/),
      });
      const nobody = await freePort();
      await expect(subject.page.navigate(`https://127.0.0.1:${nobody}/`, subject.patient)).rejects.toMatchObject({
        kind: "connection",
        message: expect.stringMatching(/was not reached: ERR_CONNECTION_REFUSED$/),
      });
    });

    it("that was rejected does not keep the user from other pages", async () => {
      await subject.page.navigate(address, subject.patient).catch(() => {});
      await subject.open("/plain");
      expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
    });

    it("is accepted when the user's options say so", async () => {
      await subject.closeUser();
      await subject.openUser({ ignoreCertificateErrors: true });
      await subject.page.navigate(address, subject.patient);
      expect(await subject.text("#secret")).toBe("secret");
    });
  });

  describe("a client certificate", () => {
    let site: AskingSite;
    let other: AskingSite;
    beforeAll(async () => {
      [site, other] = await Promise.all([startAskingSite(), startAskingSite()]);
    });
    afterAll(() => Promise.all([site.close(), other.close()]));

    const open = async (options: Partial<ContextOptions>) => {
      await subject.closeUser();
      await subject.openUser(options);
    };
    const isPlaywright = subject.connection.metadata().name === "playwright";
    /** The text of the page, or why it was not reached. */
    const answerOf = (url: string) => subject.page.navigate(url, subject.patient).then(() => subject.text("body"), messageOf);
    const certificateFor = (origin: string) => ({
      origin,
      cert: tls("cert.pem").toString("base64"),
      key: tls("key.pem").toString("base64"),
    });

    it("is shown to the site that it is for, which knows the user by it", async () => {
      for (const [origin, expected] of [
        [site.origin, "localhost"],
        ["https://elsewhere.test", "nobody"],
      ] as const) {
        await open({ ignoreCertificateErrors: true, clientCertificates: [certificateFor(origin)] });
        await subject.page.navigate(site.origin, subject.patient);
        expect(await subject.text("#who")).toBe(expected);
      }
    });

    it("is shown by WebSockets, too, beside HTTP/2", async () => {
      await open({ ignoreCertificateErrors: true, clientCertificates: [certificateFor(site.origin)] });
      await subject.page.navigate(`${site.origin}/socket`, subject.patient);
      await subject.page.waitForSelector("#said:text-is('hello localhost')", { ...subject.patient, state: "visible" });
      expect(site.seen).toEqual(expect.arrayContaining(["2.0 /socket localhost", "ws /echo localhost"]));
    });

    it("leaves untrusted sites untrusted, its own and others", async () => {
      await open({ clientCertificates: [certificateFor(site.origin)] });
      // Playwright answers with a page of its own, whose status is 503, and takes any certificate of others.
      const [said, sites] = isPlaywright
        ? [/^Playwright client-certificate error: self-signed/, [site]]
        : [UNTRUSTED, [site, other]];
      for (const { origin } of sites) expect(await answerOf(origin)).toMatch(said);
    });

    it("leaves the reasons why a site is not reached", async () => {
      const nobody = `https://127.0.0.1:${await freePort()}`;
      const strict = await startAskingSite({ strict: true });
      const unreached = (reason: string) => expect.stringContaining(isPlaywright ? "ERR_SOCKS_CONNECTION_FAILED" : reason);
      await open({ ignoreCertificateErrors: true, clientCertificates: [certificateFor(strict.origin)] });
      expect(await answerOf(strict.origin)).toContain("localhost");
      expect(await answerOf(nobody)).toEqual(unreached("ERR_CONNECTION_REFUSED"));
      await open({ ignoreCertificateErrors: true, clientCertificates: [certificateFor(nobody)] });
      expect(await answerOf(nobody)).toEqual(unreached("ERR_CONNECTION_REFUSED"));
      expect(await answerOf("https://nobody.invalid")).toEqual(unreached("ERR_NAME_NOT_RESOLVED"));
      // The server may have closed the connection before the browser reads why.
      expect(await answerOf(strict.origin)).toMatch(/ERR_BAD_SSL_CLIENT_AUTH_CERT|ERR_SOCKET_NOT_CONNECTED/);
      await strict.close();
    });

    it("goes with a proxy, which reaches the site", async () => {
      const proxy = await startTunnel();
      await open({
        ignoreCertificateErrors: true,
        clientCertificates: [certificateFor(site.origin)],
        proxy: { server: proxy.address, username: "ada", password: "lovelace" },
      });
      await subject.page.navigate(site.origin, subject.patient);
      expect(await subject.text("#who")).toBe("localhost");
      expect(proxy.asked).toContain(`ada:lovelace ${new URL(site.origin).host}`);
      await subject.openOdd("/secret").catch(() => {});
      expect(proxy.asked.join()).toContain(new URL(subject.odd.url).host);
      await proxy.close();
    });
  });
}

/** A port on which nothing listens any more. */
async function freePort(): Promise<number> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
