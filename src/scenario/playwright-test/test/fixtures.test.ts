import { describe, expect, it } from "vitest";
import { fixtureNames } from "./fixture-names.js";
import { FixturePool } from "./fixture-pool.js";
import { FixtureScope } from "./fixture-scope.js";

describe("the fixtures that a function names", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["none", () => {}, []],
    ["one", ({ page }: { page: unknown }) => page, ["page"]],
    [
      "several, renamed and with defaults",
      async ({ page: own, cart = { a: 1, b: [2] }, ...rest }: Record<string, unknown>, _info: unknown) => [own, cart, rest],
      ["page", "cart"],
    ],
    ["an ignored parameter", (_none: unknown) => {}, []],
  ])("are read from its source: %s", (_, fn, names) => {
    expect(fixtureNames(fn, "the test")).toEqual(names);
  });

  it("have to be destructured", () => {
    expect(() => fixtureNames((fixtures: unknown) => fixtures, "the test")).toThrow(
      "the first parameter of the test is fixtures, but it must be destructured",
    );
  });
});

describe("fixtures", () => {
  type Use = (value: unknown) => Promise<void>;
  const story: string[] = [];
  const told =
    (name: string) =>
    async (_none: unknown, use: Use): Promise<void> => {
      story.push(`${name} begins`);
      await use(name);
      story.push(`${name} ends`);
    };
  const own = Object.assign(told("cart"), { toString: () => "({ page, size }, use) => {}" });
  const pool = FixturePool.empty.with({ size: [1, { option: true }], page: told("page"), cart: own });

  it("are set up once, in the order of their needs, and torn down in reverse", async () => {
    story.length = 0;
    const scope = new FixtureScope({ pool, info: {} });
    expect(await scope.values(["cart", "page"], "the test")).toEqual({ cart: "cart", page: "page" });
    await scope.tearDown();
    expect(story).toEqual(["page begins", "cart begins", "cart ends", "page ends"]);
  });

  it("are replaced by later layers, whose functions get what they replace", async () => {
    const more = Object.assign(async ({ size }: { size: number }, use: Use) => use(size + 1), {
      toString: () => "({ size }, use) => {}",
    });
    const scope = new FixtureScope({ pool: pool.with({ size: 5 }).with({ size: more }), info: {} });
    expect(await scope.values(["size"], "the test")).toEqual({ size: 6 });
  });

  it("last as long as the user where their scope is the worker, and cannot need what a test has", async () => {
    const layered = pool.with({
      user: [async (_none: unknown, use: Use) => use({}), { scope: "worker" }],
      wrong: [Object.assign(async () => {}, { toString: () => "({ page }, use) => {}" }), { scope: "worker" }],
    });
    const outer = new FixtureScope({ pool: layered, info: {} });
    const first = new FixtureScope({ pool: layered, outer, info: {} });
    const { user } = await first.values(["user"], "the test");
    await first.tearDown();
    const second = new FixtureScope({ pool: layered, outer, info: {} });
    expect((await second.values(["user"], "the test")).user).toBe(user);
    await expect(second.values(["wrong"], "the test")).rejects.toThrow('cannot use "page", which is made for each test');
    await expect(second.values(["pgae"], "the test")).rejects.toThrow('did you mean "page"?');
  });
});
