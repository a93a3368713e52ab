import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { processExists } from "../../src/base/host.js";
import { newRunId } from "../../src/base/ids.js";
import { startOfProcess } from "../../src/base/processes.js";
import type { BackendContext } from "../../src/cluster/backend.js";
import { LocalBackend } from "../../src/cluster/backends/local/local-backend.js";
import { clusterBackendContract, launched, shownLine } from "./cluster-backend.js";
import { specOf } from "./cluster-backend-spec.js";

const folder = mkdtempSync(join(tmpdir(), "live-load-backend-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contextOf = (runId: string): BackendContext => ({
  runId,
  clock: systemClock,
  agentPath: fileURLToPath(new URL("../fixtures/tiny-agent.mjs", import.meta.url)),
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_STATE_HOME: join(folder, "state"),
    LIVELOAD_BROWSER_PATH: "/b",
    MY_TOKEN: "t0ken",
  },
  execPath: process.execPath,
  platform: process.platform,
  expiresAt: 0,
  onWarning: () => {},
  onProgress: () => {},
});
const make = (runId: string) => new LocalBackend({}, contextOf(runId));

clusterBackendContract({ name: "local", make });

describe("the local backend", () => {
  const runId = () => newRunId(systemClock.wallTime());

  it("does not signal another process that has reused a node's process id", async () => {
    const run = runId();
    const innocent = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000); console.log('up')"], { detached: true });
    onTestFinished(() => void innocent.kill("SIGKILL"));
    await new Promise((resolve) => innocent.stdout.once("data", resolve));
    const ledger = join(folder, "state", "live-load", "local", run);
    await mkdir(ledger, { recursive: true });
    const labels = { "liveload.run": run };
    const entry = { nodeId: "a-1", runId: run, labels, pid: innocent.pid, startedAt: "1" };
    await writeFile(join(ledger, "a-1.json"), JSON.stringify(entry));
    expect(await make(run).list(labels)).toEqual([]);
    await make(run).destroyAll(run);
    await make(run).stop([{ nodeId: "a-1", id: String(innocent.pid), facts: { runId: run, startedAt: "1" } }], 0);
    expect(startOfProcess(innocent.pid ?? 0)).toBeDefined();
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
  });

  it.runIf(process.platform === "linux")("ends a node's child processes, even outside its process group", async () => {
    const run = runId();
    const nodes = launched(make(run), run, [specOf(run, "a-1", "stubborn")]);
    const ref = await nodes.ref("a-1");
    const child = Number((await shownLine(make(run), ref, /^child \d+$/)).slice(6));
    expect(processExists(child)).toBe(true);
    await make(run).stop([ref], 100);
    // Killed processes take a moment to disappear.
    await expect.poll(() => startOfProcess(child)).toBeUndefined();
  });

  it("passes on the environment variables that a browser needs, and no others", async () => {
    const run = runId();
    const nodes = launched(make(run), run, [specOf(run, "a-1", "tell")]);
    const line = await shownLine(make(run), await nodes.ref("a-1"), /^environment /);
    const environment = JSON.parse(line.slice(12)) as Record<string, string>;
    expect(environment).toMatchObject({ HOME: folder, LIVELOAD_BROWSER_PATH: "/b" });
    expect(environment).not.toHaveProperty("MY_TOKEN");
  });

  it("keeps nothing of a stopped node", async () => {
    const run = runId();
    const nodes = launched(make(run), run, [specOf(run, "a-1", "wait")]);
    await make(run).stop([await nodes.ref("a-1")], 1000);
    expect(await readdir(join(folder, "state", "live-load", "local"))).not.toContain(run);
  });

  it("rejects unknown options", () => {
    expect(() => new LocalBackend({ cpus: 1 }, contextOf("r"))).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", details: expect.objectContaining({ option: "backendOptions.cpus" }) }),
    );
  });

  describe("in another process", () => {
    let program: string;
    beforeAll(async () => {
      program = join(folder, "program.mjs");
      await build({
        stdin: { contents: OTHER_PROCESS, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
        bundle: true,
        platform: "node",
        format: "esm",
        outfile: program,
      });
    });
    const run = (what: "launch" | "destroy", id: string) => {
      const child = spawn(process.execPath, [program, what, id, JSON.stringify(contextOf(id))], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    };

    it("ends with destroyAll a node whose controller was killed", async () => {
      const id = runId();
      onTestFinished(() => make(id).destroyAll(id));
      const controller = run("launch", id);
      await new Promise((resolve) => controller.stdout.once("data", resolve));
      const [ref] = await make(id).list({ "liveload.run": id });
      if (ref === undefined) throw new Error("the node is not in the ledger");
      await shownLine(make(id), ref, "up");
      const killed = new Promise((resolve) => controller.once("exit", resolve));
      controller.kill("SIGKILL");
      await killed;
      expect(await make(id).list({ "liveload.run": id })).toEqual([ref]);

      const destroyer = run("destroy", id);
      expect(await new Promise((resolve) => destroyer.once("exit", resolve))).toBe(0);
      expect(await make(id).list({ "liveload.run": id })).toEqual([]);
      expect(startOfProcess(Number(ref.id))).toBeUndefined();
    });
  });
});

const OTHER_PROCESS = `
import { LocalBackend } from "../../src/cluster/backends/local/local-backend.js";
import { systemClock } from "../../src/base/clock.js";
import { specOf } from "./cluster-backend-spec.js";
const [, , what, runId, context] = process.argv;
const backend = new LocalBackend({}, { ...JSON.parse(context), clock: systemClock });
if (what === "destroy") await backend.destroyAll(runId);
else {
  setInterval(() => {}, 60_000);
  for await (const event of backend.launch([specOf(runId, "a-1", "wait")], new AbortController().signal))
    if (event.type === "running") process.stdout.write("running\\n");
}
`;
