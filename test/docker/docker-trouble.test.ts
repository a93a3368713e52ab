import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { newRunId } from "../../src/base/ids.js";
import { DockerBackend } from "../../src/cluster/backends/docker/docker-backend.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { docker } from "./engine.js";
import { NODE_IMAGE, TINY } from "./images.js";

const noDocker = inject("noDocker");
const host = inject("dockerHost") ?? "";
/** Debian with Node.js, without LiveLoad. */
const FOREIGN = "live-load-test-base:1";
const WITHOUT_BROWSER = "live-load-test-no-browser:1";

const pass = (ms: number) => {
  const from = performance.now();
  return eventually("time to pass", () => performance.now() - from > ms);
};

describe.skipIf(noDocker)(`the docker backend in trouble${noDocker === undefined ? "" : ` (${noDocker})`}`, () => {
  let target: Target;
  let site = "";
  beforeAll(async () => {
    // As in docs/docker.md: containers reach the machine by a host name.
    target = await startTarget({ host: "0.0.0.0" });
    site = `http://site.test:${new URL(target.url).port}`;
  });
  afterAll(() => target.close());

  const make = (options: Readonly<Record<string, unknown>>, warnings: string[] = []) =>
    new DockerBackend(
      { image: TINY, pull: "never", ...options },
      {
        runId: newRunId(systemClock.wallTime()),
        clock: systemClock,
        agentPath: "",
        execPath: "",
        platform: "linux",
        env: { DOCKER_HOST: host },
        expiresAt: 0,
        onWarning: (message) => void warnings.push(message),
        onProgress: () => {},
      },
    );
  const preflight = (options: Readonly<Record<string, unknown>>) => make(options).preflight(new AbortController().signal);
  const containers = (runId: string) => docker(host, "ps", "-aq", "--filter", `label=liveload.run=${runId}`);
  const networks = (runId: string) => docker(host, "network", "ls", "-q", "--filter", `label=liveload.run=${runId}`);

  const startRun = async (args: readonly string[], options: readonly string[] = [], state?: string) => {
    const out = join(await temporaryFolder(), "report");
    const all = [`image=${NODE_IMAGE}`, "pull=never", "extraHosts=site.test:host-gateway", "nodes.memory=1500MiB", ...options];
    const given = all.flatMap((option) => ["--backend-option", option]);
    const env = { DOCKER_HOST: host, XDG_STATE_HOME: state ?? (await temporaryFolder()) };
    const command = ["run", "examples/counter.scenario.ts", "--backend", "docker", "--browser", "playwright", "--out", out];
    return { command: liveLoad([...command, ...given, "--option", `baseUrl=${site}`, ...args], { env }), out };
  };
  const clicks = () => target.stats().events.byName.inc ?? 0;

  describe("before anything starts", () => {
    it.each([
      ["nodes.cpus", { cpus: 512 }, /nodes\.cpus is 512 CPUs, and the machine of the Docker Engine has \d+ CPUs?$/],
      ["nodes.memory", { memory: "64TiB" }, /nodes\.memory is .* MiB, and the machine of the Docker Engine has .* MiB$/],
    ])("rejects more %s than the engine's machine has", async (option, nodes, message) => {
      await expect(preflight({ nodes })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        message: expect.stringMatching(message),
        details: expect.objectContaining({ option: `backendOptions.${option}`, allowed: expect.any(Number) }),
      });
    });

    it("rejects a network without a route out, by its name", async () => {
      await expect(preflight({ network: "none" })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        details: expect.objectContaining({ option: "backendOptions.network", value: "none" }),
      });
    });

    it("warns when the containers together exceed the machine", async () => {
      const warnings: string[] = [];
      const backend = make({ nodes: { cpus: 1 } }, warnings);
      await backend.preflight(new AbortController().signal);
      onTestFinished(() => void docker(host, "network", "prune", "-f", "--filter", "label=liveload.run"));
      backend.checkRoom(1);
      expect(warnings).toEqual([]);
      backend.checkRoom(64);
      expect(warnings).toEqual([expect.stringMatching(/^64 containers with 1 CPU and .* are more than the machine.*has/)]);
    });
  });

  it("reports once, by name, an image that is not LiveLoad's", async () => {
    const { command } = await startRun(["--users", "1", "--duration", "5s"], [`image=${FOREIGN}`]);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(106);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(`the image ${FOREIGN} does not seem to be LiveLoad's`);
    expect(stderr).not.toContain("counter-1-2");
  });

  it("reports an image that runs another program", async () => {
    docker(host, "tag", TINY, "live-load-test-other:1");
    const { command } = await startRun(["--users", "1", "--duration", "5s"], ["image=live-load-test-other:1"]);
    command.child.stderr?.on("data", () => {});
    const started = performance.now();
    await eventually(
      "the container to run",
      () => docker(host, "ps", "-q", "--filter", "ancestor=live-load-test-other:1") !== "",
    );
    docker(host, "kill", docker(host, "ps", "-q", "--filter", "ancestor=live-load-test-other:1"));
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(106);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("the image live-load-test-other:1 does not seem to be LiveLoad's");
    // A single attempt, although more are allowed.
    expect(stderr).not.toContain("counter-1-2");
    expect(performance.now() - started).toBeLessThan(110_000);
  });

  it("reports an image without a browser, by its name", async () => {
    const dockerfile = `FROM ${NODE_IMAGE}\nUSER root\nRUN rm -f /usr/bin/chromium* /usr/bin/google-chrome*\nUSER 65532:65532\n`;
    const env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
    const built = spawnSync("docker", ["build", "-t", WITHOUT_BROWSER, "-"], { input: dockerfile, env, encoding: "utf8" });
    expect(built.status, built.stderr).toBe(0);
    const { command } = await startRun(["--users", "1", "--duration", "5s"], [`image=${WITHOUT_BROWSER}`]);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(106);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(`the image ${WITHOUT_BROWSER} cannot run users: there is no`);
    expect(stderr).not.toContain("on this machine");
  });

  it.each(["bridge", "host"])("runs in the engine's built-in network %s", async (network) => {
    const options = network === "host" ? ["network=host", "extraHosts=site.test:127.0.0.1"] : [`network=${network}`];
    const { command, out } = await startRun(["--users", "1", "--duration", "4s"], options);
    const { code, stderr } = await command.ended;
    expect([0, 98], stderr).toContain(code);
    expect(resultIn(out).users.succeeded).toBe(1);
  });

  it("loses nothing when nodes and controller are cut off for a while, and the result reports it", async () => {
    target.resetStats();
    const { command, out } = await startRun(["--users", "2", "--duration", "30s"], ["nodes.cpus=0.9"]);
    await command.shown(/[1-9]\d+ iterations \(/);
    const { runId } = JSON.parse(spawnSync("cat", [join(out, ".liveload.lock")], { encoding: "utf8" }).stdout) as {
      runId: string;
    };
    const [id = ""] = containers(runId).split("\n");
    const [, address = "", port = ""] =
      /:\/\/([\d.]+):(\d+)/.exec(docker(host, "inspect", "--format", "{{json .Args}}", id)) ?? [];
    const rule = (flag: "-I" | "-D") =>
      spawnSync("iptables", [flag, "INPUT", "-d", address, "-p", "tcp", "--dport", port, "-j", "DROP"]);
    expect(rule("-I").status).toBe(0);
    let isCut = true;
    onTestFinished(() => void (isCut && rule("-D")));
    await pass(9000);
    isCut = rule("-D").status !== 0;
    const { code, stderr, stdout } = await command.ended;
    expect([0, 98], stderr).toContain(code);
    const result = resultIn(out);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.counters.steps?.by["click #inc"]).toBe(clicks());
    for (const { disconnections = [] } of result.nodes) {
      expect(disconnections).toHaveLength(1);
      const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = disconnections;
      expect(toMs - fromMs).toBeGreaterThan(8000);
      expect(toMs - fromMs).toBeLessThan(25_000);
    }
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/the controller had no contact with nodes? counter-/);
  });

  describe("what a killed controller leaves behind", () => {
    const killed = async (state: string) => {
      const { command, out } = await startRun(["--users", "2", "--duration", "5m"], ["nodes.cpus=0.9"], state);
      await command.shown(/[1-9]\d* iterations? \(/);
      const { runId } = JSON.parse(spawnSync("cat", [join(out, ".liveload.lock")], { encoding: "utf8" }).stdout) as {
        runId: string;
      };
      onTestFinished(() => make({}).destroyAll(runId));
      command.child.kill("SIGKILL");
      await command.ended;
      return runId;
    };
    const gc = (state: string, ...args: readonly string[]) => liveLoad(["gc", ...args], { env: { XDG_STATE_HOME: state } }).ended;

    it("is found by gc through the state folder, and counted by kind", async () => {
      const state = await temporaryFolder();
      const runId = await killed(state);
      const dry = await gc(state, "--dry-run");
      expect(dry.stdout).toMatch(new RegExp(`${runId}  2 containers, 1 network on docker would be removed`));
      const { code, stdout, stderr } = await gc(state);
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`✓ ${runId}  2 containers, 1 network on docker removed: its controller, process \\d+, is gone`),
      );
      expect([containers(runId), networks(runId)]).toEqual(["", ""]);
      expect((await gc(state)).stdout).toBe("Nothing was left behind.\n");
    });

    it("is found by its labels from another state folder, and removed when the run is named", async () => {
      const runId = await killed(await temporaryFolder());
      const elsewhere = await temporaryFolder();
      const env = { XDG_STATE_HOME: elsewhere, DOCKER_HOST: host };
      const kept = await liveLoad(["gc", "--backend", "docker"], { env }).ended;
      expect(kept.stdout).toMatch(new RegExp(`– ${runId}  2 containers, 1 network on docker kept: .*--run`));
      const named = await liveLoad(["gc", "--backend", "docker", "--run", runId], { env }).ended;
      expect(named.stdout).toContain(`✓ ${runId}  2 containers, 1 network on docker removed: it was named`);
      expect([containers(runId), networks(runId)]).toEqual(["", ""]);
    });
  });
});
