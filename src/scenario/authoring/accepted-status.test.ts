import { describe, expect, it } from "vitest";
import { acceptsStatus, parseAcceptedStatus } from "./accepted-status.js";

describe("an accepted status", () => {
  it.each([
    [404, [404]],
    ["404", [404]],
    ["4xx", ["4xx"]],
    ["5XX, 404", ["5xx", 404]],
    [
      ["404,410", 503, "4xx", 404],
      [404, 410, 503, "4xx"],
    ],
    [[], []],
  ])("can be a status, a class or a list: %j", (raw, parsed) => {
    expect(parseAcceptedStatus(raw)).toEqual(parsed);
  });

  it.each([200, 399, 600, 404.5, "", "404;410", "2xx", "xx", "0x194", "4e2", ["404", "teapot"], null, true, {}, [[404]]])(
    "cannot be anything else: %j",
    (raw) => {
      expect(parseAcceptedStatus(raw)).toBeUndefined();
    },
  );

  it("accepts its status or its class, beside all statuses below 400", () => {
    const accepted = (...items: Parameters<typeof acceptsStatus>[0]) =>
      [200, 399, 400, 404, 499, 500, 503].filter((status) => acceptsStatus(items, status));
    expect(accepted()).toEqual([200, 399]);
    expect(accepted(404)).toEqual([200, 399, 404]);
    expect(accepted("4xx", 503)).toEqual([200, 399, 400, 404, 499, 503]);
    expect(accepted("5xx")).toEqual([200, 399, 500, 503]);
  });
});
