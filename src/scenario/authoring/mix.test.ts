import { describe, expect, it } from "vitest";
import { csv } from "./data-pool.js";
import { defineScenario, isScenario } from "./define-scenario.js";
import { MIXING, mix } from "./mix.js";
import { resolveConfig, resolveThrottles } from "./resolve-scenario.js";
import { loadedParts } from "./scenario-parts.js";
import { parallelism, rate } from "./throttle-spec.js";

const part = (name: string, more: object = {}) => defineScenario({ name, run: (context) => context.halt(), ...more });

describe("a mix", () => {
  it("is a scenario that names its files", () => {
    const shop = mix("shop", { "./browse.scenario.ts": 8, "sub/../buy.scenario.ts": 2 }, { users: 10, duration: "1m" });
    expect(isScenario(shop)).toBe(true);
    expect(shop).toMatchObject({
      name: "shop",
      defaults: { users: 10, duration: "1m" },
      mix: [
        { file: "browse.scenario.ts", weight: 8 },
        { file: "buy.scenario.ts", weight: 2 },
      ],
    });
  });

  it.each([
    [() => mix("", { "a.ts": 1 }), "the scenario's name is"],
    [() => mix("shop", {}), "the scenario's parts is {}, but it takes an object of files and weights"],
    [() => mix("shop", { "a.ts": 0 }), 'the scenario\'s weight of "a.ts" is 0, but it takes a number above 0'],
    [() => mix("shop", { "a.ts": 1 }, { usrs: 3 } as object), 'the mix "shop" has an unknown key "usrs"'],
  ])("refuses a wrong name, part, weight or key: %#", (make, message) => {
    expect(make).toThrow(message);
  });

  it("resolves config, throttles and data of each part, under the part's name", async () => {
    const browse = part("looks around", {
      config: (options: { baseUrl?: string }) => ({ url: options.baseUrl, page: "/" }),
      throttles: () => [rate("pace", "10/s"), parallelism("tills", 2)],
      routes: ["/a/:x"],
    });
    const buy = part("buys", { throttles: () => [rate("pace", "1/s")], data: { people: csv("people.csv") }, routes: ["/b/:x"] });
    const files = { "browse.scenario.ts": 2, "buy.scenario.ts": 1 };
    const joined = MIXING.join(mix("shop", files, { routes: ["/b/:x"] }), [browse, buy]);
    const config = await resolveConfig(joined, { baseUrl: "http://x" });
    const parts = loadedParts({ scenario: joined, config });
    expect(parts.map(({ name, weight, config: own }) => [name, weight, own])).toEqual([
      ["browse", 2, { url: "http://x", page: "/" }],
      ["buy", 1, undefined],
    ]);
    expect(parts[1]?.scenario.data).toMatchObject({ people: { file: "people.csv" } });
    expect((await resolveThrottles(joined, config)).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "rate browse: pace",
      "parallelism browse: tills",
      "rate buy: pace",
    ]);
    expect(joined.defaults.routes).toEqual(["/b/:x", "/a/:x"]);
  });

  it("names the part that is at fault", async () => {
    const two = mix("shop", { "a.scenario.ts": 1, "b.scenario.ts": 1 });
    const message = (second: unknown) => () => MIXING.join(two, [part("a"), second]);
    expect(message(undefined)).toThrow('the part "b.scenario.ts" of the mix "shop" exports no scenario');
    expect(message(two)).toThrow('the part "b.scenario.ts" of the mix "shop" is a mix itself');
    expect(message(part("b", { acceptStatus: 200 }))).toThrow(
      "the scenario's acceptStatus is 200, but it takes a status from 400",
    );
    expect(message(part("b", { strict: "yes" }))).toThrow(`the scenario's strict is "yes", but it takes true or false`);
    const broken = part("the second", {
      config: () => {
        throw new Error("no url");
      },
    });
    await expect(resolveConfig(MIXING.join(two, [part("a"), broken]), {})).rejects.toMatchObject({
      code: "CONFIG_FAILED",
      message: expect.stringMatching(/^config of the scenario "the second" failed: no url/),
    });
  });

  it("names parts after their files, with the folder when two file names are equal", () => {
    const names = (...files: string[]) => {
      const mixed = mix("shop", Object.fromEntries(files.map((file) => [file, 1])));
      return MIXING.join(
        mixed,
        files.map((file) => part(file)),
      ).parts.map(({ name }) => name);
    };
    expect(names("buy.scenario.ts", "look.ts", "c.scenario.mjs")).toEqual(["buy", "look", "c"]);
    expect(names("a/buy.scenario.ts", "b/buy.scenario.ts", "c.ts")).toEqual(["a/buy", "b/buy", "c"]);
  });

  it("resolves the data files of a part relative to its own file", () => {
    MIXING.enter("sub/folder");
    const inside = csv("../people.csv").spec.file;
    const absolute = csv("/people.csv").spec.file;
    MIXING.enter("");
    expect([inside, absolute, csv("people.csv").spec.file]).toEqual(["sub/people.csv", "/people.csv", "people.csv"]);
  });
});
