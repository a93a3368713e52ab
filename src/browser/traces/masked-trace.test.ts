import { describe, expect, it } from "vitest";
import { maskedBody, maskedEvents } from "./masked-trace.js";

describe("a Playwright trace", () => {
  it.each([
    ["a cookie", { cookies: [{ name: "shop", value: "hunter22xyz" }] }],
    ["a header", { headers: [{ name: "set-cookie", value: "shop=hunter22xyz; path=/" }] }],
    ["a header of its own", { headers: [{ name: "x-api-key", value: "hunter22xyz" }] }],
    ["a field of a form", { postData: { params: [{ name: "user[password]", value: "hunter22xyz" }] } }],
    ["what is filled in", { params: { selector: "#password", value: "hunter22xyz" } }],
    ["what is typed", { params: { selector: 'internal:label="Password"i', text: "hunter22xyz" } }],
    ["a property", { token: "hunter22xyz" }],
    ["an address", { url: "http://site.test/?token=hunter22xyz" }],
    ["a field of the page", { html: ["FORM", {}, ["INPUT", { type: "password", __playwright_value_: "hunter22xyz" }]] }],
    ["a code of the page", { html: ["INPUT", { autocomplete: "one-time-code", value: "hunter22xyz" }] }],
  ])("has no secret in its events: %s", async (_what, event) => {
    const usual = { url: "http://site.test/shop", params: { selector: "#city", value: "Berlin" } };
    const masked = (await maskedEvents(`${JSON.stringify(event)}\n${JSON.stringify(usual)}\n`)).split("\n");
    expect(masked[0]).toContain("***");
    expect(masked[0]).not.toContain("hunter22");
    expect(JSON.parse(masked[1] ?? "")).toEqual(usual);
    expect(masked[2]).toBe("");
  });

  it.each([
    ["a form", "username=joe&password=hunter22xyz"],
    ["JSON", '{"user":"joe","password":"hunter22xyz"}'],
    ["a form with files", '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter22xyz\r\n--x--\r\n'],
    ["HTML", '<p>joe</p>\n<input type="password" value="hunter22xyz">\n'],
  ])("has no secret in a body: %s", async (_what, body) => {
    const masked = await maskedBody(body);
    expect(masked).toContain("***");
    expect(masked).not.toContain("hunter22");
  });

  it("leaves other bodies as they are", async () => {
    const body = "<p>one</p>\r\n<p>two</p>\n\nbody { color: red }";
    expect(await maskedBody(body)).toBe(body);
  });
});
