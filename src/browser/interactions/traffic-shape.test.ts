import { describe, expect, it } from "vitest";
import { idsIn, isKeepAlive, messageShape } from "./traffic-shape.js";

describe("the shape of a message", () => {
  it.each([
    ["numbers", '{"kind":"tick","at":1700000000}', '{"kind":"tick","at":1700000050}'],
    ["texts", '{"kind":"price","text":"12 EUR"}', '{"kind":"price","text":"a lot more"}'],
    ["ids", '42["moved","0d4c1f2a9b77"]', '42["moved","5c1a2b3c4d5e"]'],
  ])("is the same for other %s", (_what, one, other) => {
    expect(messageShape(one, true)).toBe(messageShape(other, true));
  });

  it.each([
    ["kind", '{"kind":"tick","text":"a"}', '{"kind":"answer","text":"a"}'],
    ["members", '{"text":"a"}', '{"error":"a"}'],
    ["event", '42["tick",1]', '42["shown",1]'],
  ])("differs with the %s", (_what, one, other) => {
    expect(messageShape(one, true)).not.toBe(messageShape(other, true));
  });
});

describe("the ids of a message", () => {
  it.each([
    ["a member", '{"id":7,"do":"buy"}', '{"done":true,"id":7}'],
    ["a request's id", '{"request_id":"a-1"}', '{"request_id":"a-1"}'],
    ["an acknowledgement of Socket.IO", '420["buy",1]', '430["done"]'],
    ["one in a namespace", '42/shop,13["buy"]', "43/shop,13[]"],
  ])("are those of its answer: %s", (_what, sent, received) => {
    expect(idsIn(sent)).toEqual(idsIn(received));
    expect(idsIn(sent)).toHaveLength(1);
  });

  it.each(['{"productId":7}', '42["buy",7]', "hello"])("are none in %s", (payload) => {
    expect(idsIn(payload)).toEqual([]);
  });
});

describe("a message that keeps its connection open", () => {
  it.each(["2", "3", "", "ping", '{"type":6}\x1e', '[null,"7","phoenix","heartbeat",{}]', '{"type":"ping","at":3}'])(
    "is recognized: %j",
    (payload) => {
      expect(isKeepAlive(payload)).toBe(true);
    },
  );

  it.each(['42["buy"]', '{"type":"buy"}', "23"])("is not %j", (payload) => {
    expect(isKeepAlive(payload)).toBe(false);
  });
});
