import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LiveLoadError } from "../../src/base/errors.js";
import { planCluster } from "../../src/cluster/boot/plan-cluster.js";
import type { ClusterOptions } from "../../src/cluster/cluster-options.js";
import { FakeBackend } from "../contract/fake-agent.js";

const plan = (backend: FakeBackend, options: Partial<ClusterOptions> = {}, signal = new AbortController().signal) =>
  planCluster(
    { scenario: { name: "planned" }, users: 10, browser: { connection: "fake", headed: false }, backend, ...options },
    { env: { XDG_STATE_HOME: join(tmpdir(), "live-load-test-state") }, version: "1.0.0", signal },
  );

describe("a plan of a cluster", () => {
  it("boots only the first node, sizes the cluster by it, and ends it", async () => {
    const backend = new FakeBackend();
    const { sizing, resources, refusal, warnings } = await plan(backend);
    expect(sizing).toMatchObject({ usersPerNode: 4, nodes: 3, limitedBy: "cpu" });
    expect(resources).toMatchObject({ cpus: 2 });
    expect([refusal, warnings]).toEqual([undefined, []]);
    expect(backend.launches).toHaveLength(1);
    expect(backend.running).toEqual([]);
  });

  it("reports why a cluster would be rejected, and how large it would have to be", async () => {
    const backend = new FakeBackend();
    const { sizing, refusal } = await plan(backend, { users: 100, maxAllowedNodes: 3 });
    expect(refusal).toMatchObject({ code: "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES" });
    expect(sizing.nodes).toBe(25);
    expect(backend.running).toEqual([]);
  });

  it("keeps the warnings about the size for the plan", async () => {
    const { warnings } = await plan(new FakeBackend(undefined, { singleNode: true }), { users: 50 });
    expect(warnings).toEqual([expect.stringContaining("50 users are more than the 4")]);
  });

  it("leaves nothing behind, and the scenario's name free, when the first node is unusable", async () => {
    const describeError = new LiveLoadError("BROWSER_NOT_FOUND", "no browser");
    const backend = new FakeBackend(() => ({ describeError }));
    await expect(plan(backend)).rejects.toMatchObject({ code: "BROWSER_NOT_FOUND", details: { node: "planned-1" } });
    expect(backend.running).toEqual([]);
    await plan(new FakeBackend());
  });

  it("starts nothing when it was cancelled before", async () => {
    const backend = new FakeBackend();
    const cancelled = AbortSignal.abort(new LiveLoadError("ABORTED", "the run was interrupted"));
    await expect(plan(backend, {}, cancelled)).rejects.toMatchObject({ code: "ABORTED" });
    expect(backend.launches).toEqual([]);
  });
});
