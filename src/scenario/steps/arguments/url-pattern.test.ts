import { describe, expect, it } from "vitest";
import { urlMatcher } from "./url-pattern.js";

const CONFIG = { baseUrl: "http://site.test/shop/" };

describe("the pattern of a URL", () => {
  it.each([
    ["http://site.test", "http://site.test/", true],
    ["http://site.test/a?b=1", "http://site.test/a?b=1", true],
    ["http://site.test/a?b=1", "http://site.test/aab=1", false],
    ["/cart", "http://site.test/cart", true],
    ["cart", "http://site.test/shop/cart", true],
    ["../cart", "http://site.test/cart", true],
    ["/cart", "http://site.test/cart/1", false],
    ["**/done", "http://site.test/orders/1/done", true],
    ["**/done", "http://site.test/orders/1/done?x", false],
    ["**/done?x", "http://site.test/orders/1/done?x", true],
    ["**/done*", "http://site.test/orders/1/done?x", true],
    ["/orders/*/done", "http://site.test/orders/1/done", true],
    ["/orders/*/done", "http://site.test/orders/1/2/done", false],
    ["/orders/**/done", "http://site.test/orders/done", true],
    ["/orders/**/done", "http://site.test/orders/1/2/done", true],
    ["items/*", "http://site.test/shop/items/7", true],
    ["*/items", "http://site.test/items", false],
    ["http://*.test/**", "http://site.test/a/b", true],
    ["**/{cart,basket}", "http://site.test/basket", true],
    ["**/{cart,basket}", "http://site.test/cart,basket", false],
    ["**/a,b", "http://site.test/a,b", true],
    ["**/a.b", "http://site.test/acb", false],
    ["**/a\\*", "http://site.test/a*", true],
    ["**/a\\*", "http://site.test/ab", false],
  ])("%s and %s: %s", (pattern, url, fits) => {
    expect(urlMatcher(pattern, CONFIG)(url)).toBe(fits);
  });

  it("needs a baseUrl when it is relative, and matching braces", () => {
    expect(() => urlMatcher("/orders/*", {})).toThrow('"/orders/" is relative, and the scenario\'s config has no valid baseUrl');
    expect(() => urlMatcher("**/{a", CONFIG)).toThrow('its url is "**/{a", whose braces do not match');
    expect(() => urlMatcher("**/a}", CONFIG)).toThrow("whose braces do not match");
    expect(() => urlMatcher("**/{a,{b}}", CONFIG)).toThrow("whose braces do not match");
  });

  it.each(["localhost:4000/**", "localhost:*/done", "site.test:80/{a,b}"])("needs a scheme: %s", (pattern) => {
    expect(() => urlMatcher(pattern, CONFIG)).toThrow(`"${pattern}" has no scheme: write http://${pattern}`);
  });
});
