import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LiveLoadError } from "../../src/base/errors.js";
import { FakeBackend, type NodeScript } from "../contract/fake-agent.js";
import { debugged } from "../fixtures/debugged.js";
import { assignmentOf, type StartOptions, startCluster } from "./cluster-fixtures.js";

const MIB = 1024 ** 2;

/** Each node's script by its number. */
const byNumber = (scripts: Readonly<Record<string, NodeScript>>) => (nodeId: string) =>
  scripts[nodeId.replace(/^shop-\d+-/, "")] ?? {};

async function refused(backend: FakeBackend, options?: StartOptions) {
  const { starting, told } = startCluster(backend, options);
  const error = await starting.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown as LiveLoadError,
  );
  expect(backend.running).toEqual([]);
  return { error, told };
}

describe("a cluster that starts", () => {
  it("boots one node, sizes the cluster by its actual resources, and boots the rest", async () => {
    const backend = new FakeBackend();
    const cluster = await startCluster(backend, { users: 10, scenario: { name: "My Shop!" } }).starting;
    expect(cluster.poolName).toBe("my-shop");
    expect(cluster.sizing).toMatchObject({ usersPerNode: 4, nodes: 3, limitedBy: "cpu" });
    expect(backend.launches.map((specs) => specs.map(({ nodeId }) => nodeId))).toEqual([
      ["my-shop-1"],
      ["my-shop-2", "my-shop-3"],
    ]);
    expect(cluster.poolNodes).toMatchObject([
      { name: "my-shop-1", status: "joined", users: 4, ref: { id: "fake-my-shop-1" }, resources: { cpus: 2 } },
      { name: "my-shop-2", users: 3 },
      { name: "my-shop-3", users: 3 },
    ]);
    expect(cluster.nodes.map(({ share }) => share.users.first)).toEqual([1, 5, 8]);
  });

  it("gives nodes labels, a secret of their own and a lease", async () => {
    const backend = new FakeBackend();
    await startCluster(backend, { users: 8, poolOptions: { idleShutdownAfter: "20s" } }).starting;
    const specs = backend.launches.flat();
    expect(new Set(specs.map(({ secret }) => secret.reveal())).size).toBe(2);
    for (const spec of specs) {
      expect(spec.labels).toMatchObject({ "liveload.run": expect.any(String), "liveload.expires": String(spec.expiresAt) });
      expect(spec.argv.join(" ")).not.toContain(spec.secret.reveal());
      expect(backend.agent(spec.nodeId).lastJoin).toEqual({ leaseMs: 20_000, renewEveryMs: 2000, lastSeq: 0 });
    }
  });

  it("spreads users by capacity when a node has less room than an equal share", async () => {
    const backend = new FakeBackend((id) => (id.endsWith("-2") ? { cpus: 1 } : {}));
    const cluster = await startCluster(backend, { users: 8 }).starting;
    expect(cluster.poolNodes.map(({ users }) => users)).toEqual([5, 3]);
  });

  it("continues with one node and a warning when the platform can have only one", async () => {
    const backend = new FakeBackend(undefined, { singleNode: true });
    const { starting, told } = startCluster(backend, { users: 50 });
    expect((await starting).poolNodes).toMatchObject([{ users: 50 }]);
    expect(told.warnings).toEqual([expect.stringContaining("50 users are more than the 4 that this machine is sized for")]);
    const small = startCluster(new FakeBackend(() => ({ cpus: 0.1 }), { singleNode: true }));
    await small.starting;
    expect(small.told.warnings).toEqual([expect.stringMatching(/small for even one user: it lacks 0\.40 CPU/)]);
  });

  it("rejects more nodes than allowed, after removing the first one", async () => {
    const backend = new FakeBackend();
    const { error } = await refused(backend, { users: 100, maxAllowedNodes: 3 });
    expect(error).toMatchObject({
      code: "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
      details: { necessary: 25, maxAllowed: 3, usersPerNode: 4 },
    });
    expect(backend.launches).toHaveLength(1);
  });

  it("rejects nodes too small for a single user, and says what they lack", async () => {
    const { error } = await refused(new FakeBackend(() => ({ availableMemoryBytes: 1024 * MIB })));
    expect(error).toMatchObject({ code: "NODE_TOO_SMALL", message: expect.stringContaining("116 MiB of memory") });
  });

  it("retries a node that exits before it joins, and finally reports the platform's reason", async () => {
    const once = new FakeBackend(byNumber({ "2": { boot: "crash" } }));
    const cluster = await startCluster(once, { users: 12, scenario: { name: "shop-7" } }).starting;
    expect(cluster.poolNodeNames).toEqual(["shop-7-1", "shop-7-2-2", "shop-7-3"]);
    expect(once.running).toHaveLength(3);

    const always = new FakeBackend(() => ({ boot: "crash" }));
    const { error } = await refused(always, { scenario: { name: "crash" } });
    expect(always.launches).toHaveLength(3);
    expect(error).toMatchObject({
      code: "CLUSTER_NODE_CREATION_FAILED",
      message: "the node crash-1-3 exited (exit code 7); its last line was: last words of crash-1-3",
      details: { node: "crash-1-3", status: "ended", lastLines: ["last words of crash-1-3"] },
      cause: expect.any(LiveLoadError),
    });
  });

  it("does not retry what the platform would reject again, and passes on what to change", async () => {
    const backend = new FakeBackend(() => ({ boot: "refused" }));
    const { error } = await refused(backend, { scenario: { name: "large" } });
    expect(backend.launches).toHaveLength(1);
    expect(error).toMatchObject({
      code: "CLUSTER_NODE_CREATION_FAILED",
      message: "the node large-1 could not be created: it fits nowhere",
      hint: "ask for less",
      details: { node: "large-1", option: "backendOptions.nodes" },
    });
  });

  it("blames an image whose nodes never speak like an agent, after one attempt", async () => {
    const backend = new FakeBackend(() => ({ boot: "crash", lastLines: ["nginx: ready"] }));
    backend.image = "nginx:1";
    const { error } = await refused(backend, { scenario: { name: "foreign" } });
    expect(backend.launches).toHaveLength(1);
    expect(error).toMatchObject({
      code: "CLUSTER_NODE_CREATION_FAILED",
      message: expect.stringContaining("the image nginx:1 does not seem to be LiveLoad's"),
      details: { option: "backendOptions.image", value: "nginx:1" },
    });
    const own = new FakeBackend(() => ({ boot: "crash", lastLines: ["[watchdog] live-load 0.1.0: node own-1", "oh no"] }));
    own.image = "live-load:1";
    expect((await refused(own, { scenario: { name: "own" } })).error).toMatchObject({
      message: expect.stringMatching(/its last line was: oh no$/),
    });
    expect(own.launches).toHaveLength(3);
  });

  it("names the image without a browser, not this machine", async () => {
    const describeError = new LiveLoadError("BROWSER_NOT_FOUND", "there is no browser on this machine", { hint: "install one" });
    const backend = new FakeBackend(() => ({ describeError }));
    backend.image = "live-load-slim:1";
    const { error } = await refused(backend, { scenario: { name: "slim" } });
    expect(error).toMatchObject({
      code: "BROWSER_NOT_FOUND",
      message: "the image live-load-slim:1 cannot run users: there is no browser",
      hint: expect.stringContaining("--backend-option image"),
    });
  });

  it("gives up on a node that does not join in time, and removes all others", async () => {
    const backend = new FakeBackend((id) => (/^late-3/.test(id) ? { boot: "silent" } : {}));
    const { error } = await refused(backend, {
      users: 12,
      scenario: { name: "late" },
      poolOptions: { bootTimeout: 300, bootAttempts: 2 },
    });
    expect(error).toMatchObject({
      code: "CLUSTER_NODE_CREATION_TIMEOUT",
      message: "the node late-3-2 did not join within 0.3 s (running, not joined); its last line was: last words of late-3-2",
      details: { node: "late-3-2", status: "running, not joined" },
    });
  });

  it("neither retries nor waits for other nodes when one has another version", async () => {
    const backend = new FakeBackend((id) =>
      id === "old-3" ? { version: "0.9.0", isOld: true } : id === "old-2" ? { boot: "silent" } : {},
    );
    const { error } = await refused(backend, { users: 12, scenario: { name: "old" } });
    expect(error).toMatchObject({
      code: "VERSION_MISMATCH",
      message: expect.stringMatching(/old-3 runs live-load 0\.9\.0 .*the controller 1\.0\.0/),
      details: { node: "old-3" },
    });
    expect(backend.launches).toHaveLength(2);
  });

  it("tells nodes which debug areas are on, and writes the lines that they send", async () => {
    const lines = debugged("cluster");
    const backend = new FakeBackend();
    const env = { XDG_STATE_HOME: join(tmpdir(), "live-load-test-state"), LIVELOAD_DEBUG: "cluster" };
    const { starting } = startCluster(backend, { users: 1, scenario: { name: "watched" }, ports: { env } });
    const cluster = await starting;
    expect(backend.launches[0]?.[0]?.env).toMatchObject({ LIVELOAD_DEBUG: "cluster" });
    backend.agent("watched-1").connection?.notify("node.debug", { lines: ["[debug] 00:00:00.000 watched-1/runner cdp hello"] });
    while (!lines.some((line) => line.endsWith("hello"))) await new Promise((resolve) => setImmediate(resolve));
    await cluster.stop({ graceMs: 0 });
    for (const line of [
      "cluster backend preflight: called",
      "cluster backend preflight: done in \\d+ ms",
      "cluster backend event: watched-1 created as fake-watched-1",
      "cluster watched-1 launching → joined",
      "cluster watched-1 joined → stopped",
      "cluster backend destroyAll: done in \\d+ ms",
    ])
      expect(lines.join("\n")).toMatch(new RegExp(`^${line}$`, "m"));
  });

  it("reports a node without a browser by its name", async () => {
    const describeError = new LiveLoadError("BROWSER_NOT_FOUND", "no browser", { hint: "install one" });
    const { error } = await refused(new FakeBackend(() => ({ describeError })), { scenario: { name: "bare" } });
    expect(error).toMatchObject({
      code: "BROWSER_NOT_FOUND",
      message: "no browser",
      hint: "install one",
      details: { node: "bare-1" },
    });
  });

  it("does not blame users for a runner that exits before it has any", async () => {
    const gone = new LiveLoadError("CHANNEL_CLOSED", "the runner exited");
    const { error } = await refused(new FakeBackend(() => ({ describeError: gone })), { scenario: { name: "small" } });
    expect(error).toMatchObject({
      code: "NODE_LOST",
      message: "the node small-1 ended before it was ready: the runner exited",
      hint: expect.stringMatching(/^too little memory for a browser/),
    });
    const cluster = await startCluster(new FakeBackend(() => ({ prepareError: gone }))).starting;
    await expect(cluster.prepare(assignmentOf, () => 10_000)).rejects.toMatchObject({
      hint: expect.stringMatching(/^too many users/),
    });
  });

  it("stops at once on request, and leaves nothing behind", async () => {
    const backend = new FakeBackend(() => ({ boot: "silent" }));
    const stop = new AbortController();
    const { starting } = startCluster(backend, { ports: { signal: stop.signal } });
    while (backend.running.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new LiveLoadError("ABORTED", "the run was interrupted"));
    await expect(starting).rejects.toMatchObject({ code: "ABORTED", message: "the run was interrupted" });
    expect(backend.running).toEqual([]);
  });

  it("destroys what a stopped preflight was still creating", async () => {
    const backend = new FakeBackend();
    const stop = new AbortController();
    const order: string[] = [];
    const destroyAll = backend.destroyAll.bind(backend);
    backend.preflight = async () => {
      order.push("creating");
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push("created");
    };
    backend.destroyAll = (runId) => {
      order.push("destroyed");
      return destroyAll(runId);
    };
    const { starting } = startCluster(backend, { ports: { signal: stop.signal } });
    while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new LiveLoadError("ABORTED", "the run was interrupted"));
    await expect(starting).rejects.toMatchObject({ code: "ABORTED" });
    expect(order).toEqual(["creating", "created", "destroyed"]);
  });

  it("calls its hooks as it grows and shrinks, and survives a hook that throws", async () => {
    const told: string[] = [];
    const backend = new FakeBackend();
    const { starting, told: heard } = startCluster(backend, {
      users: 12,
      scenario: { name: "hooks" },
      poolOptions: {
        onGrowStart: (nodes: number) => {
          told.push(`start ${nodes}`);
          throw new Error("oh");
        },
        onGrowEnd: (nodes: number) => told.push(`end ${nodes}`),
        onShrink: (nodes: number) => told.push(`shrink ${nodes}`),
      },
    });
    await starting;
    backend.end("hooks-2", "evicted");
    await heard.status("hooks-2", "lost");
    expect(told).toEqual(["start 1", "end 1", "start 2", "end 3", "shrink 2"]);
    expect(heard.warnings).toContain("a hook of poolOptions threw: oh");
  });
});

describe("a cluster that has not touched anything yet", () => {
  const backend = () => {
    const untouched = new FakeBackend();
    untouched.preflight = () => expect.unreachable("it asked the backend");
    return untouched;
  };

  it.each([0, -1, 1.5, Number.NaN])("rejects %d allowed nodes", async (maxAllowedNodes) => {
    const { error } = await refused(backend(), { maxAllowedNodes });
    expect(error).toMatchObject({ code: "INVALID_OPTION", details: { option: "maxAllowedNodes", value: maxAllowedNodes } });
  });

  it.each(["name", "maxConcurrency", "trackResources", "min", "max", "singleUse"])("rejects the pool option %s", async (name) => {
    const { error } = await refused(backend(), { poolOptions: { [name]: 1 } });
    expect(error).toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(`poolOptions.${name} belongs to the cluster`),
    });
  });

  it("rejects an unknown pool option, with a suggestion", async () => {
    const { error } = await refused(backend(), { poolOptions: { bootTimout: "5s" } });
    expect(error).toMatchObject({ code: "INVALID_OPTION", hint: 'did you mean "bootTimeout"?' });
  });

  it("rejects a scenario whose name yields no resource name", async () => {
    expect((await refused(backend(), { scenario: { name: "¿?" } })).error).toMatchObject({ code: "CLUSTER_NAME_INVALID" });
  });

  it("rejects a scenario that is already running", async () => {
    const { starting } = startCluster(new FakeBackend(), { scenario: { name: "Twice" } });
    expect((await refused(backend(), { scenario: { name: "twice!" } })).error).toMatchObject({
      code: "SCENARIO_ALREADY_RUNNING",
    });
    await (await starting).stop();
    await startCluster(new FakeBackend(), { scenario: { name: "twice" } }).starting;
  });

  it("rejects an unknown backend, with a suggestion", async () => {
    const { starting } = startCluster(new FakeBackend(), { backend: "locl" });
    await expect(starting).rejects.toMatchObject({ code: "INVALID_OPTION", hint: 'did you mean "local"?' });
  });
});

describe("a cluster that has started", () => {
  it("prepares every node with its assignment and starts all at the same instant, each on its own clock", async () => {
    const backend = new FakeBackend((id) => ({ clockAheadMs: id.endsWith("-2") ? 5_000_000 : 0 }));
    const { starting, told } = startCluster(backend, { users: 8, scenario: { name: "sync" } });
    const cluster = await starting;
    await cluster.prepare(assignmentOf, () => 10_000);
    expect(cluster.poolNodes.map(({ status }) => status)).toEqual(["ready", "ready"]);
    expect(backend.agent("sync-2").assignment).toMatchObject({
      users: { first: 5, count: 4 },
      ordinals: { offset: 1, stride: 2 },
    });
    const { t0Ms, skewMs } = await cluster.startTogether();
    expect(skewMs).toBeLessThan(2000);
    expect(Math.abs((backend.agent("sync-1").t0Ms ?? 0) - t0Ms)).toBeLessThanOrEqual(skewMs + 1);
    expect(Math.abs((backend.agent("sync-2").t0Ms ?? 0) - 5_000_000 - t0Ms)).toBeLessThanOrEqual(skewMs + 1);
    expect(told.statuses).toEqual(expect.arrayContaining(["sync-1 running", "sync-2 running"]));
  });

  it("says which node could not be prepared", async () => {
    const prepareError = new LiveLoadError("SCENARIO_LOAD_FAILED", "shop.ts:3: oh");
    const backend = new FakeBackend((id) => (id.endsWith("-2") ? { prepareError } : {}));
    const cluster = await startCluster(backend, { users: 8, scenario: { name: "broken" } }).starting;
    await expect(cluster.prepare(assignmentOf, () => 10_000)).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: "shop.ts:3: oh",
      details: { node: "broken-2" },
    });
  });

  it("asks its nodes to stop, and leaves nothing behind when it has stopped", async () => {
    const backend = new FakeBackend();
    const cluster = await startCluster(backend, { users: 8 }).starting;
    await Promise.all([cluster.stop(), cluster[Symbol.asyncDispose]()]);
    expect([...backend.agents.values()].map(({ asked }) => asked.includes("node.stop"))).toEqual([true, true]);
    expect(backend.running).toEqual([]);
    expect(cluster.poolNodes.map(({ status }) => status)).toEqual(["stopped", "stopped"]);
  });

  it("reports what it could not end, and lets the scenario run again", async () => {
    const backend = new FakeBackend();
    const cluster = await startCluster(backend, { scenario: { name: "stuck" } }).starting;
    backend.immortal.add("stuck-1");
    await expect(cluster.stop({ graceMs: 0 })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
      message: "these nodes could not be ended: stuck-1",
      hint: expect.stringContaining("live-load gc"),
    });
    await startCluster(new FakeBackend(), { scenario: { name: "stuck" } }).starting;
  });

  it("ends users on request, and waits until all their measurements are stored", async () => {
    const backend = new FakeBackend();
    const cluster = await startCluster(backend, { scenario: { name: "enough" } }).starting;
    await cluster.prepare(assignmentOf, () => 10_000);
    await cluster.startTogether();
    backend.agent("enough-1").sendBatch();
    await cluster.endUsers(10_000);
    expect(backend.agent("enough-1").asked).toContain("runner.stop");
    expect(cluster.poolNodes).toMatchObject([{ status: "finished" }]);
  });
});
