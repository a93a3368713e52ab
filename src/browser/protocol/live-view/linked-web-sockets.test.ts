import { describe, expect, it } from "vitest";
import { NetworkLink } from "../http/network-link.js";
import { linkedWebSockets } from "./linked-web-sockets.js";
import type { TransportEvents } from "./wire/transport.js";

/** WebSockets of a user, and what the network and the page learn of them. */
function webSockets() {
  const link = new NetworkLink();
  const seen: string[] = [];
  const opened: TransportEvents[] = [];
  const open = linkedWebSockets(link, (_url, events) => {
    opened.push(events);
    return {
      state: "open",
      needsHeartbeat: true,
      send: (frame) => seen.push(`sent ${String(frame)}`),
      close: () => seen.push("closed"),
    };
  });
  const events: TransportEvents = {
    onOpen: () => seen.push("open"),
    onFrame: (frame) => seen.push(`received ${String(frame)}`),
    onError: (reason) => seen.push(`error ${reason}`),
    onClose: ({ code }) => seen.push(`over ${code}`),
  };
  return { link, seen, opened, connect: () => open("ws://127.0.0.1/live/websocket", events) };
}

const nextTask = () => new Promise((resolve) => setImmediate(resolve));

describe("WebSockets of a user who is offline", () => {
  it("fail without a connection if they are new", async () => {
    const { link, seen, opened, connect } = webSockets();
    link.setOffline(true);
    const refused = connect();
    connect().close();
    expect(refused.state).toBe("connecting");
    await nextTask();
    expect(refused.state).toBe("closed");
    expect(seen).toEqual(["error net::ERR_INTERNET_DISCONNECTED", "over 1006"]);
    expect(opened).toEqual([]);
  });

  it("stay open if they are, and carry nothing until the user is online", () => {
    const { link, seen, opened, connect } = webSockets();
    const socket = connect();
    opened[0]?.onOpen();
    link.setOffline(true);
    socket.send("a");
    opened[0]?.onFrame("b");
    expect(socket.state).toBe("open");
    expect(seen).toEqual(["open"]);
    link.setOffline(false);
    socket.send("c");
    expect(seen).toEqual(["open", "sent a", "received b", "sent c"]);
    link.setOffline(true);
    socket.send("d");
    socket.close();
    link.setOffline(false);
    expect(seen.slice(4)).toEqual(["closed"]);
  });
});
