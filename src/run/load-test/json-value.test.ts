import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonMisfit } from "./json-value.js";

describe("a value that is not JSON-serializable", () => {
  it("is found, with its path", () => {
    const circle: Record<string, unknown> = { a: [] };
    (circle.a as unknown[]).push(circle);
    const cases: [unknown, string, string][] = [
      [undefined, "", "undefined"],
      [() => 1, "", "a function"],
      [{ users: [{ ok: 1 }, { since: new Date() }] }, "users[1].since", "a Date"],
      [{ "a b": { c: new Map() } }, '["a b"].c', "a Map"],
      [[1, undefined], "[1]", "undefined"],
      [{ n: Number.NaN }, "n", "NaN"],
      [{ n: 1n }, "n", "a bigint"],
      [{ s: Symbol("x") }, "s", "a symbol"],
      [circle, "a[0]", "an object that contains itself"],
    ];
    for (const [value, path, found] of cases) expect(jsonMisfit(value)).toEqual({ path, found });
  });

  it("is not found in JSON, in undefined properties, or in objects that are referenced twice", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => jsonMisfit(value) === undefined));
    const twice = { a: 1 };
    expect(jsonMisfit({ x: twice, y: [twice], z: undefined, o: Object.create(null) })).toBeUndefined();
  });
});
