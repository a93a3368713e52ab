import { expect, it } from "vitest";
import { isBypassed, nodeProxy } from "./proxy-route.js";

it.each([
  ["shop.test", undefined, false],
  ["shop.test", "", false],
  ["shop.test", "*", true],
  ["shop.test", "cdn.test, shop.test", true],
  ["www.Shop.test", "SHOP.test", true],
  ["www.shop.test", ".shop.test", true],
  ["shop.test", ".test", true],
  ["myshop.test", "shop.test", false],
  ["shop.test.evil", "shop.test", false],
  ["shopxtest", "shop.test", false],
  ["myshop.test", "*shop.test", true],
  ["shop.test", "*shop.test", true],
  ["www.shop.test", "*.shop.test", true],
  ["www.eu.shop.test", "www.*.test", true],
  ["127.0.0.1", "127.*", true],
])("the host %s with bypass %s: %s", (hostname, bypass, expected) => {
  expect(isBypassed(hostname, bypass, "playwright")).toBe(expected);
});

it.each([
  ["shop.test", undefined, false],
  ["shop.test", "*", true],
  ["Shop.test", "cdn.test, SHOP.test", true],
  ["www.shop.test", "shop.test", false],
  ["www.shop.test", ".shop.test", true],
  ["www.eu.shop.test", "*.shop.test", true],
  ["shop.test", ".shop.test", false],
  ["shop.test", "*shop.test", true],
  ["shop.test.evil", "*shop.test", false],
  ["www.eu.shop.test", "www.*.test", true],
  ["127.0.0.1", "127.*", true],
])("the host %s with bypass %s, as Chromium reads it: %s", (hostname, bypass, expected) => {
  expect(isBypassed(hostname, bypass, "chromium")).toBe(expected);
});

it("is refused for connections of Node.js with socks4", () => {
  expect(() => nodeProxy({ server: "socks4://proxy.test" })).toThrow("proxy is socks4://proxy.test");
  expect(nodeProxy({ server: "socks5://proxy.test" })).toEqual({ uri: "socks5://proxy.test" });
  const token = `Basic ${Buffer.from("ann:").toString("base64")}`;
  expect(nodeProxy({ server: "http://proxy.test", username: "ann" })).toEqual({ uri: "http://proxy.test", token });
});
