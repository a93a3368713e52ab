import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { expectCode } from "./expect-code.js";
import { numbersCsv, ONE_USER_PER_NODE, runFiles, startVisitors } from "./visitors.js";

const scenario = (pool: string) => `
  import { csv, defineScenario } from "live-load";
  export default defineScenario({
    name: "data",
    assigns: { row: { id: "" } },
    config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
    data: { numbers: ${pool} },
    run: (context, userId) =>
      context.row("numbers", { as: "row" }).navigate((c) => \`/take?row=\${c.assigns.row.id}&user=\${userId}\`),
  });`;

const sorted = (texts: readonly string[]) => [...texts].sort((a, b) => Number(a) - Number(b));
const UNIQUE = 'csv("numbers.csv", { mode: "unique", columns: ["id"] })';

describe.skipIf(noBrowser)(`data pools${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("hand out each unique row once across three nodes, and end users when no row is left", async () => {
    const site = await startVisitors();
    const files = { "data.scenario.ts": scenario(UNIQUE), "numbers.csv": numbersCsv(40) };
    const args = ["--users", "3", "--duration", "2m", "--option", `baseUrl=${site.url}`, ...ONE_USER_PER_NODE];
    const { code, stderr, result } = await runFiles(files, ...args);
    expectCode({ code, stderr }, result, 0);
    expect(sorted(site.seen("/take", "row"))).toEqual(Array.from({ length: 40 }, (_, at) => String(at + 1)));
    expect(new Set(site.seen("/take", "user")).size).toBe(3);
    expect(result?.nodes.map(({ users }) => users)).toEqual([1, 1, 1]);
    expect(result?.iterations).toMatchObject({ succeeded: 40, failed: 0, interrupted: 3 });
    expect(result?.counters.users_ended?.by).toEqual({ "data-used-up": 3 });
    expect(result?.users).toMatchObject({ requested: 3, succeeded: 3 });
    expect(result?.verdictReasons.map((reason) => reason.code)).toContain("data-used-up");
    expect(stderr).toContain('the 40 rows of the data pool "numbers" are used up: users that need another row end');
    // Durations leave out waits for rows and users that ended: one sample for each iteration that had a row.
    expect(result?.histograms.iteration_duration?.by.succeeded?.count ?? 0).toBeLessThanOrEqual(40);
  });

  it("give each user its own row, and the same random rows for the same seed", async () => {
    const site = await startVisitors();
    const source = `
      import { csv, defineScenario, json } from "live-load";
      export default defineScenario({
        name: "data",
        config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
        data: {
          mine: csv("numbers.csv", { mode: "unique", per: "user", columns: ["id"] }),
          any: json<{ readonly n: number }>("any.json", { mode: "random" }),
        },
        run: async (context, userId) => {
          const [{ id }, { n }] = [await context.row("mine"), await context.row("any")];
          await context.navigate(\`/both?mine=\${userId}:\${id}&any=\${userId}:\${context.iteration}:\${n}:\${context.random()}\`);
          if (context.iteration === 3) context.halt();
        },
      });`;
    const numbers = JSON.stringify(Array.from({ length: 1000 }, (_, n) => ({ n })));
    const files = { "data.scenario.ts": source, "numbers.csv": numbersCsv(3), "any.json": numbers };
    const args = ["--duration", "1m", "--option", `baseUrl=${site.url}`, "--users", "3", "--browser", "chromium"];
    const run = async (...more: string[]) => {
      site.visits.length = 0;
      const { result, ...ended } = await runFiles(files, ...args, ...more);
      expectCode(ended, result, 0);
      return site.seen("/both", "any").sort();
    };
    const one = await run("--seed", "7");
    expect(new Set(site.seen("/both", "mine"))).toEqual(new Set(["1:1", "2:2", "3:3"]));
    expect(one).toHaveLength(9);
    expect(await run("--seed", "7", ...ONE_USER_PER_NODE)).toEqual(one);
    expect(await run("--seed", "8")).not.toEqual(one);
  });

  it("are checked before anything starts", async () => {
    const wrong = async (pool: string, csv: string, ...args: string[]) => {
      const { code, stderr, result } = await runFiles({ "data.scenario.ts": scenario(pool), "numbers.csv": csv }, ...args);
      expect(result?.nodes).toEqual([]);
      return { code, stderr };
    };
    expect(await wrong(UNIQUE, "id\n1\n2,3\n")).toMatchObject({
      code: 107,
      stderr: expect.stringContaining("numbers.csv:3: it has 2 values, and the first line names 1 columns: id"),
    });
    expect(await wrong('csv("none.csv")', "id\n1\n")).toMatchObject({
      code: 107,
      stderr: expect.stringContaining('the data pool "numbers" cannot be read: none.csv: there is no such file'),
    });
    expect(await wrong('csv("numbers.csv", { mode: "once" as "unique" })', "id\n1\n")).toMatchObject({
      code: 107,
      stderr: expect.stringMatching(/data\.scenario\.ts:7:\d+ could not be loaded: the mode of csv\("numbers\.csv"\) is "once"/),
    });
    const perUser = 'csv("numbers.csv", { mode: "unique", per: "user", columns: ["id"] })';
    expect(await wrong(perUser, "id\n1\n2\n", "--users", "3")).toMatchObject({
      code: 104,
      stderr: expect.stringContaining('the data pool "numbers" has 2 rows, one for each user at most, and there are 3 users'),
    });
  });
});
