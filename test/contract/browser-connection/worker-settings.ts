import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const tls = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url));

/** The status and the extra header of a worker's own request. */
const ASK = `fetch("/ask").then(async (response) => response.status + " " + (await response.text()))`;
const SCRIPTS: Readonly<Record<string, string>> = {
  "/dedicated.js": `${ASK}.then(postMessage)`,
  "/outer.js": `new Worker("/dedicated.js").onmessage = ({ data }) => postMessage(data)`,
  "/shared.js": `onconnect = ({ ports: [port] }) => ${ASK}.then((said) => port.postMessage(said))`,
  "/service.js": `onmessage = ({ ports: [port] }) => ${ASK}.then((said) => port.postMessage(said))`,
};
const said = (start: string) => `() => new Promise((resolve, reject) => { ${start} })`;
const KINDS: Readonly<Record<string, string>> = {
  dedicated: said(`new Worker("/dedicated.js").onmessage = ({ data }) => resolve(data)`),
  nested: said(`new Worker("/outer.js").onmessage = ({ data }) => resolve(data)`),
  shared: said(`new SharedWorker("/shared.js").port.onmessage = ({ data }) => resolve(data)`),
  service: said(`navigator.serviceWorker.register("/service.js").then(() => navigator.serviceWorker.ready).then(({ active }) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    active.postMessage("ask", [port2]);
  }).catch(reject)`),
};

/** A site with an untrusted certificate, of which one part wants a password. */
export function describeWorkerSettings(subject: BrowserUnderTest): void {
  describe("workers of a site that needs certificates, credentials and headers", () => {
    let server: Server;
    let address = "";
    beforeAll(async () => {
      server = createServer({ cert: tls("cert.pem"), key: tls("key.pem") }, answer);
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    });

    it.each(Object.keys(KINDS))("have the user's certificates, credentials and headers: %s", async (kind) => {
      await subject.closeUser();
      await subject.openUser({
        ignoreCertificateErrors: true,
        httpCredentials: { username: "ada", password: "lovelace" },
        extraHeaders: { "x-extra": "yes" },
      });
      await subject.page.navigate(address, subject.patient);
      // Playwright has no access to shared workers, as docs/browsers.md says.
      const isOutOfReach = kind === "shared" && subject.connection.metadata().name === "playwright";
      expect(await subject.page.evaluate(KINDS[kind]!, [], subject.patient)).toBe(isOutOfReach ? "401 none" : "200 yes");
    });

    it("do not turn off certificate checks for other users", async () => {
      await subject.closeUser();
      await subject.openUser({ ignoreCertificateErrors: true });
      await subject.page.navigate(address, subject.patient);
      await subject.closeUser();
      await subject.openUser();
      await expect(subject.page.navigate(address, subject.patient)).rejects.toMatchObject({ kind: "connection" });
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? "";
  const script = SCRIPTS[path];
  if (script !== undefined) response.writeHead(200, { "content-type": "text/javascript" }).end(script);
  else if (path !== "/ask") response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><title>Workers</title>");
  else {
    const isAda = request.headers.authorization === `Basic ${btoa("ada:lovelace")}`;
    response.writeHead(isAda ? 200 : 401, isAda ? {} : { "www-authenticate": 'Basic realm="workers"' });
    response.end(String(request.headers["x-extra"] ?? "none"));
  }
}
