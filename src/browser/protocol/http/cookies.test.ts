import { describe, expect, it } from "vitest";
import { UserCookies } from "./cookies.js";

const URL_OF_SITE = new URL("http://127.0.0.1/shop");
const CONTEXT = { method: "GET", mode: "navigate", from: undefined } as const;

describe("UserCookies", () => {
  it("takes the same answer again, also after another changed its cookie", () => {
    const cookies = new UserCookies();
    const receive = (...texts: readonly string[]) => {
      cookies.received(URL_OF_SITE, texts);
      return cookies.headerFor(URL_OF_SITE, CONTEXT);
    };
    expect(receive("cart=1; Path=/", "seen=yes; Path=/")).toBe("cart=1; seen=yes");
    expect(receive("cart=1; Path=/", "seen=yes; Path=/")).toBe("cart=1; seen=yes");
    expect(receive("cart=2; Path=/")).toBe("cart=2; seen=yes");
    expect(receive("cart=1; Path=/", "seen=yes; Path=/")).toBe("cart=1; seen=yes");
    cookies.replace([]);
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("");
    expect(receive("cart=1; Path=/", "seen=yes; Path=/")).toBe("cart=1; seen=yes");
  });

  it("renews the end of a cookie with every answer", () => {
    const cookies = new UserCookies();
    const texts = ["cart=1; Path=/; Max-Age=100"];
    cookies.received(URL_OF_SITE, texts);
    const [first] = cookies.read();
    cookies.received(URL_OF_SITE, ["cart=1; Path=/; Max-Age=200"]);
    const [second] = cookies.read();
    expect((second?.expires ?? 0) - (first?.expires ?? 0)).toBeGreaterThan(50);
  });

  it("forgets a cookie that an answer ends, and takes it again", () => {
    const cookies = new UserCookies();
    cookies.received(URL_OF_SITE, "cart=1; Path=/");
    cookies.received(URL_OF_SITE, "cart=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("");
    cookies.received(URL_OF_SITE, "cart=1; Path=/");
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("cart=1");
  });

  it("ends a cookie that was set since it was last told to, and does not forget others for it", () => {
    const cookies = new UserCookies();
    const end = "reload=; max-age=-1; path=/";
    cookies.received(URL_OF_SITE, end);
    cookies.received(URL_OF_SITE, "cart=1; Path=/");
    cookies.received(URL_OF_SITE, end);
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("cart=1");
    cookies.received(URL_OF_SITE, "reload=2; Path=/");
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("cart=1; reload=2");
    cookies.received(URL_OF_SITE, end);
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("cart=1");
    cookies.received(URL_OF_SITE, "reload=2; Path=/");
    cookies.replace([]);
    cookies.received(URL_OF_SITE, end);
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("");
  });

  it("still ends the right cookies after more names and void headers than it remembers", () => {
    const cookies = new UserCookies();
    const end = (name: string) => `${name}=; Path=/; Max-Age=0`;
    for (let at = 0; at < 250; at += 1) cookies.received(URL_OF_SITE, end(`never${at}`));
    cookies.received(URL_OF_SITE, "never0=1; Path=/");
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("never0=1");
    cookies.received(URL_OF_SITE, end("never0"));
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("");
    for (let at = 0; at < 1100; at += 1) {
      cookies.received(URL_OF_SITE, `name${at}=1; Path=/`);
      if (at !== 3) cookies.received(URL_OF_SITE, end(`name${at}`));
    }
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("name3=1");
    cookies.received(URL_OF_SITE, end("name3"));
    expect(cookies.headerFor(URL_OF_SITE, CONTEXT)).toBe("");
  });
});
