import { describe, expect, it } from "vitest";
import type { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { attachedNetwork } from "../../../test/fixtures/network-events.js";

describe("sockets", () => {
  const open = (cdp: FakeCdpSession, requestId: string, status = 101) => {
    cdp.emit("Network.webSocketCreated", { requestId, url: "ws://site.test/room/42/websocket?vsn=2.0.0&token=secret" });
    cdp.emit("Network.webSocketHandshakeResponseReceived", { requestId, timestamp: 0, response: { status } });
  };

  it("are named by their path, without query and ids", async () => {
    const { cdp, telemetry } = await attachedNetwork();
    open(cdp, "1");
    const response = { opcode: 1, payloadData: "é" };
    cdp.emit("Network.webSocketFrameSent", { requestId: "1", timestamp: 0, response });
    cdp.emit("Network.webSocketFrameReceived", { requestId: "1", timestamp: 0, response });
    expect(telemetry.totals("websocket_opened")).toEqual({ "/room/:id/websocket": 1 });
    expect(telemetry.values("websocket_frame_sent_size", "/room/:id/websocket")).toEqual([2]);
    expect(telemetry.values("websocket_frame_received_size", "/room/:id/websocket")).toEqual([2]);
  });

  it("are closed once, for one reason", async () => {
    const { network, cdp, telemetry, left } = await attachedNetwork();
    open(cdp, "closed");
    cdp.emit("Network.webSocketClosed", { requestId: "closed", timestamp: 0 });
    open(cdp, "broken");
    cdp.emit("Network.webSocketFrameError", { requestId: "broken", timestamp: 0, errorMessage: "Invalid frame header" });
    cdp.emit("Network.webSocketClosed", { requestId: "broken", timestamp: 0 });
    open(cdp, "refused", 503);
    const errorMessage = "Error during WebSocket handshake: Unexpected response code: 503";
    cdp.emit("Network.webSocketFrameError", { requestId: "refused", timestamp: 0, errorMessage });
    cdp.emit("Network.webSocketClosed", { requestId: "refused", timestamp: 0 });
    open(cdp, "given up", 503);
    const givenUp = "WebSocket is closed before the connection is established.";
    cdp.emit("Network.webSocketFrameError", { requestId: "given up", timestamp: 0, errorMessage: givenUp });
    cdp.emit("Network.webSocketClosed", { requestId: "given up", timestamp: 0 });
    open(cdp, "left");
    left();
    cdp.emit("Network.webSocketClosed", { requestId: "left", timestamp: 0 });
    open(cdp, "last");
    network.end();
    network.end();
    expect(telemetry.totals("websocket_closed")).toEqual({
      closed: 1,
      failed: 1,
      refused: 1,
      "not connected": 1,
      "page left": 1,
      "user ended": 1,
    });
    expect(telemetry.total("websocket_opened")).toBe(4);
  });

  it("of a worker stay open until the worker ends", async () => {
    const { network, telemetry, left, worker } = await attachedNetwork();
    const { cdp } = await worker();
    open(cdp, "1");
    left();
    expect(telemetry.total("websocket_closed")).toBe(0);
    network.gone(cdp);
    expect(telemetry.totals("websocket_closed")).toEqual({ "page left": 1 });
  });

  it("are limited to 1,000 open ones, and counted when they are dropped", async () => {
    const { cdp, telemetry } = await attachedNetwork();
    for (let id = 0; id < 1500; id++) open(cdp, String(id));
    expect(telemetry.totals("websocket_closed")).toEqual({ forgotten: 500 });
  });
});
