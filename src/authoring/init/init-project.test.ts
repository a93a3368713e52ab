import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../base/clock.js";
import { type InitRequest, initProject } from "./init-project.js";

test("an empty folder gets all files", async () => {
  const folder = await folderWith({});
  expect(await written(folder)).toEqual([
    "home.scenario.ts",
    "liveload.config.ts",
    "tsconfig.json",
    "package.json",
    ".gitignore",
  ]);
  expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("node_modules/\nliveload-report/\n");
  const content = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  expect(content).toMatchObject({ type: "module", scripts: { load: "live-load run", "load:debug": "live-load debug" } });
});

test("a folder in the place of a file is not reported as a bug of LiveLoad, and nothing is written", async () => {
  const folder = await folderWith({});
  await mkdir(join(folder, ".gitignore"));
  await expect(init({ folder })).rejects.toMatchObject({
    code: "FOLDER_NOT_WRITABLE",
    message: expect.stringContaining("EISDIR"),
  });
  expect(await readdir(folder)).toEqual([".gitignore"]);
});

test("doing it twice changes nothing", async () => {
  const folder = await folderWith({});
  await init({ folder, ci: "github" });
  expect(await written(folder, { ci: "github" })).toEqual([]);
});

test("files that exist are kept, and get only what they lack", async () => {
  const files = {
    "home.scenario.js": "// mine",
    "liveload.config.json": '{ "users": 3 }',
    "tsconfig.json": "{}",
    "package.json": '{\n    "name": "shop",\n    "scripts": {\n        "load": "k6 run"\n    }\n}',
    ".gitignore": "/node_modules\nliveload-report",
  };
  const folder = await folderWith(files);
  expect(await written(folder)).toEqual(["package.json"]);
  const { "package.json": _changed, ...kept } = files;
  for (const [name, text] of Object.entries(kept)) expect(await readFile(join(folder, name), "utf8")).toBe(text);
  expect(await readFile(join(folder, "package.json"), "utf8")).toBe(
    '{\n    "name": "shop",\n    "scripts": {\n        "load": "k6 run",\n        "load:debug": "live-load debug"\n    }\n}',
  );
});

test("a package of a workspace uses what is around it, and the workflow is at the root", async () => {
  const root = await folderWith({
    "pnpm-workspace.yaml": "packages: [packages/*]",
    "pnpm-lock.yaml": "",
    "tsconfig.json": "{}",
    ".gitignore": "node_modules/\n",
    ".git/HEAD": "",
    "packages/shop/package.json": '{ "name": "shop", "devDependencies": { "live-load": "^0.1.0" } }\n',
  });
  const folder = join(root, "packages/shop");
  const { facts, files } = await init({ folder, ci: "github" });
  expect(facts).toMatchObject({ path: "packages/shop", packageManager: "pnpm", dependsOnLiveLoad: true, hasTsconfig: true });
  expect(files.flatMap(({ text, path }) => (text === undefined ? [] : [path.slice(root.length + 1)]))).toEqual([
    "packages/shop/home.scenario.ts",
    "packages/shop/liveload.config.ts",
    "packages/shop/package.json",
    "packages/shop/.gitignore",
    ".github/workflows/load.yml",
  ]);
  const workflow = await readFile(join(root, ".github/workflows/load.yml"), "utf8");
  expect(workflow).toContain('working-directory: "packages/shop"');
  expect(workflow).toContain("- run: pnpm install --frozen-lockfile");
  expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("liveload-report/\n");
});

test("JavaScript takes no tsconfig.json, and GitLab a file of its own", async () => {
  const folder = await folderWith({ "package.json": "{}\n" });
  expect(await written(folder, { isJavaScript: true, ci: "gitlab" })).toEqual([
    "home.scenario.js",
    "liveload.config.js",
    "package.json",
    ".gitignore",
    ".gitlab-ci.yml",
  ]);
  expect(await readFile(join(folder, ".gitlab-ci.yml"), "utf8")).toContain("- 'npm install'");
});

test("a package.json that is none is refused before anything is written", async () => {
  const folder = await folderWith({ "package.json": "{ oops" });
  await expect(init({ folder })).rejects.toMatchObject({ code: "INVALID_OPTION", hint: "correct it first; nothing was written" });
  await expect(readFile(join(folder, "home.scenario.ts"))).rejects.toMatchObject({ code: "ENOENT" });
});

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "live-load-init-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

function init(request: Partial<InitRequest> & { readonly folder: string }) {
  const { signal } = new AbortController();
  const plain = { url: undefined, ci: undefined, isJavaScript: false, ignoreCertificateErrors: false };
  return initProject({ ...plain, clock: systemClock, env: {}, signal, ...request });
}

async function written(folder: string, request: Partial<InitRequest> = {}): Promise<readonly string[]> {
  const { files } = await init({ ...request, folder });
  return files.flatMap(({ text, path }) => (text === undefined ? [] : [path.slice(folder.length + 1)]));
}
