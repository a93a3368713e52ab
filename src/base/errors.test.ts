import { describe, expect, it } from "vitest";
import { messageOf } from "./errors.js";

describe("the message of a thrown value", () => {
  const cycle: Record<string, unknown> = { status: 500 };
  cycle.self = cycle;

  it.each([
    [new Error("no such user"), "no such user"],
    [new TypeError(""), "TypeError"],
    ["plain text", "plain text"],
    ["", 'threw "" instead of an error'],
    [null, "threw null instead of an error"],
    [undefined, "threw undefined instead of an error"],
    [0, "threw 0 instead of an error"],
    [false, "threw false instead of an error"],
    [7n, "threw 7 instead of an error"],
    [Symbol("no"), "threw Symbol(no) instead of an error"],
    [() => "no", "threw a function instead of an error"],
    [{ status: 500, body: "down" }, '{"status":500,"body":"down"}'],
    [cycle, "an object with status, self"],
    [{ rows: 1n }, "an object with rows"],
    [Object.assign(Object.create(null), { code: 7 }), '{"code":7}'],
    [new URL("http://a/b"), "http://a/b"],
  ])("of %o is %j", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
