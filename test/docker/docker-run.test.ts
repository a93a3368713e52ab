import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { liveLoad, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { docker } from "./engine.js";
import { NODE_IMAGE } from "./images.js";

const noDocker = inject("noDocker");
const host = inject("dockerHost") ?? "";
const tcpHost = inject("dockerTcpHost");
const network = `live-load-test-${process.pid}`;

let target: Target;
let gateway = "";
beforeAll(async () => {
  if (noDocker !== undefined) return;
  docker(host, "network", "create", network);
  gateway = docker(host, "network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", network);
  target = await startTarget({ host: gateway });
});
afterAll(async () => {
  if (noDocker !== undefined) return;
  await target.close();
  docker(host, "network", "rm", network);
});

async function startOnDocker(...args: readonly string[]) {
  return startOnEngine(host, args);
}

async function startOnEngine(engine: string, args: readonly string[]) {
  const out = join(await temporaryFolder(), "report");
  const options = [`image=${NODE_IMAGE}`, "pull=never", `network=${network}`, "nodes.cpus=0.9", "nodes.memory=1500MiB"];
  const all = [
    "run",
    "examples/counter.scenario.ts",
    "--backend",
    "docker",
    "--browser",
    "playwright",
    ...options.flatMap((option) => ["--backend-option", option]),
  ];
  const command = liveLoad([...all, "--out", out, "--option", `baseUrl=${target.url}`, ...args], {
    env: { DOCKER_HOST: engine },
  });
  return { command, out };
}

const containersOf = (runId: string) => docker(host, "ps", "-aq", "--filter", `label=liveload.run=${runId}`);

describe.skipIf(noDocker)(`a run on a Docker Engine${noDocker === undefined ? "" : ` (${noDocker})`}`, () => {
  it("uses three containers over encrypted links and counts what the server counts", async () => {
    target.resetStats();
    const { command, out } = await startOnDocker("--users", "3", "--duration", "10s");
    const ended = await command.ended;
    // Half a CPU is little: on a busy machine the quota may throttle a node, which makes the result invalid.
    expect([0, 98], ended.stderr).toContain(ended.code);
    const result = resultIn(out);
    expect(result.nodes.map(({ users, status }) => [users, status])).toEqual(Array(3).fill([1, "finished"]));
    expect(result.nodes.map(({ resources }) => [resources?.cpus, resources?.cpuSource])).toEqual(Array(3).fill([0.9, "quota"]));
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
    expect(result.users.succeeded).toBe(3);
    expect(containersOf(result.runId)).toBe("");
  });

  it("reports the lost node when a container is killed, and keeps what the node had sent", async () => {
    target.resetStats();
    const { command, out } = await startOnDocker("--users", "2", "--duration", "25s");
    // Ten iterations of two users: each user has run some.
    await command.shown(/[1-9]\d+ iterations \(/);
    const [victim = ""] = docker(host, "ps", "-q", "--filter", "label=liveload.node=counter-2").split("\n");
    docker(host, "kill", victim);
    const ended = await command.ended;
    expect(ended.code, ended.stderr).toBe(98);
    const result = resultIn(out);
    expect(result.verdict).toBe("inconclusive");
    expect(result.nodes.map(({ name, status }) => [name, status])).toEqual([
      ["counter-1", "finished"],
      ["counter-2", "lost"],
    ]);
    expect(result.users).toMatchObject({ requested: 2, succeeded: 1, lost: 1 });
    expect(result.nodes[1]?.iterations).toBeGreaterThan(0);
    expect(containersOf(result.runId)).toBe("");
    // The server's count is higher by what the lost node had no time to send.
    const { heardUntilMs = 0, atMs = 0 } = result.nodes[1]?.lost ?? {};
    expect(heardUntilMs).toBeGreaterThan(0);
    const unsent = (target.stats().events.byName.inc ?? 0) - (result.counters.steps?.by["click #inc"] ?? 0);
    expect(unsent).toBeGreaterThanOrEqual(0);
    // Users think for half a second before each click.
    expect(unsent).toBeLessThanOrEqual((atMs - heardUntilMs) / 500 + 1);
    expect(result.verdictReasons[0]?.message).toContain("node counter-2 was lost, last heard from at");
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const { command, out } = await startOnDocker("--users", "2", "--duration", "5m");
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGINT");
    expect((await command.ended).code).toBe(130);
    expect(containersOf(resultIn(out).runId)).toBe("");
  });

  it.skipIf(tcpHost === undefined)("demands an advertised address when the engine is on another machine", async () => {
    const { command } = await startOnEngine(tcpHost ?? "", ["--users", "1", "--duration", "5s"]);
    const { code, stderr } = await command.ended;
    expect(code).toBe(104);
    expect(stderr).toMatch(/cannot reach this machine\n.*--listen/);
  });

  it.skipIf(tcpHost === undefined)("reaches the controller at the address advertised to a remote engine", async () => {
    const address = ["--listen", "0.0.0.0", "--advertise", gateway];
    const { command, out } = await startOnEngine(tcpHost ?? "", ["--users", "1", "--duration", "5s", ...address]);
    const { code, stderr } = await command.ended;
    expect([0, 98], stderr).toContain(code);
    expect(resultIn(out).users.succeeded).toBe(1);
    expect(containersOf(resultIn(out).runId)).toBe("");
  });

  it("can be planned, with the actual resources of the first container", async () => {
    const options = [`image=${NODE_IMAGE}`, "pull=never", "nodes.cpus=1", "nodes.memory=2GiB"].flatMap((option) => [
      "--backend-option",
      option,
    ]);
    const args = [
      "plan",
      "examples/counter.scenario.ts",
      "--users",
      "5",
      "--backend",
      "docker",
      "--browser",
      "playwright",
      ...options,
    ];
    const { code, stdout, stderr } = await liveLoad(args, { env: { DOCKER_HOST: host } }).ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/Node +1 CPU \(its control group's quota\) · \d+ MiB free of 2048 \(its control group's limit\)/);
    expect(stdout).toMatch(/Nodes +3 nodes/);
    expect(stdout).toMatch(/Room now +\d+ containers? like that on the engine's machine/);
    expect(docker(host, "network", "ls", "-q", "--filter", "label=liveload.run")).toBe("");
  });
});
