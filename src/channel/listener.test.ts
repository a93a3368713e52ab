import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { dialAs, listen, SECRET } from "../../test/fixtures/channel-ends.js";
import { systemClock } from "../base/clock.js";
import { Secret } from "../base/secrets/secret.js";
import { fetchFile } from "./dialer.js";
import { startListener } from "./listener.js";
import { CLOSE_CODES, type Transport } from "./transport.js";

describe("the listener", () => {
  it("accepts only nodes with their own secret", async () => {
    const listener = await listen({ onNode: expect.unreachable });
    await expect(dialAs(listener.url, "a-1", new Secret("badbad"))).rejects.toMatchObject({
      code: "CHANNEL_CLOSED",
      details: { status: 401 },
    });
    await expect(dialAs(listener.url, "a-2")).rejects.toMatchObject({ details: { status: 401 } });
    await expect(dialAs(listener.url.replace("/agent", "/other"))).rejects.toMatchObject({ details: { status: 404 } });
  });

  it("refuses a port that is in use with a code of its own", async () => {
    const { url } = await listen({ onNode: expect.unreachable });
    const { port } = new URL(url);
    const second = startListener({
      clock: systemClock,
      host: "127.0.0.1",
      port: Number(port),
      security: { kind: "none" },
      files: new Map(),
      secretOf: () => undefined,
      onNode: expect.unreachable,
    });
    await expect(second).rejects.toMatchObject({
      code: "LISTEN_FAILED",
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`),
    });
  });

  it("serves its files only to nodes", async () => {
    const listener = await listen({ onNode: expect.unreachable, files: new Map([["/bundle", Buffer.from("hello")]]) });
    const options = { url: listener.url, nodeId: "a-1", secret: SECRET, clock: systemClock, timeoutMs: 5000, maxBytes: 100 };
    expect(Buffer.from(await fetchFile("/bundle", options)).toString()).toBe("hello");
    await expect(fetchFile("/bundle", { ...options, secret: new Secret("0") })).rejects.toMatchObject({
      message: expect.stringContaining("401"),
    });
    await expect(fetchFile("/nope", options)).rejects.toMatchObject({ message: expect.stringContaining("404") });
    await expect(fetchFile("/bundle", { ...options, maxBytes: 4 })).rejects.toMatchObject({
      message: expect.stringContaining("5 bytes"),
    });
  });

  it("survives garbage and oversized frames", async () => {
    const accepted: Transport[] = [];
    const listener = await listen({ onNode: (_node, transport) => accepted.push(transport) });
    const { port } = new URL(listener.url);
    await new Promise((done) =>
      connect(Number(port), "127.0.0.1")
        .on("error", () => {})
        .on("close", done)
        .end(Buffer.alloc(100_000, 0x7f)),
    );
    const socket = new WebSocket(listener.url, {
      headers: { authorization: `Bearer ${SECRET.reveal()}`, "x-liveload-node": "a-1" },
    });
    await new Promise((done) => socket.once("open", done));
    const code = new Promise((done) => socket.once("close", done));
    socket.on("error", () => {});
    socket.send(Buffer.alloc(33 * 1024 * 1024));
    expect([CLOSE_CODES.tooBig, CLOSE_CODES.abnormal]).toContain(await code);
    await expect(dialAs(listener.url)).resolves.toBeDefined();
  });

  it("closes even when a refused peer keeps its half of the connection open", async () => {
    const listener = await listen({ onNode: expect.unreachable });
    const { port } = new URL(listener.url);
    const peer = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    peer.write("GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await new Promise((done) => peer.once("data", done));
    await listener.close();
    peer.destroy();
  });

  it("refuses to listen without encryption where other machines could reach it", async () => {
    const options = { clock: systemClock, port: 0, secretOf: () => undefined, onNode: () => {}, files: new Map() };
    await expect(startListener({ ...options, host: "0.0.0.0" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
