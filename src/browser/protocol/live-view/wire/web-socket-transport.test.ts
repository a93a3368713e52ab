import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startAskingSite } from "../../../../../test/fixtures/asking-site.js";
import { startTunnel } from "../../../../../test/fixtures/tunnel.js";
import { systemClock } from "../../../../base/clock.js";
import { secureContextOf } from "../../../../scenario/browser-options/shown-certificate.js";
import { reachHost } from "../../../network/reach-host.js";
import { webSocketTransport } from "./web-socket-transport.js";

const tls = (name: string) => readFileSync(new URL(`../../../../../test/fixtures/tls/${name}.pem`, import.meta.url), "base64");

it("a WebSocket shows the user's certificate, also through a proxy", async () => {
  const [site, proxy] = await Promise.all([startAskingSite(), startTunnel()]);
  const certificate = secureContextOf({ origin: site.origin, cert: tls("cert"), key: tls("key") });
  const way = {
    proxy: { server: proxy.address, username: "ada", password: "x" },
    ignoreCertificateErrors: true,
    clock: systemClock,
  };
  for (const reach of [
    undefined,
    (address: { host: string; port: number }, signal: AbortSignal) => reachHost(address, { ...way, signal }),
  ]) {
    const shown = (origin: string) => (origin === site.origin ? certificate : undefined);
    const open = webSocketTransport({ headers: () => ({}), rejectUnauthorized: false, shown, reach });
    const said = new Promise((resolve, reject) => {
      const socket = open(site.origin.replace("https", "wss"), {
        onOpen: () => socket.send("hello"),
        onFrame: resolve,
        onError: reject,
        onClose: () => {},
      });
    });
    expect(String(await said)).toBe("hello localhost");
  }
  expect(proxy.asked).toEqual([`ada:x ${new URL(site.origin).host}`]);
  await Promise.all([site.close(), proxy.close()]);
});
