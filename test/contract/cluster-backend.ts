import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { newRunId } from "../../src/base/ids.js";
import type { ClusterBackend, NodeEvent, NodeRef, NodeSpec } from "../../src/cluster/backend.js";
import { specOf } from "./cluster-backend-spec.js";

/** A backend under test, which must start `test/fixtures/tiny-agent.mjs` as its agent. */
export interface BackendUnderTest {
  readonly name: string;
  /** A new instance, as in another process. */
  make(runId: string): ClusterBackend;
}

/** Launched nodes: their events so far, and a way to wait for more. */
export class Launched {
  readonly events: NodeEvent[] = [];
  readonly over: Promise<void>;
  readonly #waiting = new Set<() => void>();

  constructor(events: AsyncIterable<NodeEvent>) {
    this.over = this.#follow(events);
  }

  async #follow(events: AsyncIterable<NodeEvent>): Promise<void> {
    for await (const event of events) {
      this.events.push(event);
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    }
  }

  async event<T extends NodeEvent["type"]>(type: T, nodeId: string): Promise<Extract<NodeEvent, { type: T }>> {
    for (;;) {
      const found = this.events.find((event) => event.type === type && idOf(event) === nodeId);
      if (found !== undefined) return found as Extract<NodeEvent, { type: T }>;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async ref(nodeId: string): Promise<NodeRef> {
    return (await this.event("created", nodeId)).ref;
  }
}

const idOf = (event: NodeEvent) => (event.type === "created" ? event.ref.nodeId : event.nodeId);

/** Starts nodes, which are removed after the test whatever happens in it. */
export function launched(backend: ClusterBackend, runId: string, specs: readonly NodeSpec[]): Launched {
  const stop = new AbortController();
  onTestFinished(async () => {
    await backend.destroyAll(runId);
    stop.abort();
  });
  return new Launched(backend.launch(specs, stop.signal));
}

/** Polls until the platform shows the line of a node. */
export async function shownLine(backend: ClusterBackend, ref: NodeRef, line: string | RegExp): Promise<string> {
  for (;;) {
    const { lastLines } = await backend.diagnose(ref);
    const found = lastLines.find((candidate) => (typeof line === "string" ? candidate === line : line.test(candidate)));
    if (found !== undefined) return found;
    await new Promise((resolve) => systemClock.setTimer(() => resolve(undefined), 20));
  }
}

/** The contract of every cluster backend. */
export function clusterBackendContract(under: BackendUnderTest): void {
  describe(`the cluster backend ${under.name}`, () => {
    let runId: string;
    let backend: ClusterBackend;
    beforeEach(() => {
      runId = newRunId(systemClock.wallTime());
      backend = under.make(runId);
    });
    const start = (...specs: readonly NodeSpec[]) => launched(backend, runId, specs);

    it("is ready to create nodes", async () => {
      onTestFinished(() => backend.destroyAll(runId));
      await expect(backend.preflight(new AbortController().signal)).resolves.toBeUndefined();
      expect(backend.caps.bootTimeoutMs).toBeGreaterThan(0);
    });

    it("reports that nodes are created, run and have ended, and nothing after that", async () => {
      const nodes = start(specOf(runId, "a-1", "exit-3"), specOf(runId, "a-2", "tell"));
      await nodes.over;
      for (const [id, code] of [
        ["a-1", 3],
        ["a-2", 0],
      ] as const) {
        const types = nodes.events.filter((event) => idOf(event) === id).map(({ type }) => type);
        expect(types.filter((type) => type !== "pending")).toEqual(["created", "running", "exited"]);
        expect(await nodes.event("exited", id)).toMatchObject({ code, reason: expect.stringMatching(/\w/) });
      }
    });

    it("gives references as plain JSON without the secret", async () => {
      const spec = specOf(runId, "a-1", "wait");
      const ref = await start(spec).ref("a-1");
      expect(JSON.parse(JSON.stringify(ref))).toEqual(ref);
      expect(JSON.stringify(ref)).not.toContain(spec.secret.reveal());
    });

    it("passes the secret in the node's environment, and nowhere else", async () => {
      const spec = specOf(runId, "a-1", "tell");
      const nodes = start(spec);
      await nodes.over;
      const lines = (await backend.diagnose(await nodes.ref("a-1"))).lastLines;
      const environment = JSON.parse(lines.find((line) => line.startsWith("environment "))?.slice(12) ?? "{}") as Record<
        string,
        string
      >;
      expect(environment.LIVELOAD_SECRET ?? environment.LIVELOAD_SECRET_FILE).toBeDefined();
      expect(environment.LIVELOAD_NODE).toBe(`${runId}/a-1`);
      expect(lines.find((line) => line.startsWith("arguments "))).toBe(`arguments ${JSON.stringify(spec.argv)}`);
    });

    it("asks a node to end, and succeeds if it is already gone", async () => {
      const nodes = start(specOf(runId, "a-1", "wait"));
      const ref = await nodes.ref("a-1");
      await shownLine(backend, ref, "up");
      await backend.stop([ref], 30_000);
      expect(await nodes.event("exited", "a-1")).toMatchObject({ code: 0 });
      await backend.stop([ref], 30_000);
      await nodes.over;
    });

    it("kills a node that does not end in time", async () => {
      const nodes = start(specOf(runId, "a-1", "stubborn"));
      const ref = await nodes.ref("a-1");
      await shownLine(backend, ref, "up");
      await backend.stop([ref], 200);
      expect((await nodes.event("exited", "a-1")).code).not.toBe(0);
      expect(await backend.list({ "liveload.run": runId })).toEqual([]);
    });

    it("finds nodes by their labels, even from another instance", async () => {
      const nodes = start(specOf(runId, "a-1", "wait"), specOf(runId, "a-2", "wait"));
      const refs = [await nodes.ref("a-1"), await nodes.ref("a-2")];
      const other = under.make(newRunId(systemClock.wallTime()));
      const ids = async (labels: Record<string, string>) => (await other.list(labels)).map(({ nodeId }) => nodeId).sort();
      expect(await ids({ "liveload.run": runId })).toEqual(["a-1", "a-2"]);
      expect(await ids({ "liveload.run": runId, "liveload.node": "a-2" })).toEqual(["a-2"]);
      expect(await ids({ "liveload.run": `${runId}0` })).toEqual([]);
      await other.stop(refs.slice(0, 1), 30_000);
      expect(await ids({ "liveload.run": runId })).toEqual(["a-2"]);
    });

    it("ends everything of a run and nothing else, even from another instance", async () => {
      const otherRun = newRunId(systemClock.wallTime());
      const nodes = start(specOf(runId, "a-1", "wait"), specOf(runId, "a-2", "stubborn"));
      await Promise.all([nodes.ref("a-1"), nodes.ref("a-2")]);
      const others = launched(under.make(otherRun), otherRun, [specOf(otherRun, "b-1", "wait")]);
      await others.ref("b-1");
      const looker = under.make(otherRun);
      const things = (await looker.leftovers?.(runId)) ?? [];
      expect(things.filter((thing) => thing.runId !== runId || !/\w/.test(thing.kind))).toEqual([]);
      if (looker.leftovers !== undefined) expect(things.length).toBeGreaterThanOrEqual(2);
      await under.make(otherRun).destroyAll(runId);
      await nodes.over;
      await under.make(otherRun).destroyAll(runId);
      expect(await backend.list({ "liveload.run": runId })).toEqual([]);
      expect(await backend.list({ "liveload.run": otherRun })).toHaveLength(1);
      // A platform may take a moment to remove dependent objects.
      await expect.poll(async () => (await looker.leftovers?.(runId)) ?? [], { timeout: 60_000 }).toEqual([]);
    });

    it("reports the state of a node, even after it has ended", async () => {
      const nodes = start(specOf(runId, "a-1", "exit-3"), specOf(runId, "a-2", "wait"));
      await nodes.event("exited", "a-1");
      await shownLine(backend, await nodes.ref("a-2"), "up");
      const [ended, running] = [await backend.diagnose(await nodes.ref("a-1")), await backend.diagnose(await nodes.ref("a-2"))];
      expect(ended.lastLines).toContain("this will not work");
      expect(ended.status).not.toBe(running.status.replace(/\d+/, (await nodes.ref("a-1")).id));
    });

    it("stops reporting when the signal aborts, and leaves the node running", async () => {
      const stop = new AbortController();
      onTestFinished(() => backend.destroyAll(runId));
      const nodes = new Launched(backend.launch([specOf(runId, "a-1", "wait")], stop.signal));
      await nodes.event("running", "a-1");
      stop.abort();
      await nodes.over;
      expect(await backend.list({ "liveload.run": runId })).toHaveLength(1);
    });
  });
}
