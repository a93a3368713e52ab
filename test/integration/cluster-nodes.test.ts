import { describe, expect, it } from "vitest";
import { deferred } from "../../src/base/deadline.js";
import { LiveLoadError } from "../../src/base/errors.js";
import { CLOSE_CODES } from "../../src/channel/transport.js";
import { constantUsers } from "../../src/load/closed-plan.js";
import { FakeAgent, FakeBackend } from "../contract/fake-agent.js";
import { assignmentOf, type StartOptions, startCluster } from "./cluster-fixtures.js";

let number = 0;

async function runningCluster(options: StartOptions = {}) {
  const backend = new FakeBackend();
  number += 1;
  const { starting, told } = startCluster(backend, { scenario: { name: `run ${number}` }, ...options });
  const cluster = await starting;
  await cluster.prepare(assignmentOf, () => 10_000);
  await cluster.startTogether();
  const [node] = cluster.nodes;
  if (node === undefined) throw new Error("no node");
  return { backend, cluster, told, node, agent: backend.agent(node.name) };
}

describe("the throttles of a node", () => {
  it("receive its users' requests and return their grants", async () => {
    const { agent, told, node } = await runningCluster();
    const demands = [{ wants: 1, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0 }];
    const granted = deferred<unknown>();
    agent.connection?.on("throttle.grants", (grants) => granted.resolve(grants));
    agent.connection?.notify("runner.throttles", { demands });
    while (told.demands.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(told.demands).toEqual([demands]);
    node.notifyRunner("throttle.grants", { throttle: 0, first: 0, dueMs: [5] });
    expect(await granted.promise).toEqual({ throttle: 0, first: 0, dueMs: [5] });
  });
});

describe("a node's batches", () => {
  it("are merged exactly once and acknowledged when they are stored", async () => {
    const safe = deferred<void>();
    const { agent, told } = await runningCluster({ store: () => safe.promise });
    agent.sendBatch();
    agent.sendBatch();
    agent.sendBatch(1);
    agent.sendBatch();
    while (told.batches.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(agent.acknowledged).toEqual([]);
    safe.resolve();
    await agent.acknowledgedUpTo(3);
    expect(told.batches).toHaveLength(3);
    expect(agent.acknowledged).toEqual([1, 2, 3]);
  });

  it("are not acknowledged before all earlier ones are stored", async () => {
    const [first, second] = [deferred<void>(), deferred<void>()];
    let count = 0;
    const { agent, told } = await runningCluster({ store: () => (++count === 1 ? first : second).promise });
    agent.sendBatch();
    agent.sendBatch();
    while (told.batches.length < 2) await new Promise((resolve) => setImmediate(resolve));
    second.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(agent.acknowledged).toEqual([]);
    first.resolve();
    await agent.acknowledgedUpTo(2);
  });

  it("continue after a resume, which reports the last batch received", async () => {
    const { agent, told, node } = await runningCluster();
    agent.sendBatch();
    await agent.acknowledgedUpTo(1);
    agent.connection?.close();
    while (node.isReachable) await new Promise((resolve) => setImmediate(resolve));
    await agent.join(true);
    expect(agent.lastJoin?.lastSeq).toBe(1);
    agent.sendBatch(1);
    agent.sendBatch(2);
    await agent.acknowledgedUpTo(2);
    expect(told.batches).toHaveLength(2);
    expect(node.status).toBe("running");
    expect(told.reach).toEqual([`${node.name} false`, `${node.name} true`]);
    expect(told.resumes).toEqual([node.name]);
    const [silence, ...others] = node.silences.upTo(Number.POSITIVE_INFINITY);
    expect(silence?.toMs).toBeGreaterThan(silence?.fromMs ?? Number.POSITIVE_INFINITY);
    expect(others).toEqual([]);
  });

  it("continue when a new connection opens before the old one has closed, which is also a resume", async () => {
    const { agent, told, node } = await runningCluster();
    await agent.join(true);
    expect(told.reach).toEqual([]);
    expect(told.resumes).toEqual([node.name]);
  });

  it("are not reported as received before they are stored, so the node sends them again after a resume", async () => {
    const safe = deferred<void>();
    const { agent, told, node } = await runningCluster({ store: () => safe.promise });
    agent.sendBatch();
    while (told.batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    agent.connection?.close();
    while (node.isReachable) await new Promise((resolve) => setImmediate(resolve));
    await agent.join(true);
    expect(agent.lastJoin?.lastSeq).toBe(0);
    agent.sendBatch(1);
    safe.resolve();
    await agent.acknowledgedUpTo(1);
    expect(told.batches).toHaveLength(1);
  });

  it("make the node lost when one cannot be stored", async () => {
    const { agent, told, node } = await runningCluster({ store: () => Promise.reject(new Error("not a batch")) });
    agent.sendBatch();
    await told.status(node.name, "lost");
    expect(node.trouble).toMatchObject({ code: "CHANNEL_PROTOCOL", message: expect.stringContaining("not a batch") });
  });
});

describe("a node that violates the protocol", () => {
  const wrong: readonly (readonly [string, (agent: FakeAgent) => void, RegExp])[] = [
    ["a batch that skips a number", (agent) => agent.sendBatch(2), /batch 1\/2 where 1\/1 comes next/],
    [
      "bytes that are not a batch",
      (agent) => agent.connection?.sendBinary(new Uint8Array([1, 2, 3])),
      /it is not a batch of this format/,
    ],
    ["a frame that is too large", (agent) => agent.connection?.sendBinary(new Uint8Array(33 * 1024 ** 2)), /frame is too large/],
    [
      "a notification without its contents",
      (agent) => agent.connection?.notify("runner.warning", {} as never),
      /malformed notification runner.warning/,
    ],
    [
      "an unknown notification",
      (agent) => agent.connection?.notify("🙂".repeat(100) as never, {} as never),
      /unknown or malformed notification 🙂/u,
    ],
  ];
  for (const [what, say, why] of wrong) {
    it(`is ended, reported, and not admitted again: ${what}`, async () => {
      const { agent, told, node, backend } = await runningCluster();
      say(agent);
      await told.status(node.name, "lost");
      expect(node.trouble).toMatchObject({ code: "CHANNEL_PROTOCOL", message: expect.stringMatching(why) });
      expect(await node.ended).toBeUndefined();
      while (backend.running.includes(node.name)) await new Promise((resolve) => setImmediate(resolve));
      await expect(agent.join(true)).rejects.toThrow();
    });
  }

  it("is ended when it rejects what the controller sent", async () => {
    const { agent, told, node } = await runningCluster();
    agent.connection?.close(CLOSE_CODES.tooBig, "a frame is too large");
    await told.status(node.name, "lost");
    expect(node.trouble?.message).toContain("frame is too large");
  });

  it("is replaced when it violates the protocol before joining", async () => {
    const backend = new FakeBackend((nodeId) => ({ boot: /-2$/.test(nodeId) ? "good" : "garbage" }));
    const { starting, told } = startCluster(backend, { scenario: { name: "garbage at first" }, users: 1 });
    const cluster = await starting;
    expect(cluster.nodes.map(({ status }) => status)).toEqual(["joined"]);
    expect(backend.launches).toHaveLength(2);
    expect(told.statuses.some((status) => status.endsWith(" failed"))).toBe(true);
  });
});

describe("a node that requests data", () => {
  it("is answered from the run's pools, or with their error, and never on a connection that it has left", async () => {
    const asked: string[] = [];
    const { agent, node } = await runningCluster({
      data: {
        "data.lease": ({ name }, { pool, seq }) => {
          asked.push(`${name} ${pool} ${seq}`);
          return { rows: [{ id: seq }], usedUp: seq === 2 };
        },
        "data.rows": () => {
          throw new LiveLoadError("CHANNEL_PROTOCOL", "there is no row 9");
        },
      },
    });
    const limit = { timeoutMs: 10_000 };
    const left = agent.connection;
    expect(await left?.request("data.lease", { pool: "p", seq: 1, count: 5 }, limit)).toEqual({
      rows: [{ id: 1 }],
      usedUp: false,
    });
    await expect(left?.request("data.rows", { pool: "p", indexes: [9] }, limit)).rejects.toMatchObject({
      code: "CHANNEL_PROTOCOL",
      message: "there is no row 9",
    });
    await agent.join(true);
    await expect(left?.request("data.lease", { pool: "p", seq: 2, count: 5 }, limit)).rejects.toMatchObject({
      code: "CHANNEL_CLOSED",
    });
    expect(await agent.connection?.request("data.lease", { pool: "p", seq: 2, count: 5 }, limit)).toMatchObject({ usedUp: true });
    expect(asked).toEqual([`${node.name} p 1`, `${node.name} p 2`]);
  });
});

describe("a node", () => {
  it("is finished when it has said so and its last batch is stored", async () => {
    const safe = deferred<void>();
    const { agent, told, node } = await runningCluster({ store: () => safe.promise });
    agent.sendBatch();
    agent.finish();
    while (node.finish === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(node.status).toBe("running");
    safe.resolve();
    await told.status(node.name, "finished");
    expect(await node.ended).toMatchObject({ lastSeq: 1 });
  });

  it("is lost at once when its process exits, and its earlier data is kept", async () => {
    const { agent, backend, told, node } = await runningCluster();
    agent.sendBatch();
    backend.end(node.name, "killed for memory");
    await told.status(node.name, "lost");
    expect(told.batches).toHaveLength(1);
    expect(await node.ended).toBeUndefined();
    expect(node.trouble).toMatchObject({
      code: "NODE_LOST",
      message: `the node ${node.name} exited (killed for memory)`,
      details: { node: node.name },
    });
  });

  it("is lost when its runner exits, and reports how", async () => {
    const { agent, backend, told, node } = await runningCluster();
    agent.connection?.notify("node.runnerExited", { code: null, signal: "SIGSEGV", lastLines: ["oh", "no"] });
    await told.status(node.name, "lost");
    expect(node.trouble).toMatchObject({
      code: "NODE_LOST",
      message: `the runner of ${node.name} exited on SIGSEGV: oh | no`,
    });
    expect(backend.running).not.toContain(node.name);
  });

  it("is lost and ended when it does not renew its lease, and is not admitted again", async () => {
    const { agent, backend, told, node } = await runningCluster({ poolOptions: { idleShutdownAfter: 500 } });
    await told.status(node.name, "lost");
    expect(node.trouble).toMatchObject({
      code: "NODE_LOST",
      message: `the node ${node.name} has not been heard from for 0.5 s`,
    });
    await agent.connection?.closed;
    expect(backend.running).toEqual([]);
    await expect(agent.join(true)).rejects.toMatchObject({ code: "CHANNEL_CLOSED" });
  });

  it("is not confused with another one that was started in its place", async () => {
    const { agent, node } = await runningCluster();
    agent.connection?.close();
    // The same secret and address with a new epoch, as after a platform restarts a container.
    const restarted = new FakeAgent(agent.spec, {}, 2);
    await expect(restarted.join()).rejects.toMatchObject({ code: "CHANNEL_PROTOCOL" });
    await agent.join();
    expect(node.status).toBe("running");
  });
});

describe("a load that is changed", () => {
  const plan = constantUsers({ users: 9, durationMs: 60_000, rampUpMs: 0 });
  const load = { plan: { ...plan, version: 2, stages: [...plan.stages] }, totals: [6, 7] };

  it("reaches every node with its share of the new users, again after a reconnect", async () => {
    const { backend, cluster, told } = await runningCluster({ users: 5 });
    expect(cluster.carries).toBe(8);
    cluster.grow(6, () => {});
    cluster.grow(7, () => {});
    const [first, second] = cluster.nodes.map(({ name }) => backend.agent(name));
    if (first === undefined || second === undefined) throw new Error("no nodes");
    expect(await cluster.change(() => load)).toEqual([]);
    expect(cluster.poolNodes.map(({ users }) => users)).toEqual([4, 3]);
    const grownOf = ({ changes }: FakeAgent) =>
      changes.at(-1)?.grown.map(({ totalUsers, users }) => [totalUsers, users.first, users.count]);
    expect([grownOf(first), grownOf(second)]).toEqual([
      [
        [6, 6, 1],
        [7, 7, 0],
      ],
      [
        [6, 7, 0],
        [7, 7, 1],
      ],
    ]);
    second.connection?.close(CLOSE_CODES.replaced, "cut");
    while (!told.reach.includes(`${second.nodeId} false`)) await new Promise((resolve) => setImmediate(resolve));
    expect((await cluster.change(() => load)).map(({ name }) => name)).toEqual([second.nodeId]);
    await second.join(true);
    const node = cluster.nodes[1];
    expect(node !== undefined && (await cluster.tell(node, load))).toBe(true);
    expect(second.changes.at(-1)).toEqual(second.changes[0]);
  });

  it("is refused beyond what the running nodes carry, and only warned of on an only node", async () => {
    const { cluster } = await runningCluster({ users: 5 });
    expect(() => cluster.grow(9, () => {})).toThrow("9 users are more than the 8 that the 2 nodes of this run carry");
    expect(cluster.poolNodes.map(({ users }) => users)).toEqual([3, 2]);
    const backend = new FakeBackend(undefined, { singleNode: true });
    const only = await startCluster(backend, { users: 2 }).starting;
    await only.prepare(assignmentOf, () => 10_000);
    await only.startTogether();
    const warnings: string[] = [];
    only.grow(50, (message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringContaining("50 users are more than the 4 that this machine is sized for")]);
    expect(() => only.grow(100_000, () => {})).toThrow(expect.objectContaining({ code: "CHANGE_REFUSED" }));
    expect(only.poolNodes).toMatchObject([{ users: 50 }]);
  });
});
