import { expect, it } from "vitest";
import { cookieOf, cookiesFor } from "./cookies.js";

const SHOP = new URL("https://www.shop.test/");

it.each([
  ["a=1", "www.shop.test"],
  ["a=1; Domain=Shop.test", ".shop.test"],
  ["a=1; Domain=.shop.test", ".shop.test"],
  ["a=1; Domain=127.0.0.1", "127.0.0.1"],
  ["a=1; Domain=localhost", "localhost"],
])("a cookie belongs to its host, or to its domain and the hosts below it: %s", (header, domain) => {
  expect(cookieOf(header, SHOP).cookie.domain).toBe(domain);
});

it("a cookie of a domain is sent to the hosts below it", () => {
  const { cookie } = cookieOf("a=1; Domain=shop.test", SHOP);
  const sent = (url: string) => cookiesFor([cookie], url).length;
  expect(["https://shop.test/", "https://api.shop.test/", "https://myshop.test/"].map(sent)).toEqual([1, 1, 0]);
});

it("a cookie ends after its maximum age, which goes before the date", () => {
  const after = (attributes: string) => cookieOf(`a=1; ${attributes}`, SHOP);
  const { cookie, isGone } = after("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  expect(isGone).toBe(false);
  expect(Math.abs(cookie.expires - Date.now() / 1000 - 60)).toBeLessThan(30);
  expect(after("Max-Age=0").isGone).toBe(true);
  expect(after("Expires=Sat, 01 Jan 2000 00:00:00 GMT").isGone).toBe(true);
  expect(after("Expires=soon").cookie.expires).toBe(-1);
  expect(cookiesFor([{ ...cookie, expires: 1 }], SHOP.href)).toEqual([]);
});
