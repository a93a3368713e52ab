import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { BUNDLE_MODULE, SCENARIO_MODULE } from "../../scenario/authoring/scenario-module.js";
import { loadBundle } from "./load-module.js";
import { ownModules } from "./own-modules.js";

/** Bundles `main` of these files, and resolves to what two evaluations of the own modules have told. */
async function evaluatedTwice(main: string, files: Readonly<Record<string, string>>, type = "commonjs") {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "live-load-own-")));
  onTestFinished(() => rm(cwd, { recursive: true }));
  for (const [name, text] of Object.entries({ ...files, "package.json": JSON.stringify({ type }) })) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  const file = join(cwd, main);
  const request = { file, cwd, exportedNames: Object.keys(SCENARIO_MODULE), entry: `import ${JSON.stringify(file)};` };
  const own = await ownModules({ ...request, keepsPlaces: true });
  const bundle = await own.withPackages("export default __liveLoadOwnModules;");
  const { default: evaluate } = await loadBundle(bundle, BUNDLE_MODULE);
  const told: unknown[] = [];
  Object.assign(globalThis, { tell: (one: unknown) => void told.push(one) });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, "tell"));
  for (const _ of [1, 2]) await (evaluate as () => Promise<void>)();
  return { told, cwd, evaluate: evaluate as () => Promise<void> };
}

const PACKAGES = {
  "node_modules/plain/package.json": '{ "name": "plain", "type": "module", "exports": "./index.js", "sideEffects": false }',
  "node_modules/plain/index.js": "let n = 0; export const next = () => ++n; export default 'plain';",
  "node_modules/old/package.json": "{}",
  "node_modules/old/index.js": "exports.__esModule = true; exports.default = 'old'; exports.calls = { n: 0 };",
  "node_modules/fixtures/package.json": '{ "name": "fixtures", "main": "a.js", "peerDependencies": { "@playwright/test": "*" } }',
  "node_modules/fixtures/a.js": "exports.made = { n: 0 }; exports.next = require('plain').next;",
};

it("evaluates the user's own modules for each user, and packages once", async () => {
  const { told } = await evaluatedTwice("tests/a.spec.ts", {
    ...PACKAGES,
    "tests/a.spec.ts": `import name, { next } from "plain"; import * as old from "old"; import one from "old"; import { made, next as again } from "fixtures";
      import { Shop } from "../pages/shop"; import data from "./data.json"; import { readFileSync } from "node:fs"; import type { Never } from "nowhere";
      const own = require("./own.cjs"), required = require("old"), { sep } = require("node:path");
      let n: number = 0; n++; Shop.made.push(n); data.list.push(n); own.n++; made.n++; old.calls.n++;
      const later = await import("./later"); later.add(); const { next: third } = await import("plain");
      tell({ n, shop: Shop.made.length, data: data.list.length, own: own.n, later: later.count, fixtures: made.n,
        old: old.calls.n, next: [next(), again(), third()], names: [name, one, required === old.default, required.default], sep,
        text: readFileSync(__dirname + "/note.txt", "utf8") });`,
    "tests/data.json": '{ "list": [] }',
    "tests/own.cjs": "exports.n = 0;",
    "tests/later.ts": "export let count = 0; export const add = () => { count++; };",
    "tests/note.txt": "note",
    "pages/shop.ts": "export class Shop { static readonly made: number[] = []; }",
  });
  const fresh = {
    n: 1,
    shop: 1,
    data: 1,
    own: 1,
    later: 1,
    fixtures: 1,
    sep: "/",
    text: "note",
    names: ["plain", "old", false, "old"],
  };
  expect(told).toEqual([
    { ...fresh, old: 1, next: [1, 2, 3] },
    { ...fresh, old: 2, next: [4, 5, 6] },
  ]);
});

it("imports CommonJS as the importing module does", async () => {
  const source = `import one, { calls } from "old"; globalThis.tell([typeof one, calls.n]);`;
  expect((await evaluatedTwice("a.js", { ...PACKAGES, "a.js": source }, "module")).told[0]).toEqual(["object", 0]);
  expect((await evaluatedTwice("a.js", { ...PACKAGES, "a.js": source })).told[0]).toEqual(["string", 0]);
});

it("names the lines of the own modules in errors", async () => {
  const { evaluate, cwd } = await evaluatedTwice("a.ts", {
    ...PACKAGES,
    "a.ts": `import { next } from "plain";\nimport { fail } from "./b";\nif (next() > 2)\n  fail();`,
    "b.ts": `import {\n  next,\n} from "plain";\n\nexport const fail = (): never => {\n  throw new Error(\`at \${next()}\`);\n};`,
  });
  process.setSourceMapsEnabled(true);
  const error = (await evaluate().catch((one: unknown) => one)) as Error;
  expect(error.message).toBe("at 4");
  expect(error.stack).toContain(`${join(cwd, "b.ts")}:6:`);
  expect(error.stack).toContain(`${join(cwd, "a.ts")}:4:`);
});

it("names the line of an import that is not there", async () => {
  await expect(evaluatedTwice("a.ts", { "a.ts": `\nimport { x } from "nowhere"; x();` })).rejects.toThrow(
    'a.ts:2:19: Could not resolve "nowhere"',
  );
});
