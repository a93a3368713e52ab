import { mkdir, mkdtemp, realpath, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { LARGEST_ASSET_BYTES, provideAssets } from "../../scenario/authoring/asset.js";
import { BUNDLE_MODULE, SCENARIO_MODULE } from "../../scenario/authoring/scenario-module.js";
import { loadBundle } from "../modules/load-module.js";
import { bundleSpec } from "./bundle-spec.js";

/** Loads a spec, with files beside it. Resolves to what it keeps under `seen`, and the files that are sent to nodes. */
async function loaded(files: Readonly<Record<string, string>>, large?: string) {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "live-load-spec-")));
  onTestFinished(() => rm(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  if (large !== undefined) await truncate(join(cwd, large), LARGEST_ASSET_BYTES + 1);
  const request = { file: join(cwd, "tests/up.spec.ts"), cwd, exportedNames: Object.keys(SCENARIO_MODULE) };
  const sent: string[] = [];
  provideAssets((name) => {
    sent.push(name);
    return join("/node", name);
  });
  await loadBundle(await bundleSpec(request, {}), BUNDLE_MODULE);
  return { cwd, sent, seen: (globalThis as { seen?: unknown }).seen };
}

const START = 'import { test } from "@playwright/test";\nimport path from "node:path";\n';

it("gives each module of a spec the places of its own file", async () => {
  const { cwd, seen } = await loaded({
    "tests/up.spec.ts": `${START}import { own } from "../lib/own.js"; import { declared } from "../lib/declared.js";
      Object.assign(globalThis, { seen: [__dirname, __filename, import.meta.dirname, import.meta.url, own, declared] });
      test("a", async () => {});`,
    "lib/own.js": "#!/usr/bin/env node\nexport const own = __dirname;",
    "lib/declared.ts": `import { dirname } from "node:path"; import { fileURLToPath } from "node:url";
      const __filename = fileURLToPath(import.meta.url); const __dirname = dirname(__filename);
      export const declared: string = __dirname;`,
  });
  const folder = join(cwd, "tests");
  const file = join(folder, "up.spec.ts");
  expect(seen).toEqual([folder, file, folder, `file://${file}`, join(cwd, "lib"), join(cwd, "lib")]);
});

const FILES = {
  "data/a.txt": "a",
  "data/b.txt": "b",
  "data/c.txt": "c",
  "data/d.txt": "d",
  "tests/e.txt": "e",
  "secret.txt": "s",
};

it("sends the files that a spec names to nodes", async () => {
  const { sent } = await loaded({
    ...FILES,
    "tests/up.spec.ts": `${START}import { upload } from "../lib/page.js"; import { fileURLToPath } from "node:url";
      const DATA = path.join(__dirname, "..", "data");
      test("a", async ({ page }) => {
        await upload(page, "data/a.txt");
        await upload(page, [path.resolve(DATA, "b.txt"), \`\${DATA}/c.txt\`]);
        await upload(page, fileURLToPath(new URL("./e.txt", import.meta.url)));
        await upload(page, "data/missing.txt");
      });`,
    "lib/page.js": `import { join } from "node:path"; export const D = join(__dirname, "../data/d.txt");
      export const upload = (page, file) => page.setInputFiles("input", file ?? D);`,
  });
  expect(sent).toEqual(["../data/a.txt", "../data/b.txt", "../data/c.txt", "../data/d.txt", "e.txt"]);
});

it("sends none of a spec that hands no files to a page", async () => {
  const { sent } = await loaded({ ...FILES, "tests/up.spec.ts": `${START}test("a", async () => path.join("data/a.txt"));` });
  expect(sent).toEqual([]);
});

it("sends only what is handed to a page", async () => {
  const files = ["one", "two", "three", "four", "around", "field", "each", "route", "large", "mentioned", "other"];
  const { sent } = await loaded(
    {
      ...Object.fromEntries(files.map((name) => [`data/${name}.txt`, name])),
      ".env": "SECRET=1",
      ".env.local": "SECRET=1",
      "tests/up.spec.ts": `${START}import { readFileSync } from "node:fs";
      const secret = () => readFileSync(path.resolve(__dirname, "../.env"), "utf8");
      const read = (file) => readFileSync(file, "utf8");
      const CASES = [{ files: ["data/one.txt", "data/two.txt"] }];
      class Upload { file = "data/field.txt"; constructor(page) { this.page = page; }
        async send() { await this.page.locator("input").setInputFiles(this.file); } }
      const around = (page, file, times) => times > 0 ? around(page, file, times - 1) : page.setInputFiles("input", file);
      for (const one of CASES) test("a", async ({ page }) => {
        const file = "data/three.txt";
        await page.setInputFiles("input", one.files);
        await (await page.waitForEvent("filechooser")).setFiles([file]);
        await new Upload(page).send();
        for (const { name } of [{ name: "each" }]) await page.setInputFiles("input", \`data/\${name}.txt\`);
        await page.route("**", (route) => route.fulfill({ body: read("data/other.txt"), ...(secret() ? { path: "data/route.txt" } : {}) }));
        await page.setInputFiles("input", [".env.local", "data/large.txt"]);
      });
      test("b", async ({ page }) => {
        const file = "data/four.txt";
        await around(page, "data/around.txt", 2);
        await page.addScriptTag({ path: file });
        console.log("data/mentioned.txt");
      });`,
    },
    "data/large.txt",
  );
  expect(sent).toEqual(["around", "each", "field", "four", "one", "route", "three", "two"].map((name) => `../data/${name}.txt`));
});
