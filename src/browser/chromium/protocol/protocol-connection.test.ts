import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../../../test/fixtures/fake-clock.js";
import { ProtocolConnection } from "./protocol-connection.js";

interface Sent {
  readonly id: number;
  readonly method: string;
  readonly sessionId?: string;
}

function setUp() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const clock = new FakeClock();
  const lost: string[] = [];
  const connection = new ProtocolConnection({ input, output }, clock, (reason) => lost.push(reason));
  const sent: Sent[] = [];
  output.on("data", (chunk: Buffer) => {
    for (const text of chunk.toString().split("\0")) if (text !== "") sent.push(JSON.parse(text) as Sent);
  });
  const say = async (...messages: readonly object[]) => {
    input.write(messages.map((message) => `${JSON.stringify(message)}\0`).join(""));
    await settle();
  };
  return { input, clock, lost, connection, sent, say };
}

describe("a connection of the protocol", () => {
  it("matches answers to commands in any order", async () => {
    const { connection, sent, say } = setUp();
    const first = connection.root.send("Browser.getVersion");
    const second = connection.root.child("s").send("Page.enable");
    await settle();
    expect(sent).toMatchObject([{ method: "Browser.getVersion" }, { method: "Page.enable", sessionId: "s" }]);
    await say({ id: sent[1]?.id, result: {}, sessionId: "s" }, { id: sent[0]?.id, result: { product: "Test/1" } });
    expect(await first).toEqual({ product: "Test/1" });
    expect(await second).toEqual({});
  });

  it("rejects a command that the browser refuses, naming it", async () => {
    const { connection, sent, say } = setUp();
    const refused = expect(connection.root.send("Browser.getVersion")).rejects.toThrow("Browser.getVersion: no such thing");
    await settle();
    await say({ id: sent[0]?.id, error: { code: -32000, message: "no such thing" } });
    await refused;
  });

  it("rejects a command at its deadline, and ignores a late answer", async () => {
    const { clock, connection, sent, say } = setUp();
    const late = expect(connection.root.request({ timeoutMs: 500 }, "Browser.getVersion")).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
      message: "waited 500 ms for the browser to answer Browser.getVersion",
    });
    await clock.advance(1000);
    await late;
    await say({ id: sent[0]?.id, result: {} });
    expect(clock.pending).toBe(0);
  });

  it("gives every command a default deadline", async () => {
    const { clock, connection } = setUp();
    const late = expect(connection.root.send("Browser.getVersion")).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await clock.advance(61_000);
    await late;
  });

  it("rejects a command when one of its signals aborts, and does not send it if one is aborted already", async () => {
    const { connection, sent } = setUp();
    const stop = new AbortController();
    const signals = [new AbortController().signal, stop.signal];
    const stopped = expect(connection.root.request({ signals }, "Browser.getVersion")).rejects.toMatchObject({ kind: "aborted" });
    await settle();
    stop.abort();
    await stopped;
    await expect(connection.root.request({ signals }, "Browser.getVersion")).rejects.toMatchObject({ kind: "aborted" });
    expect(sent).toHaveLength(1);
  });

  it("routes events to their session", async () => {
    const { connection, say } = setUp();
    const seen: string[] = [];
    for (const id of ["a", "b"])
      connection.root.child(id).on("Page.loadEventFired", ({ timestamp }) => seen.push(`${id}${timestamp}`));
    await say(
      { method: "Page.loadEventFired", params: { timestamp: 1 }, sessionId: "a" },
      { method: "Page.loadEventFired", params: { timestamp: 2 }, sessionId: "b" },
      { method: "Page.loadEventFired", params: { timestamp: 3 }, sessionId: "unknown" },
      { method: "Network.dataReceived", params: {}, sessionId: "a" },
    );
    expect(seen).toEqual(["a1", "b2"]);
  });

  it("ignores messages that are not of the protocol", async () => {
    const { input, connection, sent, say } = setUp();
    input.write("no JSON\0\0{}\0null\0");
    const version = connection.root.send("Browser.getVersion");
    await settle();
    await say({ id: sent[0]?.id, result: { product: "Test/1" } });
    expect(await version).toMatchObject({ product: "Test/1" });
  });

  it("rejects commands to a page that is gone, and keeps the others", async () => {
    const { connection, sent, say } = setUp();
    const gone = connection.root.child("gone");
    const told: string[] = [];
    gone.onGone(({ message }) => told.push(message));
    const waiting = expect(gone.send("Page.enable")).rejects.toMatchObject({ kind: "closed" });
    const other = connection.root.child("other").send("Page.enable");
    await settle();
    await say({ method: "Target.detachedFromTarget", params: { sessionId: "gone" } });
    await waiting;
    await expect(gone.send("Page.enable")).rejects.toMatchObject({ kind: "closed" });
    await say({ id: sent[1]?.id, result: {} });
    expect(await other).toEqual({});
    expect(told).toEqual(["the page is gone"]);
  });

  it("ends the sessions of a page's frames with the page's session", async () => {
    const { connection, say } = setUp();
    const page = connection.root.child("page");
    const frame = page.child("frame");
    const other = page.child("other");
    const inner = frame.child("inner");
    await say({ method: "Target.detachedFromTarget", params: { sessionId: "other" }, sessionId: "page" });
    expect([page, frame, inner, other].map(({ gone }) => gone !== undefined)).toEqual([false, false, false, true]);
    await say({ method: "Target.detachedFromTarget", params: { sessionId: "page" } });
    expect([page, frame, inner].map(({ gone }) => gone?.message)).toEqual(Array(3).fill("the page is gone"));
    await expect(inner.send("Page.enable")).rejects.toMatchObject({ kind: "closed" });
  });

  it("rejects all pending commands when the browser is lost, and reports the loss once", async () => {
    const { input, clock, lost, connection } = setUp();
    const session = connection.root.child("s");
    const waiting = [connection.root.send("Browser.getVersion"), session.send("Page.enable")].map((command) =>
      expect(command).rejects.toMatchObject({ kind: "closed", message: expect.stringContaining("the browser is gone") }),
    );
    input.end();
    await Promise.all(waiting);
    await expect(session.send("Page.enable")).rejects.toMatchObject({ kind: "closed" });
    await expect(connection.root.send("Browser.getVersion")).rejects.toMatchObject({ kind: "closed" });
    expect(lost).toEqual(["the pipe was closed"]);
    expect(clock.pending).toBe(0);
  });
});
