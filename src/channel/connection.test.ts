import { describe, expect, it } from "vitest";
import { connections, NOTHING, OURS, overWebSocket, waiting } from "../../test/fixtures/channel-ends.js";
import { FakeClock, settle } from "../../test/fixtures/fake-clock.js";
import { LiveLoadError } from "../base/errors.js";
import { Connection } from "./connection.js";
import { memoryTransports } from "./memory-transport.js";
import { CLOSE_CODES } from "./transport.js";

describe.each([
  ["memory", async () => connections(memoryTransports())],
  ["a WebSocket", () => overWebSocket({ kind: "none" })],
  ["a WebSocket with a pre-shared key", () => overWebSocket({ kind: "psk" })],
] as const)("a connection over %s", (_name, connected) => {
  it("carries requests and their answers, also many at a time", async () => {
    const { near, far } = await connected();
    far.handle("double", async ({ n }) => ({ n: n * 2 }));
    near.start();
    far.start();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => near.request("double", { n }, waiting)));
    expect(answers.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => 2 * n));
  });

  it("keeps text and binary frames in order, and large ones whole", async () => {
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

  it("returns an error with its code, hint and details", async () => {
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

  it("rejects pending requests when the peer is lost", async () => {
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
    "answers UNKNOWN_METHOD to %s when nobody handles it",
    async (name) => {
      const { near, far } = connections(memoryTransports());
      near.start();
      far.start();
      await expect(near.request(name as "double", { n: 1 }, waiting)).rejects.toMatchObject({
        code: "UNKNOWN_METHOD",
      });
    },
  );

  it("validates requests and answers", async () => {
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

  it("rejects a request at its deadline or when its signal aborts", async () => {
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
