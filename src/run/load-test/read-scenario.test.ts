import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readScenarioOf } from "./read-scenario.js";

async function read(files: Readonly<Record<string, string>>, name = Object.keys(files)[0] ?? "") {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-read-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) await writeFile(join(cwd, path), content);
  return readScenarioOf({ file: join(cwd, name), cwd });
}

const COMMON = 'const { defineScenario } = require("live-load");';
const MADE = 'defineScenario({ name: "made", run: (c) => c.halt() })';

describe("a scenario's module", () => {
  it.each([
    ["x.scenario.mjs", `import { defineScenario } from "live-load"; export default ${MADE};`],
    ["x.scenario.js", `${COMMON} module.exports = ${MADE};`],
    ["x.scenario.js", `${COMMON} exports.default = ${MADE};`],
    ["x.scenario.cjs", `${COMMON} exports.default = ${MADE};`],
    ["x.scenario.cjs", `${COMMON} Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${MADE};`],
  ])("%s exports a scenario: %s", async (name, source) => {
    expect((await read({ [name]: source })).scenario.name).toBe("made");
  });

  it("may be a CommonJS module in a mix", async () => {
    const mixed = 'import { mix } from "live-load"; export default mix("m", { "./part.cjs": 1 });';
    const { scenario } = await read({ "m.scenario.mjs": mixed, "part.cjs": `${COMMON} exports.default = ${MADE};` });
    expect(scenario.parts.map(({ name }) => name)).toEqual(["part"]);
  });

  it("is refused with the name under which it exports a scenario", async () => {
    const source = `import { defineScenario } from "live-load"; export const shop = ${MADE};`;
    await expect(read({ "x.scenario.mjs": source })).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      hint: expect.stringContaining('it is exported as "shop" now'),
    });
  });
});
