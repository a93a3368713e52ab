import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { KEEP_RICH_VALUES, withRichValues } from "./rich-values.js";

/** A result as it arrives from a page in which these scripts have run before. */
async function arrived(expression: string, scripts = ""): Promise<unknown> {
  const context = { Error, ArrayBuffer, Uint8Array };
  const json = await (runInNewContext(
    `${scripts};${KEEP_RICH_VALUES}(${expression}).then((all) => all)`,
    context,
  ) as Promise<unknown>);
  return withRichValues(JSON.parse(JSON.stringify(json)));
}

const RICH = "[new Date(5), undefined, 1n, new Uint8Array([65, 66]), { deep: [NaN, -0] }]";
const EXPECTED = [new Date(5), undefined, 1n, new Uint8Array([65, 66]), { deep: [Number.NaN, -0] }];

describe("a result of evaluate", () => {
  it.each([
    ["nothing", ""],
    ["a class of its own for nodes", "class Node {}; const Window = { A: 1 }; var Document = { A: 1 }"],
    ["other built-ins", "Array.from = (list) => list; WeakMap = undefined; Map = undefined; Object.prototype.get = () => 1"],
    ["a WeakMap that forgets", "WeakMap = class { set() {} get() {} }"],
  ])("keeps its values in a page that has replaced %s", async (_what, scripts) => {
    expect(await arrived(RICH, scripts)).toEqual(EXPECTED);
  });

  it("may go round in circles, and may have a toJSON that does not help", async () => {
    const circle = (await arrived("(() => { const one = { inner: {} }; one.inner.one = one; return one })()")) as {
      inner: { one: unknown };
    };
    expect(circle.inner.one).toBe(circle);
    expect(
      await arrived("({ a: new (class { toJSON() { throw 1 } })(), b: new (class { toJSON() { return this } })() })"),
    ).toHaveProperty("a", {});
  });

  it("may have very many parts", async () => {
    const objects = "(() => { const list = []; for (let at = 0; at < 200000; at++) list.push({ at }); return list })()";
    expect(await arrived(objects)).toHaveLength(200_000);
  });
});
