import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { expectCode } from "./expect-code.js";
import { numbersCsv, ONE_USER_PER_NODE, runFiles, startVisitors } from "./visitors.js";

const MIX = `import { mix } from "live-load";
  export default mix("shop", { "parts/browse.scenario.ts": 2, "buy.scenario.ts": 1 }, { users: 3, duration: "4s" });`;
const BROWSE = `import { readFileSync } from "node:fs";
  import { asset, csv, defineScenario } from "live-load";
  const greeting = asset("./greeting.txt");
  export default defineScenario({
    name: "looks around",
    config: (options) => ({ baseUrl: options.baseUrl ?? "", greeting: readFileSync(greeting, "utf8").trim() }),
    data: { words: csv("../words.csv", { mode: "recycle", columns: ["id"] }) },
    run: async (context, userId, { greeting }) => {
      const { id } = await context.row("words");
      context.step("look", (look) => look.navigate(\`/browse?user=\${userId}&word=\${id}&greeting=\${greeting}\`));
      context.think("0.2s");
    },
  });`;
const BUY = `import { defineScenario } from "live-load";
  export default defineScenario({
    name: "buys",
    assigns: { what: "book" },
    config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
    setup: () => ({ till: 7 }),
    beforeUser: (context) => context.navigate("/enter"),
    run: (context, userId) =>
      context
        .navigate((c) => \`/buy?user=\${userId}&what=\${c.assigns.what}&till=\${context.setup.till}\`)
        .click("#here")
        .expect("it is here", () => true)
        .think("0.2s"),
  });`;
const FILES = {
  "shop.scenario.ts": MIX,
  "buy.scenario.ts": BUY,
  "words.csv": numbersCsv(5),
  "parts/browse.scenario.ts": BROWSE,
  "parts/greeting.txt": "hello",
};

describe.skipIf(noBrowser)(`a mix${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("runs the users of all its parts on one cluster, with the parts in their names", async () => {
    const site = await startVisitors();
    const args = ["--seed", "3", "--option", `baseUrl=${site.url}`];
    const { code, stderr, result } = await runFiles(FILES, ...args, ...ONE_USER_PER_NODE);
    expectCode({ code, stderr }, result, 0);
    expect(result).toMatchObject({ name: "shop", users: { requested: 3, succeeded: 3 } });
    expect(result?.nodes).toHaveLength(3);
    const [browsers, buyers] = ["/browse", "/buy"].map((path) => [...new Set(site.seen(path, "user"))].sort());
    expect([browsers?.length, buyers?.length]).toEqual([2, 1]);
    expect(Object.keys(result?.counters.steps?.by ?? {}).sort()).toEqual([
      "browse: navigate /browse",
      "buy: click #here",
      "buy: navigate /buy",
      "buy: navigate /enter",
    ]);
    expect(Object.keys(result?.histograms.group_duration?.by ?? {})).toEqual(["browse: look"]);
    expect(Object.keys(result?.counters.checks?.by ?? {})).toEqual(["buy: it is here"]);
    expect(new Set(site.seen("/browse", "greeting"))).toEqual(new Set(["hello"]));
    expect(site.seen("/browse", "word").every((word) => /^[1-5]$/.test(word))).toBe(true);
    expect(new Set([...site.seen("/buy", "what"), ...site.seen("/buy", "till")])).toEqual(new Set(["book", "7"]));

    site.visits.length = 0;
    const again = await runFiles(FILES, ...args, "--duration", "2s");
    expectCode(again, again.result, 0);
    expect(again.result?.nodes).toHaveLength(1);
    expect([...new Set(site.seen("/buy", "user"))]).toEqual(buyers);
  });

  it("names the part that cannot be loaded, and warns about one without users", async () => {
    const wrong = async (files: Partial<typeof FILES>) => {
      const { code, stderr, result } = await runFiles({ ...FILES, ...files });
      expect(code, stderr).toBe(107);
      expect(result?.nodes).toEqual([]);
      return stderr;
    };
    expect(await wrong({ "shop.scenario.ts": MIX.replace("buy.scenario", "byu.scenario") })).toMatch(
      /shop\.scenario\.ts names the part "byu\.scenario\.ts", and there is no file .*byu\.scenario\.ts/,
    );
    expect(await wrong({ "buy.scenario.ts": "export default 3;" })).toContain(
      'the part "buy.scenario.ts" of the mix "shop" exports no scenario',
    );
    expect(await wrong({ "buy.scenario.ts": "export default {" })).toMatch(
      /buy\.scenario\.ts:1:17: Expected identifier but found end of file/,
    );
    expect(await wrong({ "buy.scenario.ts": 'throw new Error("no");' })).toMatch(/buy\.scenario\.ts:1:7 could not be loaded: no/);
    expect(await wrong({ "parts/browse.scenario.ts": BROWSE.replace("../words", "words") })).toMatch(
      /the data pool "browse: words" cannot be read: parts\/words\.csv: there is no such file/,
    );
    const failing = BUY.replace("({ till: 7 })", '{ throw new Error("closed"); }');
    expect(await wrong({ "buy.scenario.ts": failing })).toMatch(
      /setup of the scenario "buys" failed: closed \(.*buy\.scenario\.ts:6:\d+\)/,
    );

    const site = await startVisitors();
    const few = await runFiles(FILES, "--users", "1", "--duration", "1s", "--option", `baseUrl=${site.url}`);
    expect(few.stderr).toContain("the mix has 1 user, so nobody runs buy: add users");
  });
});
