import type { Clock } from "../base/clock.js";
import { throwIfAborted, withDeadline } from "../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../base/errors.js";
import { startListener } from "../channel/listener.js";
import type { Assignment } from "../protocol/messages.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import type { ClusterBackend, NodeRef } from "./backend.js";
import { createBackend } from "./backends.js";
import type { ClusterNode } from "./cluster-node.js";
import { type ClusterOptions, type ClusterPorts, checkClusterOptions } from "./cluster-options.js";
import { planNodes, shareUsers } from "./cluster-plan.js";
import { controllerAddress } from "./controller-address.js";
import { NodePool } from "./node-pool.js";
import type { NodeStatus } from "./node-status.js";
import { resolvePoolOptions } from "./pool-options.js";
import { capacityOf, type Sizing } from "./sizing.js";

/** A node as others see it. */
export interface PoolNode {
  readonly name: string;
  readonly ref: NodeRef | undefined;
  readonly status: NodeStatus;
  readonly resources: NodeResources | undefined;
  readonly users: number;
}

const RENEW_EVERY_MS = 3000;
const DESCRIBE_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 10_000;
/** Users must not be asked to start at an instant that has passed when the message arrives. */
const START_MARGIN_MS = 300;
/** Who stops while the cluster boots does not want to wait. */
const ABORTED_GRACE_MS = 2000;

/** Slugs of the scenarios that run in this process. */
const running = new Set<string>();

interface ClusterParts {
  readonly poolName: string;
  readonly sizing: Sizing;
  readonly browser: BrowserDescription;
  readonly nodes: readonly ClusterNode[];
  readonly teardown: (graceMs?: number) => Promise<void>;
  readonly ports: ClusterPorts;
}

/** An ephemeral set of nodes, created for one run of one scenario and gone after it. */
export class Cluster {
  /** The scenario's name as part of resource names. */
  readonly poolName: string;
  /** How the cluster was sized, and from what. */
  readonly sizing: Sizing;
  /** What the browser on the first node is. */
  readonly browser: BrowserDescription;
  /** In the order of their numbers; those that were lost stay. */
  readonly nodes: readonly ClusterNode[];
  readonly #teardown: (graceMs?: number) => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;

  private constructor({ poolName, sizing, browser, nodes, teardown, ports }: ClusterParts) {
    this.poolName = poolName;
    this.sizing = sizing;
    this.browser = browser;
    this.nodes = nodes;
    this.#teardown = teardown;
    this.#signal = ports.signal;
    this.#clock = ports.clock;
  }

  /**
   * Boots the first node, asks what it really has and what a user costs its browser, sizes the cluster, refuses or boots
   * the rest, and spreads the users. Whatever fails on the way, nothing stays behind. Errors: see the table in docs/errors.md.
   */
  static async start(options: ClusterOptions, ports: ClusterPorts): Promise<Cluster> {
    const { slug, maxNodes } = checkClusterOptions(options);
    throwIfAborted(ports.signal);
    const undo: Undo[] = [claim(slug, options.scenario.name)];
    const teardown = once((graceMs?: number) => undoAll(undo, graceMs));
    try {
      const { pool, backend } = await openPool({ slug, options, ports }, undo);
      const first = await bootFirst(pool);
      const browser = await describe(first, options, ports.signal);
      const { users } = options;
      const { singleNode } = backend.caps;
      const { onWarning } = ports;
      const sizing = planNodes({ users, maxNodes, singleNode, browser, onWarning, resources: resourcesOf(first) });
      const rest = await pool.boot(Array.from({ length: sizing.nodes - 1 }, (_, at) => at + 2));
      await Promise.all(rest.map((node) => describe(node, options, ports.signal)));
      const nodes = [first, ...rest];
      spread(nodes, users);
      return new Cluster({ poolName: slug, sizing, browser, nodes, teardown, ports });
    } catch (error) {
      const graceMs = ports.signal.aborted ? ABORTED_GRACE_MS : undefined;
      await teardown(graceMs).catch((problem: unknown) =>
        ports.onWarning(`cleaning up the cluster failed: ${messageOf(problem)}`),
      );
      throw error;
    }
  }

  get poolNodeNames(): readonly string[] {
    return this.nodes.map(({ name }) => name);
  }

  get poolNodes(): readonly PoolNode[] {
    return this.nodes.map(({ name, ref, status, resources, share }) => ({
      name,
      ref,
      status,
      resources,
      users: share.users.count,
    }));
  }

  /** Gives every node its part and waits until all are ready: scenario loaded, browser started, contexts open. */
  async prepare(assignmentOf: (node: ClusterNode) => Assignment, timeoutMs: number): Promise<void> {
    const signal = this.#signal;
    const prepare = async (node: ClusterNode) => {
      await named(node, () => node.connection.request("runner.prepare", assignmentOf(node), { timeoutMs, signal }));
      node.become("ready");
    };
    await Promise.all(this.nodes.map(prepare));
  }

  /**
   * Lets all users start at the same instant, each node on its own clock. Resolves to T0 on our clock and to how far apart
   * the starts may be: what the clocks are uncertain by, and by how much the last node was told too late.
   */
  async startTogether(): Promise<{ readonly t0Ms: number; readonly skewMs: number }> {
    const signal = this.#signal;
    await Promise.all(this.nodes.map((node) => named(node, () => node.measureOffset(signal))));
    const uncertainties = this.nodes.map((node) => node.clockUncertaintyMs).sort((a, b) => b - a);
    const [widest = 0, second = 0] = uncertainties;
    const t0Ms = this.#clock.now() + START_MARGIN_MS + 4 * widest;
    let lateMs = 0;
    const tell = async (node: ClusterNode) => {
      const t0 = { t0Ms: Math.max(0, node.toNodeTime(t0Ms)) };
      await named(node, () => node.connection.request("runner.start", t0, { timeoutMs: START_TIMEOUT_MS, signal }));
      lateMs = Math.max(lateMs, this.#clock.now() - t0Ms);
      node.become("running");
    };
    await Promise.all(this.nodes.map(tell));
    return { t0Ms, skewMs: lateMs + (this.nodes.length < 2 ? 0 : widest + second) };
  }

  /** Ends the users: running iterations are interrupted, and what was measured is sent. Resolves when all have ended or their time is over. */
  async endUsers(reason: "interrupted" | "aborted" | "deadline", timeoutMs: number): Promise<void> {
    const ending = this.nodes
      .filter((node) => (node.status === "ready" || node.status === "running") && node.isReachable)
      .map(async (node) => {
        await node.connection.request("runner.stop", { reason }, { timeoutMs });
        await node.ended;
      });
    await withDeadline(Promise.allSettled(ending), { clock: this.#clock, timeoutMs, what: "the users to end" }).catch(() => {});
  }

  /**
   * Ends every node, within `graceMs` by itself (default: `poolOptions.shutdownTimeout`), and looks whether it is gone.
   * Idempotent: the first call counts. Rejects, with `DEADLINE_EXCEEDED`, when something may be left behind.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    return this.#teardown(options.graceMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

type Undo = (graceMs: number | undefined) => Promise<unknown>;

/** A scenario's name is taken until it is undone. */
function claim(slug: string, scenario: string): Undo {
  if (running.has(slug)) {
    throw new LiveLoadError("SCENARIO_ALREADY_RUNNING", `the scenario ${JSON.stringify(scenario)} is running already`, {
      hint: "wait for it to end, or give this one another name",
      details: { scenario },
    });
  }
  running.add(slug);
  return async () => running.delete(slug);
}

/** Every step is tried, last things first; rejects with the first that failed. */
async function undoAll(undo: readonly Undo[], graceMs: number | undefined): Promise<void> {
  const failed: unknown[] = [];
  for (const step of [...undo].reverse()) await step(graceMs).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

async function openPool(
  parts: { readonly slug: string; readonly options: ClusterOptions; readonly ports: ClusterPorts },
  undo: Undo[],
): Promise<{ readonly pool: NodePool; readonly backend: ClusterBackend }> {
  const { slug, options, ports } = parts;
  const { runId, clock, version, events, onWarning, signal, files } = ports;
  const backend = await backendOf(options, ports);
  const poolOptions = resolvePoolOptions(options.poolOptions ?? {}, backend.caps);
  await backend.preflight(signal);
  const nodes = new Map<string, ClusterNode>();
  const address = controllerAddress(options.address ?? {}, backend.reach?.());
  const { host, port, security } = address;
  const listener = await startListener({
    clock,
    host,
    port,
    security,
    files,
    secretOf: (name) => nodes.get(name)?.secret,
    onNode: (name, transport) => nodes.get(name)?.accept(transport),
  });
  undo.push(() => listener.close());
  const leaseMs = poolOptions.idleShutdownAfterMs;
  const pool = new NodePool({
    slug,
    runId,
    backend,
    pool: poolOptions,
    clock,
    version,
    nodes,
    controllerUrl: address.urlOf(listener.port),
    expiresAt: clock.wallTime() + ports.lifetimeMs,
    leaseMs,
    renewEveryMs: Math.min(RENEW_EVERY_MS, leaseMs / 10),
    events,
    onWarning,
    signal,
  });
  undo.push((graceMs = poolOptions.shutdownTimeoutMs) => pool.stop(graceMs));
  return { pool, backend };
}

async function backendOf({ backend = "local", backendOptions }: ClusterOptions, context: ClusterPorts): Promise<ClusterBackend> {
  return typeof backend === "string" ? createBackend({ name: backend, options: backendOptions ?? {}, context }) : backend;
}

async function bootFirst(pool: NodePool): Promise<ClusterNode> {
  const [first] = await pool.boot([1]);
  if (first === undefined) throw new LiveLoadError("INTERNAL", "no first node");
  return first;
}

function resourcesOf({ resources }: ClusterNode): NodeResources {
  if (resources === undefined) throw new LiveLoadError("INTERNAL", "a joined node has no resources");
  return resources;
}

async function describe(node: ClusterNode, { browser }: ClusterOptions, signal: AbortSignal): Promise<BrowserDescription> {
  const ask = () => node.connection.request("runner.describe", browser, { timeoutMs: DESCRIBE_TIMEOUT_MS, signal });
  node.browser = await named(node, ask);
  return node.browser;
}

/** Says, in an error that comes from a node, which one it is. */
async function named<T>(node: ClusterNode, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    const { code, message, hint, cause, details } = isLiveLoadError(error, "CHANNEL_CLOSED") ? (node.trouble ?? error) : error;
    throw new LiveLoadError(code, message, { hint, cause, details: { ...details, node: node.name } });
  }
}

function spread(nodes: readonly ClusterNode[], users: number): void {
  const capacities = nodes.map((node) =>
    node.browser === undefined ? 0 : capacityOf(resourcesOf(node), node.browser).usersPerNode,
  );
  for (const [at, share] of shareUsers(users, capacities).entries()) {
    const node = nodes[at];
    if (node !== undefined) node.share = share;
  }
}

function once(act: (graceMs?: number) => Promise<void>): (graceMs?: number) => Promise<void> {
  let acting: Promise<void> | undefined;
  return (graceMs) => {
    acting ??= act(graceMs);
    return acting;
  };
}
