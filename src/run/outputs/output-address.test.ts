import { describe, expect, it } from "vitest";
import { addressOf, parseHeaders } from "./output-address.js";

describe("the address of an output", () => {
  it("is shown without possible secrets", () => {
    const address = addressOf(new URL("https://ada:p%40ss@host:1/write?key=x#y"));
    expect(address.url).toBe("https://host:1/write?key=x#y");
    expect(address.shown).toBe("https://host:1/write");
    expect(address.headers()).toEqual({ Authorization: `Basic ${Buffer.from("ada:p@ss").toString("base64")}` });
    expect(JSON.stringify(address)).not.toContain("Basic");
  });
});

describe("headers from the environment", () => {
  it("are read in OpenTelemetry's format, and not shown", () => {
    const headers = parseHeaders(" Authorization = Bearer%20a=b , X-Scope-OrgID=shop,");
    expect(Object.entries(headers ?? {}).map(([name, value]) => [name, value.reveal()])).toEqual([
      ["Authorization", "Bearer a=b"],
      ["X-Scope-OrgID", "shop"],
    ]);
    expect(JSON.stringify(headers)).not.toContain("Bearer");
  });

  it.each(["no value", "=x", "a=%zz", "b ad=1"])("are refused when malformed: %s", (text) => {
    expect(parseHeaders(text)).toBeUndefined();
  });
});
