import { describe, expect, it } from "vitest";
import { messageOf } from "./errors.js";

describe("the message of a thrown value", () => {
  const cycle: Record<string, unknown> = { status: 500 };
  cycle.self = cycle;

  it.each([
    [new Error("no such user"), "no such user"],
    [new TypeError(""), "TypeError"],
    ["plain text", "plain text"],
    [null, "null"],
    [undefined, "undefined"],
    [{ status: 500, body: "down" }, '{"status":500,"body":"down"}'],
    [cycle, "an object with status, self"],
    [{ rows: 1n }, "an object with rows"],
    [Object.assign(Object.create(null), { code: 7 }), '{"code":7}'],
    [new URL("http://a/b"), "http://a/b"],
  ])("of %o is %j", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
