import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { FakeClock, settle } from "../../test/fixtures/fake-clock.js";
import { systemClock } from "../base/clock.js";
import { LiveLoadError } from "../base/errors.js";
import { Secret } from "../base/secret.js";
import { Connection } from "./connection.js";
import { dial, fetchFile } from "./dialer.js";
import { type Listener, startListener } from "./listener.js";
import { memoryTransports } from "./memory-transport.js";
import type { ChannelSecurity } from "./tls.js";
import { CLOSE_CODES, type Transport } from "./transport.js";

const OURS = {
  requests: { double: { params: z.strictObject({ n: z.number() }), result: z.strictObject({ n: z.number() }) } },
  notifications: { told: z.strictObject({ what: z.string() }) },
};
const NOTHING = { requests: {}, notifications: {} };
const waiting = { timeoutMs: 10_000 };

type Pair = {
  readonly near: Connection<typeof OURS, typeof NOTHING>;
  readonly far: Connection<typeof NOTHING, typeof OURS>;
  readonly transports: readonly [Transport, Transport];
};
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function connections(transports: readonly [Transport, Transport]): Pair {
  const near = new Connection({ transport: transports[0], clock: systemClock, ours: OURS, theirs: NOTHING });
  const far = new Connection({ transport: transports[1], clock: systemClock, ours: NOTHING, theirs: OURS });
  return { near, far, transports };
}

const SECRET = new Secret("5ec2e7");

async function listen(
  onNode: (nodeId: string, transport: Transport) => void,
  files = new Map<string, Uint8Array>(),
  security: ChannelSecurity = { kind: "none" },
): Promise<Listener> {
  const listener = await startListener({
    security,
    clock: systemClock,
    host: "127.0.0.1",
    port: 0,
    secretOf: (node) => (node === "a-1" ? SECRET : undefined),
    onNode,
    files,
  });
  closers.push(() => listener.close());
  return listener;
}

const dialAs = (url: string, nodeId = "a-1", secret = SECRET) =>
  dial({ url, nodeId, secret, clock: systemClock, timeoutMs: 5000 });

async function overWebSocket(security?: ChannelSecurity): Promise<Pair> {
  let accept!: (transport: Transport) => void;
  const accepted = new Promise<Transport>((done) => {
    accept = done;
  });
  const listener = await listen((_node, transport) => accept(transport), undefined, security);
  const dialed = await dialAs(listener.url);
  return connections([dialed, await accepted]);
}

describe.each([
  ["memory", async () => connections(memoryTransports())],
  ["a WebSocket", () => overWebSocket()],
  ["a WebSocket with a pre-shared key", () => overWebSocket({ kind: "psk" })],
] as const)("a connection over %s", (_name, connected) => {
  it("carries requests and their answers, also many at once", async () => {
    const { near, far } = await connected();
    far.handle("double", async ({ n }) => ({ n: n * 2 }));
    near.start();
    far.start();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => near.request("double", { n }, waiting)));
    expect(answers.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => 2 * n));
  });

  it("keeps text and binary frames in order, and big ones whole", async () => {
    const { near, far } = await connected();
    const seen: unknown[] = [];
    far.on("told", ({ what }) => seen.push(what));
    far.onBinary((bytes) => seen.push(bytes.length));
    far.handle("double", ({ n }) => ({ n }));
    near.start();
    near.notify("told", { what: "first" });
    near.sendBinary(new Uint8Array(3_000_000));
    near.notify("told", { what: "last" });
    far.start();
    await near.request("double", { n: 1 }, waiting);
    expect(seen).toEqual(["first", 3_000_000, "last"]);
  });

  it("gives an error back with its code, hint and details", async () => {
    const { near, far } = await connected();
    far.handle("double", () => {
      throw new LiveLoadError("BROWSER_NOT_FOUND", "no browser", { hint: "install one", details: { looked: 3 } });
    });
    near.start();
    far.start();
    await expect(near.request("double", { n: 1 }, waiting)).rejects.toMatchObject({
      code: "BROWSER_NOT_FOUND",
      message: "no browser",
      hint: "install one",
      details: { looked: 3 },
    });
  });

  it("rejects what waits when the peer is lost", async () => {
    const { near, far, transports } = await connected();
    far.handle("double", () => new Promise(() => {}));
    near.start();
    far.start();
    const answer = near.request("double", { n: 1 }, waiting);
    await Promise.all([
      expect(answer).rejects.toMatchObject({ code: "CHANNEL_CLOSED" }),
      settle().then(() => transports[1].terminate()),
    ]);
    expect((await near.closed).code).toBe(CLOSE_CODES.abnormal);
    await expect(near.request("double", { n: 1 }, waiting)).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
  });

  it.each([
    "not json",
    "[]",
    '{"t":"req"}',
    '{"t":"msg","m":"nope","p":{}}',
    '{"t":"msg","m":"told","p":{"what":1}}',
    '{"t":"err","id":1,"e":{"code":"constructor"}}',
  ])("closes with a protocol error on %s", async (text) => {
    const { near, far, transports } = await connected();
    near.start();
    far.start();
    transports[0].sendText(text);
    expect((await far.closed).code).toBe(CLOSE_CODES.protocolError);
    expect((await near.closed).code).toBe(CLOSE_CODES.protocolError);
  });
});

describe("a connection", () => {
  it.each(["constructor", "toString", "valueOf", "__proto__", "double"])(
    "does not know the request %s when nobody handles it",
    async (name) => {
      const { near, far } = connections(memoryTransports());
      near.start();
      far.start();
      await expect(near.request(name as "double", { n: 1 }, waiting)).rejects.toMatchObject({
        code: "UNKNOWN_METHOD",
      });
    },
  );

  it("validates what is asked and what is answered", async () => {
    const { near, far } = connections(memoryTransports());
    far.handle("double", () => ({ n: "two" }) as unknown as { n: number });
    near.start();
    far.start();
    await expect(near.request("double", { n: "x" as unknown as number }, waiting)).rejects.toMatchObject({
      code: "CHANNEL_PROTOCOL",
      message: expect.stringContaining("the request double is malformed"),
    });
    await expect(near.request("double", { n: 1 }, waiting)).rejects.toMatchObject({
      code: "CHANNEL_PROTOCOL",
      message: "the answer to double is malformed",
    });
  });

  it("gives up a request when its time is over or its signal aborts", async () => {
    const clock = new FakeClock();
    const [a, b] = memoryTransports();
    const near = new Connection({ transport: a, clock, ours: OURS, theirs: NOTHING }).start();
    new Connection({ transport: b, clock, ours: NOTHING, theirs: OURS }).start().handle("double", () => new Promise(() => {}));
    const late = near.request("double", { n: 1 }, { timeoutMs: 500 });
    const stop = new AbortController();
    const stopped = near.request("double", { n: 1 }, { timeoutMs: 500, signal: stop.signal });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
    await Promise.all([expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" }), clock.advance(501)]);
    expect(clock.pending).toBe(0);
  });
});

describe("a listener that throws", () => {
  it("ends the connection as malformed when the frame was binary", async () => {
    const { near, far } = connections(memoryTransports());
    far.onBinary(() => {
      throw new RangeError("not a batch");
    });
    near.start();
    far.start();
    near.sendBinary(new Uint8Array(3));
    expect(await near.closed).toEqual({ code: CLOSE_CODES.protocolError, reason: "malformed binary frame: not a batch" });
  });

  it("ends the connection, and nothing else, when it was a notification", async () => {
    const { near, far } = connections(memoryTransports());
    far.on("told", () => {
      throw new Error("oh");
    });
    near.start();
    far.start();
    near.notify("told", { what: "x" });
    expect((await near.closed).code).toBe(CLOSE_CODES.failed);
  });
});

describe("signs of life", () => {
  const life = { pingEveryMs: 2000, silenceLimitMs: 10_000 };
  function watched(farLooks = true) {
    const clock = new FakeClock();
    const [a, b] = memoryTransports();
    const near = new Connection({ transport: a, clock, ours: OURS, theirs: NOTHING, lifeSigns: life }).start();
    const far = new Connection({
      transport: b,
      clock,
      ours: NOTHING,
      theirs: OURS,
      lifeSigns: farLooks ? life : undefined,
    }).start();
    return { clock, near, far, stall: (on: boolean) => b.stall(on) };
  }

  it("keep a quiet connection open", async () => {
    const { clock, near, far } = watched();
    await clock.advance(120_000);
    expect([near.isOpen, far.isOpen]).toEqual([true, true]);
  });

  it("find a peer that is frozen", async () => {
    const { clock, near, stall } = watched(false);
    stall(true);
    await clock.advance(9000);
    expect(near.isOpen).toBe(true);
    await clock.advance(3000);
    expect((await near.closed).code).toBe(CLOSE_CODES.silent);
  });

  it("do not blame the peer for our own sleep", async () => {
    const { clock, near } = watched();
    await clock.advance(5000);
    await clock.sleepThrough(60_000);
    await clock.advance(5000);
    expect(near.isOpen).toBe(true);
  });
});

describe("the listener with pre-shared keys", () => {
  const files = new Map([["/bundle", Buffer.from("hello")]]);
  const listenPsk = () => listen(expect.unreachable, files, { kind: "psk" });

  it("says in its URL how it wants to be dialled", async () => {
    expect((await listenPsk()).url).toMatch(/^wss\+psk:\/\/127\.0\.0\.1:\d+\/agent$/);
  });

  it("lets nobody get as far as HTTP without the node's own secret", async () => {
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

  it("hands out its files, encrypted, to nodes alone", async () => {
    const { url } = await listenPsk();
    const options = { url, nodeId: "a-1", secret: SECRET, clock: systemClock, timeoutMs: 5000, maxBytes: 100 };
    expect(Buffer.from(await fetchFile("/bundle", options)).toString()).toBe("hello");
    await expect(fetchFile("/bundle", { ...options, secret: new Secret("0abc") })).rejects.toMatchObject({
      code: "CHANNEL_CLOSED",
    });
  });

  it("may listen where others reach it", async () => {
    const listener = await startListener({
      clock: systemClock,
      host: "0.0.0.0",
      port: 0,
      security: { kind: "psk" },
      secretOf: () => SECRET,
      onNode: (_node, transport) => transport.close(CLOSE_CODES.normal, "seen"),
      files: new Map(),
    });
    closers.push(() => listener.close());
    await expect(dialAs(`wss+psk://127.0.0.1:${listener.port}/agent`)).resolves.toBeDefined();
  });

  it("does not let a revoked secret in again", async () => {
    let secret: Secret | undefined = SECRET;
    const listener = await startListener({
      clock: systemClock,
      host: "127.0.0.1",
      port: 0,
      security: { kind: "psk" },
      secretOf: () => secret,
      onNode: () => {},
      files: new Map(),
    });
    closers.push(() => listener.close());
    await expect(dialAs(listener.url)).resolves.toBeDefined();
    secret = undefined;
    await expect(dialAs(listener.url)).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
  });
});

describe("the listener", () => {
  it("lets in only nodes with their own secret", async () => {
    const listener = await listen(expect.unreachable);
    await expect(dialAs(listener.url, "a-1", new Secret("badbad"))).rejects.toMatchObject({
      code: "CHANNEL_CLOSED",
      details: { status: 401 },
    });
    await expect(dialAs(listener.url, "a-2")).rejects.toMatchObject({ details: { status: 401 } });
    await expect(dialAs(listener.url.replace("/agent", "/other"))).rejects.toMatchObject({ details: { status: 404 } });
  });

  it("hands out its files to nodes alone", async () => {
    const listener = await listen(expect.unreachable, new Map([["/bundle", Buffer.from("hello")]]));
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

  it("survives garbage and frames that are too big", async () => {
    const accepted: Transport[] = [];
    const listener = await listen((_node, transport) => accepted.push(transport));
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

  it("closes although a refused peer keeps its half of the connection open", async () => {
    const listener = await listen(expect.unreachable);
    const { port } = new URL(listener.url);
    const peer = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    peer.write("GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await new Promise((done) => peer.once("data", done));
    await listener.close();
    peer.destroy();
  });

  it("does not listen where others could reach it without encryption", async () => {
    const options = { clock: systemClock, port: 0, secretOf: () => undefined, onNode: () => {}, files: new Map() };
    await expect(startListener({ ...options, host: "0.0.0.0" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
