import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { clusterPorts } from "../boot/default-ports.js";
import { placeOf } from "./backend-place.js";
import { collectEverywhere, type GarbagePlacesOptions } from "./garbage-places.js";
import { RunLedger } from "./run-ledger.js";

const GONE = 2 ** 22 + 12_345;
const clock = new FakeClock();
const later = clock.wallTime() + 1e6;
let folder: string;
let ledger: RunLedger;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-gc-"));
  ledger = new RunLedger({ XDG_STATE_HOME: folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A backend of a module: a run is a folder with files, and an option says where. */
async function moduleWith(runs: Readonly<Record<string, number>>): Promise<{ readonly path: string; readonly platform: string }> {
  const platform = join(folder, "platform");
  for (const [run, nodes] of Object.entries(runs)) {
    await mkdir(join(platform, run), { recursive: true });
    for (let node = 0; node < nodes; node += 1) await writeFile(join(platform, run, `node-${node}`), "");
  }
  const path = join(folder, "backend.mjs");
  await writeFile(
    path,
    `import { readdirSync, rmSync, existsSync } from "node:fs";
     export const createBackend = ({ platform, login }) => {
       if (login === "expired") throw new Error("Unauthorized");
       if (!existsSync(platform)) throw new Error("there is no platform at " + platform);
       const nodes = () => readdirSync(platform).flatMap((run) => readdirSync(platform + "/" + run).map((id) => ({
         nodeId: id, id, labels: { "liveload.run": run } })));
       return {
         list: async (labels) => nodes().filter((ref) => Object.entries(labels).every(([key, value]) => ref.labels[key] === value)),
         destroyAll: async (run) => rmSync(platform + "/" + run, { recursive: true, force: true }),
       };
     };`,
  );
  return { path, platform };
}

const collect = (more: Partial<GarbagePlacesOptions> = {}) =>
  collectEverywhere({
    only: undefined,
    context: { ...clusterPorts({ env: { XDG_STATE_HOME: folder } }), expiresAt: 0 },
    ledger,
    clock,
    dryRun: false,
    ...more,
  });
const record = (runId: string, backend: string, options: Readonly<Record<string, unknown>> = {}) =>
  ledger.write({ runId, pid: GONE, ...placeOf(backend, options, {}), expiresAt: later });

describe("what runs have left behind, wherever that is", () => {
  it("is looked for on this machine and wherever recorded runs had their nodes", async () => {
    const { path, platform } = await moduleWith({ dead: 2 });
    await record("dead", path, { platform });
    const places = await collect();
    expect(places.map(({ place }) => place.backend)).toEqual(["local", path]);
    expect(places[1]?.found).toMatchObject([{ runId: "dead", outcome: "ended", things: { node: 2 } }]);
    expect(await readdir(platform)).toEqual([]);
    expect(await ledger.runs()).toEqual([]);
  });

  it("is not known where a platform cannot be looked at, which hinders no other", async () => {
    const { path, platform } = await moduleWith({ dead: 1 });
    await record("lost", path, { platform: join(folder, "nowhere") });
    await record("dead", path, { platform });
    const places = await collect();
    expect(places.find(({ trouble }) => trouble !== undefined)?.trouble).toEqual({
      reason: `there is no platform at ${join(folder, "nowhere")}`,
      runIds: ["lost"],
    });
    expect(places.flatMap(({ found }) => found)).toMatchObject([{ runId: "dead", outcome: "ended" }]);
    // It is asked for again the next time.
    expect((await ledger.runs()).map(({ runId }) => runId)).toEqual(["lost"]);
  });

  it("is found with the given credentials if the recorded ones have expired, and its record still counts", async () => {
    const { path, platform } = await moduleWith({ dead: 2, others: 1 });
    await record("dead", path, { platform, login: "expired" });
    const only = { backend: path, options: { platform } };
    const dry = await collect({ only, dryRun: true });
    expect(dry.flatMap(({ found }) => found)).toMatchObject([
      { runId: "dead", outcome: "found", things: { node: 2 } },
      { runId: "others", outcome: "kept" },
    ]);
    const places = await collect({ only });
    expect(places.flatMap(({ found }) => found)).toMatchObject([
      { runId: "dead", outcome: "ended", reason: expect.stringMatching(/^its controller, process \d+, is gone$/) },
      { runId: "others", outcome: "kept" },
    ]);
    expect(places.filter(({ trouble }) => trouble !== undefined)).toEqual([]);
    expect(await readdir(platform)).toEqual(["others"]);
    expect(await ledger.runs()).toEqual([]);
  });

  it("stays recorded and is reported if neither the recorded nor the given credentials work", async () => {
    const { path, platform } = await moduleWith({ others: 1 });
    await record("elsewhere", path, { platform, login: "expired" });
    const places = await collect({ only: { backend: path, options: { platform } } });
    expect(places.flatMap(({ trouble }) => trouble ?? [])).toEqual([{ reason: "Unauthorized", runIds: ["elsewhere"] }]);
    expect((await ledger.runs()).map(({ runId }) => runId)).toEqual(["elsewhere"]);
  });

  it("is reported once if two recorded places are the same platform", async () => {
    const { path, platform } = await moduleWith({ alive: 1 });
    await ledger.write({ runId: "alive", pid: process.pid, ...placeOf(path, { platform, zone: "a" }, {}), expiresAt: later });
    const places = await collect({ only: { backend: path, options: { platform } } });
    expect(places.flatMap(({ found }) => found)).toMatchObject([
      { runId: "alive", outcome: "kept", reason: `process ${process.pid} is running it` },
    ]);
  });

  it("is looked for where a named run was recorded, and nowhere else", async () => {
    const { path, platform } = await moduleWith({ one: 1, two: 1 });
    for (const run of ["one", "two"]) await record(run, path, { platform });
    const places = await collect({ runId: "one" });
    expect(places.map(({ place }) => place.backend)).toEqual([path]);
    expect(await readdir(platform)).toEqual(["two"]);
    expect((await collect({ runId: "three" })).flatMap(({ found }) => found)).toEqual([]);
  });

  it("is looked for on one backend where that is named", async () => {
    const { path, platform } = await moduleWith({ dead: 1 });
    await record("dead", path, { platform });
    expect((await collect({ only: { backend: "local", options: {} } })).map(({ place }) => place.backend)).toEqual(["local"]);
    expect(await readdir(platform)).toEqual(["dead"]);
  });
});

describe("the place of a run", () => {
  it("is what leads to the platform, and nothing of what nodes are like", () => {
    const options = { namespace: "load", context: "prod", image: "x", podTemplate: { spec: {} }, nodes: { cpus: 1 } };
    expect(placeOf("kubernetes", options, { KUBECONFIG: "/k", HOME: "/h" })).toEqual({
      backend: "kubernetes",
      options: { namespace: "load", context: "prod" },
      env: { KUBECONFIG: "/k" },
    });
    expect(placeOf("docker", { image: "x" }, { DOCKER_HOST: "tcp://10.0.0.1:2375" })).toEqual({
      backend: "docker",
      options: {},
      env: { DOCKER_HOST: "tcp://10.0.0.1:2375" },
    });
  });

  it("is found again from another folder, and holds no secrets", () => {
    const { backend, options } = placeOf("./own-backend.js", { region: "eu", apiToken: "t", password: "p" }, {});
    expect(backend).toBe(join(process.cwd(), "own-backend.js"));
    expect(options).toEqual({ region: "eu" });
    expect(placeOf("kubernetes", { kubeconfig: "admin.conf" }, {}).options).toEqual({
      kubeconfig: join(process.cwd(), "admin.conf"),
    });
  });
});
