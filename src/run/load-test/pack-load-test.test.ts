import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHost } from "../../../test/fixtures/run-host.js";
import { unpackFiles } from "../../base/file-pack.js";
import { checkOptionsElsewhere, packLoadTest } from "./pack-load-test.js";
import { readLoadTest } from "./read-load-test.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-pack-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SCENARIO = `import { readFileSync } from "node:fs";
import { asset, defineScenario } from "live-load";
import { greeting } from "./greeting.js";
const users = readFileSync(asset("../users.csv"), "utf8");
export default defineScenario({ name: "packed", config: () => ({ users, greeting }), run: (context) => context.halt() });`;

const FILES = {
  "load/packed.scenario.ts": SCENARIO,
  "load/greeting.ts": 'export const greeting = "hello";',
  "users.csv": "a,b",
};

/** A mix with one part in a subfolder, whose data files are beside it and above it. */
const MIXED = {
  "mix.scenario.ts": `import { mix } from "live-load"; export default mix("shop", { "parts/buy.scenario.ts": 1, "browse.scenario.ts": 1 });`,
  "browse.scenario.ts": `import { defineScenario } from "live-load"; export default defineScenario({ name: "browse", run: (context) => context.halt() });`,
  "parts/buy.scenario.ts": `import { csv, defineScenario, json } from "live-load";
    export default defineScenario({
      name: "buy",
      data: { people: csv("./people.csv"), orders: json("../orders.json") },
      run: (context) => context.halt(),
    });`,
  "parts/people.csv": "name\nAnn\n",
  "orders.json": '[{ "id": 1 }]',
};

async function writeAll(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Reads a load test for a controller in the cluster. */
function read(file: string, { values = {}, env = {}, cwd = folder }: Partial<ReadOptions> = {}) {
  const layers = [{ origin: "flag" as const, values: { backend: "kubernetes", ...values } }];
  return readLoadTest({ files: [file], layers, host: runHost(cwd, env), checkOptions: checkOptionsElsewhere });
}

interface ReadOptions {
  readonly values: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

async function pack(values: ReadOptions["values"], env: ReadOptions["env"] = {}) {
  await writeAll(FILES);
  return packLoadTest(await read("load/packed.scenario.ts", { values, env }));
}

const unpacked = async (values: Record<string, unknown>, env?: Record<string, string>) => {
  const { pack: bytes } = await pack(values, env);
  const paths = await unpackFiles(bytes, join(folder, "there"));
  return { paths: [...paths].sort(), text: (path: string) => readFile(join(folder, "there", path), "utf8") };
};

describe("a load test packed for a controller in the cluster", () => {
  it("has the bundle, its assets where the bundle looks for them, the options and an index, and nothing else", async () => {
    const { paths, text } = await unpacked({ users: 3, backendOptions: { kubeconfig: "/home/me/config", image: "x:1" } });
    expect(paths).toEqual(["liveload.config.mjs", "load-test.json", "scenario/packed.scenario.mjs", "users.csv"]);
    expect(await text("scenario/packed.scenario.mjs")).toContain('"hello"');
    expect(JSON.parse(await text("load-test.json"))).toEqual({ scenarios: ["scenario/packed.scenario.mjs"], env: {} });
    const config = (await text("liveload.config.mjs")).replace("export default ", "").replace(";\n", "");
    expect(JSON.parse(config)).toEqual({ users: 3, backend: "kubernetes", backendOptions: { image: "x:1" }, env: [] });
  });

  it("has the storage state itself, whose file is on this machine", async () => {
    const state = { cookies: [], origins: [{ origin: "http://shop.test", localStorage: [], sessionStorage: [] }] };
    await writeFile(join(folder, "state.json"), JSON.stringify(state));
    const { text } = await unpacked({ storageState: "state.json" });
    const config = (await text("liveload.config.mjs")).replace("export default ", "").replace(";\n", "");
    expect(JSON.parse(config)).toMatchObject({ storageState: state });
  });

  it("can be packed again after unpacking, as the controller there bundles it again", async () => {
    await unpacked({});
    const again = packLoadTest(await read("scenario/packed.scenario.mjs", { cwd: join(folder, "there") }));
    await expect(again).resolves.toMatchObject({ longestMs: expect.any(Number) });
  });

  it("has a spec as a scenario with its tests and their files", async () => {
    await writeAll({
      "tests/shop.spec.ts": `import { test } from "@playwright/test";
        for (const name of ["buys", "looks"]) test(name, ({ page }) => page.setInputFiles("input", "tests/note.txt"));`,
      "tests/note.txt": "a note",
    });
    const { pack: bytes } = await packLoadTest(await read("tests/shop.spec.ts"));
    const there = join(folder, "there");
    const paths = await unpackFiles(bytes, there);
    expect([...paths].sort()).toEqual(["liveload.config.mjs", "load-test.json", "note.txt", "shop.mjs"]);
    const loadTest = await read("shop.mjs", { cwd: there });
    const { scenario, assets } = await loadTest.loadScenario(join(there, "shop.mjs"));
    expect(scenario.name).toBe("shop");
    expect(scenario.parts.map(({ name }) => name)).toEqual(["buys", "looks"]);
    expect(assets.map(({ name }) => name)).toEqual(["note.txt"]);
  });

  it("has the files of data pools, and a mix as a single scenario", async () => {
    await writeAll(MIXED);
    const { pack: bytes } = await packLoadTest(await read("mix.scenario.ts"));
    const there = join(folder, "there");
    const paths = await unpackFiles(bytes, there);
    expect([...paths].sort()).toEqual([
      "liveload.config.mjs",
      "load-test.json",
      "mix.scenario.mjs",
      "orders.json",
      "parts/people.csv",
    ]);
    const loadTest = await read("mix.scenario.mjs", { cwd: there });
    const { scenario, pools } = await loadTest.loadScenario(join(there, "mix.scenario.mjs"));
    expect(scenario.parts.map(({ name }) => name)).toEqual(["buy", "browse"]);
    expect(pools.assigned.map(({ name, size }) => [name, size])).toEqual([
      ["buy: people", 1],
      ["buy: orders", 1],
    ]);
  });

  it("has only the environment variables that the option env names", async () => {
    const { text } = await unpacked({ env: "TOKEN,NONE" }, { TOKEN: "t", OTHER: "o" });
    expect(JSON.parse(await text("load-test.json"))).toMatchObject({ env: { TOKEN: "t" } });
  });

  it("includes the file of a pod template", async () => {
    await writeFile(join(folder, "pod.yaml"), "spec: {}\n");
    const { text } = await unpacked({ backendOptions: { podTemplate: "pod.yaml" } });
    expect(await text("pod-template.yaml")).toBe("spec: {}\n");
    expect(await text("liveload.config.mjs")).toContain('"podTemplate":"pod-template.yaml"');
  });

  it.each([
    [{ backend: "local" }, /--backend local is of no use with --in-cluster/],
    [{ listen: "0.0.0.0:7070" }, /--listen is of no use with --in-cluster/],
    [{ browser: "./mine.mjs" }, /--browser FILE is of no use/],
    [{ poolOptions: { onGrowStart: () => {} } }, /poolOptions\.onGrowStart is a function/],
    [{ backendOptions: { podTemplate: "nowhere.yaml" } }, /nowhere\.yaml.*a file that can be read/],
  ])("refuses options that mean nothing there: %j", async (values, message) => {
    await expect(pack(values)).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringMatching(message) });
  });
});
