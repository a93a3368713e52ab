import { describe, expect, it } from "vitest";
import { absoluteMatcher } from "../../scenario/steps/arguments/url-pattern.js";
import { BlockRules, wildcardOf } from "./block-rules.js";

const NOTHING = { globs: [], patterns: [], types: [] };
const request = (url: string, { type = "fetch", isPage = false } = {}) => ({ url, type, isPage });

describe("the rules of blocked requests", () => {
  it("look at the whole URL, of pages too", () => {
    const rules = new BlockRules({ ...NOTHING, globs: ["**/ads/**"], patterns: [{ source: "\\.GIF$", flags: "i" }] });
    expect(rules.blocks(request("http://a.test/ads/1?x", { isPage: true }))).toBe(true);
    expect(rules.blocks(request("http://a.test/x.gif"))).toBe(true);
    expect(rules.blocks(request("http://a.test/ad/1"))).toBe(false);
    expect(rules.needsFacts).toBe(false);
  });

  it("look at the type of requests, but not of pages", () => {
    const rules = new BlockRules({ ...NOTHING, types: ["document", "image"] });
    expect(rules.blocks(request("http://a.test/", { type: "image" }))).toBe(true);
    expect(rules.blocks(request("http://a.test/", { type: "document" }))).toBe(true);
    expect(rules.blocks(request("http://a.test/", { type: "document", isPage: true }))).toBe(false);
    expect(rules.blocks(request("http://a.test/"))).toBe(false);
    expect(rules.needsFacts).toBe(true);
  });

  it.each([
    ["https://shop.test/a", false],
    ["http://shop.test:8080/a", false],
    ["https://cdn.shop.test/a", false],
    ["https://myshop.test/a", true],
    ["https://test/a", true],
    ["https://shop.test.evil.test/", true],
    ["data:text/plain,shop.test", false],
  ])("take %s for another site: %s", (url, isOther) => {
    expect(new BlockRules({ ...NOTHING, firstParty: ["shop.test"] }).blocks(request(url))).toBe(isOther);
  });

  it("pause only requests that they may block", () => {
    expect(new BlockRules({ ...NOTHING, globs: ["**/a?b/**", "http://x.test/*.{png,gif}"] }).paused).toEqual([
      "*/a\\?b/*",
      "http://x.test/*.*",
    ]);
    expect(new BlockRules({ ...NOTHING, types: ["image"] }).paused).toEqual(["*"]);
  });

  it("leave to the renderer what it understands as meant", () => {
    const globs = ["**/ads/**", "**/ads/*", "/ads/**", "**/{a,b}/**", "**/a/**/b/**", "http://a.test/"];
    expect(new BlockRules({ ...NOTHING, globs }).refused).toEqual(["*/ads/*"]);
  });

  it.each([
    ["**/a/**/b", ["http://x/a/b", "http://x/a/c/d/b"]],
    ["http://x/*.{png,gif}", ["http://x/a.png"]],
    ["http://x/\\*\\?", ["http://x/*?"]],
    ["http://x/?a=*", ["http://x/?a=1"]],
  ])("pause at least what %s matches", (glob, urls) => {
    const fits = absoluteMatcher(glob);
    for (const url of urls) expect([fits(url), asFetchDomain(wildcardOf(glob)).test(url)]).toEqual([true, true]);
  });
});

/** The pattern as the Fetch domain reads it. */
function asFetchDomain(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\(.)|([*?])|([^\\*?]+)/gs, (_token, escaped?: string, wildcard?: string, text = "") =>
    wildcard === undefined ? (escaped ?? text).replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&") : wildcard === "*" ? ".*" : ".",
  );
  return new RegExp(`^${source}$`, "s");
}
