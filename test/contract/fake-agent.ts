import { systemClock } from "../../src/base/clock.js";
import { deferred } from "../../src/base/deadline.js";
import type { LiveLoadError } from "../../src/base/errors.js";
import { EventQueue } from "../../src/base/event-queue.js";
import { Secret } from "../../src/base/secrets/secret.js";
import { Connection } from "../../src/channel/connection.js";
import { dial } from "../../src/channel/dialer.js";
import type { Transport } from "../../src/channel/transport.js";
import type { ClusterBackend, NodeDiagnosis, NodeEvent, NodeRef, NodeSpec } from "../../src/cluster/backend.js";
import { CONTROLLER_VOCABULARY, NODE_VOCABULARY } from "../../src/cluster/nodes/node-vocabulary.js";
import { encodeBatch } from "../../src/protocol/batch-codec.js";
import type { Assignment, ChangedLoad } from "../../src/protocol/messages.js";
import type { BrowserDescription, NodeResources } from "../../src/protocol/resources.js";
import { PROTOCOL_VERSION } from "../../src/protocol/version.js";

const MIB = 1024 ** 2;

/** A node's behaviour; the default is a good node with room for 4 users. */
export interface NodeScript {
  readonly version?: string;
  /** It joins as nodes of an earlier version did, with the protocol and the members of then. */
  readonly isOld?: boolean;
  readonly cpus?: number;
  readonly availableMemoryBytes?: number;
  /** How it boots: normally, without dialing, exiting before that, sending garbage, or refused by the platform. */
  readonly boot?: "good" | "silent" | "crash" | "garbage" | "refused";
  /** The log that the platform shows. */
  readonly lastLines?: readonly string[];
  readonly describeError?: LiveLoadError;
  readonly prepareError?: LiveLoadError;
  /** How far its clock is ahead of ours. */
  readonly clockAheadMs?: number;
}

type AgentConnection = Connection<typeof NODE_VOCABULARY, typeof CONTROLLER_VOCABULARY>;

/** A node in this process that speaks the real protocol over the real listener, without a browser. */
export class FakeAgent {
  readonly nodeId: string;
  readonly spec: NodeSpec;
  readonly script: NodeScript;
  readonly epoch: number;
  readonly asked: string[] = [];
  readonly acknowledged: number[] = [];
  readonly stopped = deferred<void>();
  assignment: Assignment | undefined;
  readonly changes: ChangedLoad[] = [];
  /** The start of its users, on its own clock. */
  t0Ms: number | undefined;
  lastJoin: { readonly leaseMs: number; readonly renewEveryMs: number; readonly lastSeq: number } | undefined;
  connection: AgentConnection | undefined;
  /** Requests for descriptions. */
  browser: { readonly connection: string; readonly headed: boolean } | undefined;
  readonly #dial: () => Promise<Transport>;
  #seq = 0;
  #changed = deferred<void>();

  constructor(spec: NodeSpec, script: NodeScript, epoch = 1) {
    this.nodeId = spec.nodeId;
    this.spec = spec;
    this.script = script;
    this.epoch = epoch;
    const url = spec.argv[spec.argv.indexOf("--controller") + 1] ?? "";
    const secret = new Secret(spec.secret.reveal());
    this.#dial = () => dial({ url, nodeId: spec.nodeId, secret, clock: systemClock, timeoutMs: 10_000 });
  }

  /** Dials and sends garbage. */
  async babble(): Promise<void> {
    const transport = await this.#dial();
    transport.sendText("garbage");
  }

  /** Dials and joins, or resumes. */
  async join(resume = false): Promise<void> {
    const connection: AgentConnection = new Connection({
      transport: await this.#dial(),
      clock: systemClock,
      ours: NODE_VOCABULARY,
      theirs: CONTROLLER_VOCABULARY,
    });
    this.#serve(connection);
    connection.start();
    const { version = "1.0.0", isOld = false } = this.script;
    const params = {
      protocol: PROTOCOL_VERSION,
      version,
      epoch: this.epoch,
      ...(isOld ? { protocol: PROTOCOL_VERSION - 1, nodeId: this.nodeId, pid: 1, nodeMs: this.now() } : {}),
      resources: resourcesOf(this.script),
      resume,
    };
    this.connection = connection;
    this.lastJoin = await connection.request("cluster.join", params, { timeoutMs: 10_000 });
  }

  now(): number {
    return systemClock.now() + (this.script.clockAheadMs ?? 0);
  }

  /** Sends the next batch, or the one with the given number. */
  sendBatch(seq = this.#seq + 1): void {
    this.#seq = Math.max(seq, this.#seq);
    const batch = { nodeId: this.nodeId, epoch: this.epoch, seq, seconds: [], failures: [], capped: [], customKinds: new Map() };
    this.connection?.sendBinary(encodeBatch(batch));
  }

  finish(lastSeq = this.#seq): void {
    this.connection?.notify("runner.finished", { lastSeq, users: { succeeded: 1, failed: 0, neverStarted: 0 } });
  }

  /** Resolves when everything up to the number has been acknowledged. */
  async acknowledgedUpTo(seq: number): Promise<void> {
    while ((this.acknowledged.at(-1) ?? 0) < seq) await this.#changed.promise;
  }

  /** Resolves when the request has arrived. */
  async wasAsked(method: string): Promise<void> {
    while (!this.asked.includes(method)) await this.#changed.promise;
  }

  #serve(connection: AgentConnection): void {
    const asked = (method: string) => {
      this.asked.push(method);
      this.#tell();
    };
    connection.on("batch.ack", ({ seq }) => {
      this.acknowledged.push(seq);
      this.#tell();
    });
    connection.handle("node.clock", () => ({ nodeMs: this.now() }));
    connection.handle("node.stop", () => {
      asked("node.stop");
      this.stopped.resolve();
      return {};
    });
    connection.handle("runner.describe", (browser) => {
      this.browser = browser;
      asked("runner.describe");
      if (this.script.describeError !== undefined) throw this.script.describeError;
      return BROWSER;
    });
    connection.handle("runner.prepare", (assignment) => {
      asked("runner.prepare");
      if (this.script.prepareError !== undefined) throw this.script.prepareError;
      this.assignment = assignment;
      return { users: assignment.users.count };
    });
    connection.handle("runner.start", ({ t0Ms }) => {
      asked("runner.start");
      this.t0Ms = t0Ms;
      return {};
    });
    connection.handle("runner.change", (changed) => {
      this.changes.push(changed);
      asked("runner.change");
      return {};
    });
    connection.handle("runner.stop", () => {
      asked("runner.stop");
      this.finish();
      return {};
    });
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = deferred<void>();
    changed.resolve();
  }
}

const BROWSER: BrowserDescription = {
  connection: "fake",
  executablePath: "/fake",
  version: "1",
  browserContextsPerCore: 2,
  browserMemoryUsageBytes: 250 * MIB,
  contextMemoryUsageBytes: 150 * MIB,
  cannotMeasure: [],
};

function resourcesOf({ cpus = 2, availableMemoryBytes = 8192 * MIB }: NodeScript): NodeResources {
  return {
    cpus,
    cpuSource: "host",
    memoryBytes: availableMemoryBytes,
    availableMemoryBytes,
    memorySource: "host",
    cgroup: "none",
    platform: "linux",
    arch: "x64",
    hostname: "fake",
    nodeVersion: "20",
  };
}

/** A platform in this process whose nodes are fake agents, each with its own script. */
export class FakeBackend implements ClusterBackend {
  readonly name = "fake";
  /** The image of the nodes, if the platform uses images. */
  image?: string;
  readonly caps;
  /** Every agent ever created, by node. */
  readonly agents = new Map<string, FakeAgent>();
  /** Node specs of each launch. */
  readonly launches: (readonly NodeSpec[])[] = [];
  readonly #running = new Map<
    string,
    { readonly ref: NodeRef; readonly spec: NodeSpec; readonly events: EventQueue<NodeEvent> }
  >();
  readonly #script: (nodeId: string) => NodeScript;
  preflightError: LiveLoadError | undefined;
  /** Nodes that cannot be removed. */
  readonly immortal = new Set<string>();

  constructor(script: (nodeId: string) => NodeScript = () => ({}), caps: { singleNode?: boolean; bootTimeoutMs?: number } = {}) {
    this.#script = script;
    this.caps = { bootTimeoutMs: 30_000, singleNode: false, ...caps };
  }

  /** Names of the existing nodes. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  agent(nodeId: string): FakeAgent {
    const agent = this.agents.get(nodeId);
    if (agent === undefined) throw new Error(`there is no agent ${nodeId}, only ${[...this.agents.keys()].join(", ")}`);
    return agent;
  }

  async preflight(): Promise<void> {
    if (this.preflightError !== undefined) throw this.preflightError;
  }

  async *launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent> {
    this.launches.push(specs);
    const events = new EventQueue<NodeEvent>();
    signal.addEventListener("abort", () => events.end(), { once: true });
    for (const spec of specs) {
      const { nodeId } = spec;
      const script = this.#script(nodeId);
      const ref = { nodeId, id: `fake-${nodeId}` };
      const agent = new FakeAgent(spec, script);
      this.agents.set(nodeId, agent);
      this.#running.set(nodeId, { ref, spec, events });
      events.push({ type: "created", ref });
      events.push({ type: "running", nodeId });
      if (script.boot === "refused") {
        this.#running.delete(nodeId);
        const refusal = { option: "backendOptions.nodes", hint: "ask for less" };
        events.push({ type: "failed", nodeId, reason: "it fits nowhere", refusal });
      } else if (script.boot === "crash") this.end(nodeId, "exit code 7");
      else if (script.boot === "garbage") agent.babble().catch(() => {});
      else if (script.boot !== "silent") agent.join().catch(() => {});
      void agent.stopped.promise.then(() => this.end(nodeId, "stopped"));
    }
    yield* events;
  }

  /** Makes the node's process exit by itself. */
  end(nodeId: string, reason: string): void {
    const node = this.#running.get(nodeId);
    if (node === undefined || this.immortal.has(nodeId)) return;
    this.#running.delete(nodeId);
    this.agents.get(nodeId)?.connection?.close();
    node.events.push({ type: "exited", nodeId, code: 7, reason });
  }

  async diagnose({ nodeId }: NodeRef): Promise<NodeDiagnosis> {
    return {
      status: this.#running.has(nodeId) ? "running, not joined" : "ended",
      lastLines: this.#script(nodeId).lastLines ?? [`last words of ${nodeId}`],
    };
  }

  async stop(refs: readonly NodeRef[]): Promise<void> {
    for (const { nodeId } of refs) this.end(nodeId, "stopped");
  }

  async list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]> {
    const nodes = [...this.#running.values()];
    return nodes
      .filter(({ spec }) => Object.entries(labels).every(([key, value]) => spec.labels[key] === value))
      .map(({ ref }) => ref);
  }

  async destroyAll(runId: string): Promise<void> {
    await this.stop(await this.list({ "liveload.run": runId }));
  }
}
