import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { NODE_RESOURCES_SAMPLE } from "../../../test/fixtures/watchdog-bench.js";
import { deferred, delay } from "../../base/deadline.js";
import { Connection } from "../../channel/connection.js";
import { memoryTransports } from "../../channel/memory-transport.js";
import { PROTOCOL_VERSION } from "../../protocol/version.js";
import type { ClusterBackend, NodeEvent, NodeRef, NodeSpec } from "../backend.js";
import { NO_LISTENERS } from "../boot/default-ports.js";
import { type PoolOptions, resolvePoolOptions } from "../boot/pool-options.js";
import type { ClusterNode } from "./cluster-node.js";
import { NodePool } from "./node-pool.js";
import { CONTROLLER_VOCABULARY, NODE_VOCABULARY } from "./node-vocabulary.js";

/** What becomes of a node that is launched. */
type Fate = "joins" | "fails" | "refused" | "silent";

/** A pool whose nodes are connections in memory, on a platform that does as the test says. */
class Platform {
  readonly clock = new FakeClock();
  readonly nodes = new Map<string, ClusterNode>();
  readonly warnings: string[] = [];
  readonly launched: string[] = [];
  /** How many nodes each launch was asked for. */
  readonly launchSizes: number[] = [];
  readonly running = new Set<string>();
  readonly stops: string[][] = [];
  readonly cancel = new AbortController();
  destroyed = 0;
  /** Nodes that only `destroyAll` ends, or nothing at all. */
  stubborn: "no" | "to stop" | "always" = "no";
  /** Answers nothing any more. */
  isSilent = false;
  /** Does not answer the request to stop nodes; answers others after so long. */
  slowMs: number | undefined;
  /** Does not end launches that are cancelled. */
  launchesOn = false;
  readonly pool: NodePool;

  constructor(fateOf: (node: string) => Fate, options: PoolOptions = {}) {
    this.pool = new NodePool({
      slug: "shop",
      runId: "run-1",
      backend: this.#backend(fateOf),
      pool: resolvePoolOptions(options, { bootTimeoutMs: 10_000 }),
      clock: this.clock,
      version: "1",
      controllerUrl: "ws://127.0.0.1:1",
      env: { SHOP: "open" },
      expiresAt: 1_800_000_000_000,
      leaseMs: 30_000,
      renewEveryMs: 3000,
      nodes: this.nodes,
      events: NO_LISTENERS,
      onWarning: (message) => void this.warnings.push(message),
      signal: this.cancel.signal,
    });
  }

  #backend(fateOf: (node: string) => Fate): ClusterBackend {
    const refOf = (nodeId: string): NodeRef => ({ nodeId, id: `id-${nodeId}` });
    const launch = async function* (this: Platform, specs: readonly NodeSpec[], signal: AbortSignal): AsyncGenerator<NodeEvent> {
      this.launchSizes.push(specs.length);
      for (const { nodeId, env } of specs) {
        this.launched.push(`${nodeId} ${env.SHOP}`);
        this.running.add(nodeId);
        yield { type: "created", ref: refOf(nodeId) };
        const fate = fateOf(nodeId);
        if (fate === "joins") await this.#join(nodeId);
        if (fate === "fails") yield { type: "exited", nodeId, code: 1, reason: "exit code 1" };
        if (fate === "refused") yield { type: "failed", nodeId, reason: "no room", refusal: { hint: "ask for less" } };
      }
      const aborted = deferred<void>();
      signal.addEventListener("abort", () => aborted.resolve(), { once: true });
      await aborted.promise;
      if (this.launchesOn) await never();
    }.bind(this);
    return {
      name: "memory",
      caps: { bootTimeoutMs: 10_000, singleNode: false },
      preflight: async () => {},
      launch,
      diagnose: async () => ({ status: "running", lastLines: ["[watchdog] dialing"] }),
      stop: async (refs) => {
        this.stops.push(refs.map(({ nodeId }) => nodeId));
        if (this.isSilent || this.slowMs !== undefined) await never();
        if (this.stubborn === "no") for (const { nodeId } of refs) this.running.delete(nodeId);
      },
      list: async () => {
        if (this.isSilent) await never();
        if (this.slowMs === 0 && this.destroyed === 0) throw new Error("HTTP 500");
        await delay(this.slowMs ?? 0, { clock: this.clock });
        return [...this.running].map(refOf);
      },
      destroyAll: async () => {
        this.destroyed += 1;
        if (this.isSilent) await never();
        if (this.stubborn !== "always") this.running.clear();
      },
    };
  }

  async #join(nodeId: string): Promise<void> {
    const [near, far] = memoryTransports();
    const agent = new Connection({ transport: near, clock: this.clock, ours: NODE_VOCABULARY, theirs: CONTROLLER_VOCABULARY });
    agent.handle("node.stop", () => ({}));
    agent.start();
    this.nodes.get(nodeId)?.accept(far);
    const join = { protocol: PROTOCOL_VERSION, version: "1", epoch: 1, resume: false };
    await agent.request("cluster.join", { ...join, resources: NODE_RESOURCES_SAMPLE }, { timeoutMs: 1000 });
  }
}

const never = () => new Promise<never>(() => {});
const namesOf = (nodes: readonly ClusterNode[]) => nodes.map(({ name }) => name);

describe("a pool of nodes", () => {
  it("boots at most bootConcurrency nodes at a time, and keeps their order", async () => {
    const platform = new Platform(() => "joins", { bootConcurrency: 2 });
    const booting = platform.pool.boot([1, 2, 3]);
    await platform.clock.advance(0);
    expect(namesOf(await booting)).toEqual(["shop-1", "shop-2", "shop-3"]);
    expect(platform.launched).toEqual(["shop-1 open", "shop-2 open", "shop-3 open"]);
    expect(platform.launchSizes).toEqual([2, 1]);
  });

  it("tries a node that exits again under another name, and takes the first away", async () => {
    const platform = new Platform((node) => (node === "shop-2" ? "fails" : "joins"));
    const booting = platform.pool.boot([1, 2]);
    await platform.clock.advance(1000);
    expect(namesOf(await booting)).toEqual(["shop-1", "shop-2-2"]);
    expect(platform.stops).toEqual([["shop-2"]]);
    expect([...platform.nodes.keys()]).toEqual(["shop-1", "shop-2-2"]);
  });

  it("gives up after bootAttempts", async () => {
    const platform = new Platform(() => "fails", { bootAttempts: 2 });
    const booting = platform.pool.boot([1]).catch((error: unknown) => error);
    await platform.clock.advance(20_000);
    expect(await booting).toMatchObject({ code: "CLUSTER_NODE_CREATION_FAILED", details: { node: "shop-1-2" } });
    expect(platform.launched).toHaveLength(2);
  });

  it("does not try again what the platform refuses", async () => {
    const platform = new Platform(() => "refused");
    const booting = platform.pool.boot([1]).catch((error: unknown) => error);
    await platform.clock.advance(0);
    expect(await booting).toMatchObject({ code: "CLUSTER_NODE_CREATION_FAILED", hint: "ask for less" });
    expect(platform.launched).toHaveLength(1);
  });

  it("gives each attempt its own time, and says what the platform knows of a node that did not join", async () => {
    const platform = new Platform(() => "silent", { bootTimeout: "5s", bootAttempts: 2 });
    const booting = platform.pool.boot([1]).catch((error: unknown) => error);
    await platform.clock.advance(5000);
    expect(platform.launched).toHaveLength(2);
    await platform.clock.advance(5000);
    expect(await booting).toMatchObject({
      code: "CLUSTER_NODE_CREATION_TIMEOUT",
      message: "the node shop-1-2 did not join within 5 s (running); its last line was: [watchdog] dialing",
    });
  });

  it("stops booting when the run is cancelled", async () => {
    const platform = new Platform(() => "silent");
    const booting = platform.pool.boot([1]).catch((error: unknown) => error);
    await platform.clock.advance(0);
    platform.cancel.abort(new Error("cancelled"));
    await platform.clock.advance(0);
    expect(await booting).toBeInstanceOf(Error);
    expect(platform.launched).toHaveLength(1);
  });

  it("goes on when a hook throws, with a warning", async () => {
    const platform = new Platform(() => "joins", {
      onGrowStart: () => {
        throw new Error("hook");
      },
    });
    const booting = platform.pool.boot([1]);
    await platform.clock.advance(0);
    expect(namesOf(await booting)).toEqual(["shop-1"]);
    expect(platform.warnings).toEqual(["a hook of poolOptions threw: hook"]);
  });

  it("ends every node that was ever created", async () => {
    const platform = new Platform((node) => (node === "shop-1" ? "fails" : "joins"));
    void platform.pool.boot([1, 2]);
    await platform.clock.advance(1000);
    const stopping = platform.pool.stop(1000);
    await platform.clock.advance(1000);
    await stopping;
    expect(platform.stops.at(-1)).toEqual(["shop-1", "shop-2", "shop-1-2"]);
    expect(platform.running.size).toBe(0);
    expect(platform.destroyed).toBe(0);
  });

  it("destroys what did not stop", async () => {
    const platform = new Platform(() => "joins");
    void platform.pool.boot([1]);
    await platform.clock.advance(0);
    platform.stubborn = "to stop";
    const stopping = platform.pool.stop(1000);
    await platform.clock.advance(1000);
    await stopping;
    expect(platform.destroyed).toBe(1);
  });

  it("names the nodes that it could not end", async () => {
    const platform = new Platform(() => "joins");
    void platform.pool.boot([1]);
    await platform.clock.advance(0);
    platform.stubborn = "always";
    const stopping = platform.pool.stop(1000).catch((error: unknown) => error);
    await platform.clock.advance(60_000);
    expect(await stopping).toMatchObject({ code: "DEADLINE_EXCEEDED", details: { nodes: ["shop-1"] } });
  });

  it("gives up on a silent platform within 20 seconds, and says what may be left", async () => {
    const platform = new Platform(() => "joins");
    void platform.pool.boot([1]);
    await platform.clock.advance(0);
    platform.isSilent = true;
    let ended: unknown;
    void platform.pool.stop(1500).catch((error: unknown) => {
      ended = error;
    });
    await platform.clock.advance(20_000);
    expect(ended).toMatchObject({
      code: "DEADLINE_EXCEEDED",
      message: expect.stringContaining("it is unknown whether all nodes are gone"),
      hint: "`live-load gc` removes what is left behind",
    });
    // It may act on this, even if it does not say so.
    expect(platform.destroyed).toBe(1);
  });

  it("does not trust an empty list while the platform may still create nodes", async () => {
    const platform = new Platform(() => "joins");
    void platform.pool.boot([1]);
    await platform.clock.advance(0);
    platform.launchesOn = true;
    const stopping = platform.pool.stop(1000).catch((error: unknown) => error);
    await platform.clock.advance(60_000);
    expect(await stopping).toMatchObject({
      code: "DEADLINE_EXCEEDED",
      message: expect.stringContaining("it is unknown whether all nodes are gone"),
    });
    expect(platform.destroyed).toBeGreaterThan(0);
  });

  it.for([0, 3500])("destroys what is left on a platform that is slow, but not silent (answers after %i ms)", async (slowMs) => {
    const platform = new Platform(() => "joins");
    void platform.pool.boot([1]);
    await platform.clock.advance(0);
    platform.slowMs = slowMs;
    const stopping = platform.pool.stop(1000);
    await platform.clock.advance(60_000);
    await stopping;
    expect(platform.destroyed).toBeGreaterThan(0);
    expect(platform.running.size).toBe(0);
  });
});
