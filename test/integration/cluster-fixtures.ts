import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { newRunId } from "../../src/base/ids.js";
import { Cluster } from "../../src/cluster/cluster.js";
import type { ClusterOptions, ClusterPorts } from "../../src/cluster/cluster-options.js";
import type { ClusterNode, NodeEvents } from "../../src/cluster/nodes/cluster-node.js";
import type { NodeStatus } from "../../src/cluster/nodes/node-status.js";
import type { Assignment } from "../../src/protocol/messages.js";
import type { FakeBackend } from "../contract/fake-agent.js";

/** The events that a cluster reported to its owner. */
interface Told {
  readonly statuses: string[];
  readonly warnings: string[];
  readonly reach: string[];
  /** Nodes that resumed, and their users' requests to throttles. */
  readonly resumes: string[];
  readonly demands: unknown[];
  readonly batches: { readonly node: string; readonly bytes: Uint8Array }[];
  /** Resolves when the node has the status. */
  status(name: string, status: NodeStatus): Promise<void>;
}

/** A test's cluster and the events that it reported. */
export interface ClusterUnderTest {
  readonly told: Told;
  readonly starting: Promise<Cluster>;
}

/** How a test's cluster differs from the usual one. */
export interface StartOptions extends Partial<ClusterOptions> {
  readonly ports?: Partial<ClusterPorts>;
  /** Answers requests of nodes for data. */
  readonly data?: NodeEvents["requests"];
  /** Resolves when a batch is safe. */
  readonly store?: (node: ClusterNode, bytes: Uint8Array) => Promise<void>;
}

let scenarios = 0;

/** Starts a cluster with a unique name on the fake backend; it is stopped after the test. */
export function startCluster(backend: FakeBackend, options: StartOptions = {}): ClusterUnderTest {
  const { ports, store = async () => {}, data = {}, ...rest } = options;
  const { told, events, warn } = recorder(store);
  scenarios += 1;
  const starting = Cluster.start(
    { scenario: { name: `shop ${scenarios}` }, users: 4, browser: { connection: "fake", headed: false }, backend, ...rest },
    {
      runId: newRunId(systemClock.wallTime()),
      clock: systemClock,
      env: { XDG_STATE_HOME: join(tmpdir(), "live-load-test-state") },
      platform: "linux",
      execPath: "node",
      agentPath: "/agent.js",
      version: "1.0.0",
      lifetimeMs: 600_000,
      files: new Map(),
      events: { ...events, requests: { ...events.requests, ...data } },
      onWarning: warn,
      signal: new AbortController().signal,
      ...ports,
    },
  );
  starting.catch(() => {});
  onTestFinished(async () => {
    backend.immortal.clear();
    await starting.then(
      (cluster) => cluster.stop({ graceMs: 0 }).catch(() => {}),
      () => {},
    );
  });
  return { told, starting };
}

function recorder(store: (node: ClusterNode, bytes: Uint8Array) => Promise<void>) {
  const waiting = new Set<() => void>();
  const statuses: string[] = [];
  const warnings: string[] = [];
  const reach: string[] = [];
  const resumes: string[] = [];
  const demands: unknown[] = [];
  const batches: { node: string; bytes: Uint8Array }[] = [];
  const told: Told = {
    statuses,
    warnings,
    reach,
    resumes,
    demands,
    batches,
    status: async (name, status) => {
      while (!statuses.includes(`${name} ${status}`)) await new Promise<void>((resolve) => waiting.add(resolve));
    },
  };
  const events: NodeEvents = {
    onBatch: (node: ClusterNode, bytes: Uint8Array) => {
      batches.push({ node: node.name, bytes });
      return store(node, bytes);
    },
    notices: {
      "runner.warning": (_node, { message }) => void warnings.push(message),
      "runner.throttles": (_node, asked) => void demands.push(asked.demands),
    },
    requests: { "data.lease": () => ({ rows: [], usedUp: true }), "data.rows": () => ({ rows: [] }) },
    onWarning: (_node: ClusterNode, message: string) => void warnings.push(message),
    onStatus: (node: ClusterNode, status: NodeStatus) => {
      statuses.push(`${node.name} ${status}`);
      for (const wake of waiting) wake();
      waiting.clear();
    },
    onResumed: (node: ClusterNode) => void resumes.push(node.name),
    onReachable: (node: ClusterNode, reachable: boolean) => void reach.push(`${node.name} ${reachable}`),
  };
  return { told, events, warn: (message: string) => void warnings.push(message) };
}

/** An assignment with the node's share of the load. */
export function assignmentOf({ share }: ClusterNode): Assignment {
  return {
    runId: "r",
    scenarioName: "shop",
    bundle: { path: "/bundle.js", sha256: "0".repeat(64), sizeBytes: 1 },
    assets: [],
    options: {},
    pools: [],
    totalUsers: 4,
    backgroundUsers: 0,
    ...share,
    plan: { kind: "closed", version: 1, initialUsers: 1, stages: [] },
    iterationTimeoutMs: 1000,
    commandTimeoutMs: 1000,
    setupTimeoutMs: 60_000,
    onFailure: "replace",
    recycleAfter: 0,
    seed: 1,
    browser: { connection: "fake", headed: false },
    routes: [],
    acceptStatus: [],
    strict: false,
    throttles: [],
    batchIntervalMs: 1000,
    evidence: "off",
    trace: false,
  };
}
