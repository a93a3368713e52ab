import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskingSite, startAskingSite } from "../../fixtures/asking-site.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const tls = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url));

/** Untrusted certificates. */
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
    beforeAll(async () => {
      site = await startAskingSite();
    });
    afterAll(() => site.close());

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
        await subject.closeUser();
        await subject.openUser({ ignoreCertificateErrors: true, clientCertificates: [certificateFor(origin)] });
        await subject.page.navigate(site.origin, subject.patient);
        expect(await subject.text("#who")).toBe(expected);
      }
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
