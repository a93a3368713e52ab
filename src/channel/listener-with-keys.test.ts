import { describe, expect, it } from "vitest";
import { dialAs, listen, SECRET } from "../../test/fixtures/channel-ends.js";
import { systemClock } from "../base/clock.js";
import { Secret } from "../base/secrets/secret.js";
import { fetchFile } from "./dialer.js";
import { CLOSE_CODES } from "./transport.js";

describe("the listener with pre-shared keys", () => {
  const files = new Map([["/bundle", Buffer.from("hello")]]);
  const listenPsk = () => listen({ onNode: expect.unreachable, files, security: { kind: "psk" } });

  it("tells nodes by the scheme of its URL how to dial", async () => {
    expect((await listenPsk()).url).toMatch(/^wss\+psk:\/\/127\.0\.0\.1:\d+\/agent$/);
  });

  it("ends the TLS handshake of a peer without the node's secret", async () => {
    const { url } = await listenPsk();
    for (const [node, secret] of [
      ["a-1", new Secret("badbad")],
      ["a-2", SECRET],
    ] as const) {
      const error: unknown = await dialAs(url, node, secret).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "CHANNEL_CLOSED", details: { status: undefined } });
    }
    await expect(dialAs(url.replace("wss+psk:", "wss:"))).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
    await expect(dialAs(url.replace("wss+psk:", "ws:"))).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
  });

  it("serves its files, encrypted, only to nodes", async () => {
    const { url } = await listenPsk();
    const options = { url, nodeId: "a-1", secret: SECRET, clock: systemClock, timeoutMs: 5000, maxBytes: 100 };
    expect(Buffer.from(await fetchFile("/bundle", options)).toString()).toBe("hello");
    await expect(fetchFile("/bundle", { ...options, secret: new Secret("0abc") })).rejects.toMatchObject({
      code: "CHANNEL_CLOSED",
    });
  });

  it("may listen on an address that other machines can reach", async () => {
    const listener = await listen({
      host: "0.0.0.0",
      security: { kind: "psk" },
      onNode: (_node, transport) => transport.close(CLOSE_CODES.normal, "seen"),
    });
    await expect(dialAs(`wss+psk://127.0.0.1:${listener.port}/agent`)).resolves.toBeDefined();
  });

  it("refuses a revoked secret", async () => {
    let secret: Secret | undefined = SECRET;
    const listener = await listen({ security: { kind: "psk" }, secretOf: () => secret, onNode: () => {} });
    await expect(dialAs(listener.url)).resolves.toBeDefined();
    secret = undefined;
    await expect(dialAs(listener.url)).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
  });
});
