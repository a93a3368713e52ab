import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  describe.runIf(subject.connection.metadata().name === "playwright")("a client certificate", () => {
    it("is shown to the site that it is for, which knows the user by it", async () => {
      const [cert, key] = [tls("cert.pem"), tls("key.pem")];
      const asking = { cert, key, requestCert: true, rejectUnauthorized: false };
      const server = createServer(asking, (request, response) => {
        const shown = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
        response
          .writeHead(200, { "content-type": "text/html", connection: "close" })
          .end(`<p id=who>${String(shown ?? "nobody")}</p>`);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const [owner] = [new X509Certificate(cert).subject.replace(/^CN=/, "")];
      for (const [site, expected] of [
        [origin, owner],
        ["https://elsewhere.test", "nobody"],
      ]) {
        const certificate = { origin: site ?? "", cert: cert.toString("base64"), key: key.toString("base64") };
        await subject.closeUser();
        await subject.openUser({ ignoreCertificateErrors: true, clientCertificates: [certificate] });
        await subject.page.navigate(origin, subject.patient);
        expect(await subject.text("#who")).toBe(expected);
      }
      server.closeAllConnections();
      server.close();
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
