import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readScenarioOf } from "./read-scenario.js";

async function read(files: Readonly<Record<string, string>>, name = Object.keys(files)[0] ?? "") {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-read-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
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
  ])("%s exports it: %s", async (name, source) => {
    expect((await read({ [name]: source })).scenario.name).toBe("made");
  });

  it("may be a part of a mix in CommonJS", async () => {
    const mixed = 'import { mix } from "live-load"; export default mix("m", { "./part.cjs": 1 });';
    const { scenario } = await read({ "m.scenario.mjs": mixed, "part.cjs": `${COMMON} exports.default = ${MADE};` });
    expect(scenario.parts.map(({ name }) => name)).toEqual(["part"]);
  });

  it("says under which other name it exports one", async () => {
    const source = `import { defineScenario } from "live-load"; export const shop = ${MADE};`;
    await expect(read({ "x.scenario.mjs": source })).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      hint: expect.stringContaining('it is exported as "shop" now'),
    });
  });

  it.each([
    ["reads beside itself", "module.exports = require('node:fs').readFileSync(__dirname + '/a.txt');"],
    ["names its own file", "module.exports = __filename;"],
  ])("says that bundling is why, where a package that it imports %s", async (_what, source) => {
    const files = {
      "x.scenario.mjs": `import a from "beside"; import { defineScenario } from "live-load"; console.info(a); export default ${MADE};`,
      "node_modules/beside/package.json": '{ "name": "beside", "main": "index.js" }',
      "node_modules/beside/index.js": source,
      "node_modules/beside/a.txt": "a",
    };
    await expect(read(files)).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      hint: expect.stringMatching(/^a scenario is bundled with the packages that it imports into one file.*asset\("\.\/file"\)/),
    });
  });
});
