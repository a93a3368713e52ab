import { describe, expect, it } from "vitest";
import { PhoenixSocket } from "./phoenix-socket.js";
import type { TransportEvents } from "./transport.js";

const DIFF = JSON.stringify([null, null, "lv:main", "diff", {}]);

describe("a Phoenix socket", () => {
  it("reports what a listener throws, and goes on", () => {
    let events: TransportEvents | undefined;
    const failures: string[] = [];
    const taken: string[] = [];
    const socket = new PhoenixSocket({
      url: () => "ws://127.0.0.1/live/websocket",
      open: (_url, given) => {
        events = given;
        return { state: "open", needsHeartbeat: false, send: () => {}, close: () => {} };
      },
      onClosed: () => {},
      onMessage: () => {},
      failed: ({ message }) => failures.push(message),
    });
    const channel = socket.channel("lv:main", () => ({}));
    channel.on("diff", () => {
      throw new Error("the patch fails");
    });
    channel.on("diff", () => taken.push("diff"));
    socket.connect();
    events?.onOpen();
    channel
      .push("event", {})
      .on("timeout", () => {
        throw new Error("the time-out fails");
      })
      .answer("timeout", {});
    events?.onFrame(DIFF);
    events?.onFrame("no JSON");
    events?.onFrame(DIFF);
    socket.drop();
    expect(failures.filter((message) => !/JSON/.test(message))).toEqual([
      "the time-out fails",
      "the patch fails",
      "the patch fails",
    ]);
    expect(taken).toEqual(["diff", "diff"]);
  });
});
