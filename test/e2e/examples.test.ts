import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

const EXAMPLES = readdirSync("examples").filter((name) => name.endsWith(".scenario.ts"));

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

describe.skipIf(noBrowser)(`the example${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each(EXAMPLES)("%s does what it says", async (name) => {
    const out = join(await temporaryFolder(), "report");
    const args = [
      "run",
      `examples/${name}`,
      "--users",
      "3",
      "--duration",
      "4s",
      "--out",
      out,
      "--option",
      `baseUrl=${target.url}`,
    ];
    const { code, stderr } = await liveLoad(args, { cwd: resolve(".") }).ended;
    const { iterations, users, failures } = resultIn(out);
    // What a busy machine made of the times is not the question here: 99 are thresholds, 98 is a sick generator.
    expect([0, 98, 99], stderr).toContain(code);
    expect(failures).toEqual([]);
    expect(iterations.succeeded, stderr).toBeGreaterThan(0);
    expect(users).toMatchObject({ requested: 3, succeeded: 3, failed: 0 });
  });
});
