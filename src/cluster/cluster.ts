import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../base/errors.js";
import { slugOf } from "../base/ids.js";
import { type Listener, startListener } from "../channel/listener.js";
import { distributeUsers } from "../load/distribution.js";
import type { Assignment } from "../protocol/messages.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import type { ClusterBackend, NodeRef } from "./backend.js";
import { checkBackendName, createBackend } from "./backends.js";
import type { ClusterNode, NodeEvents, NodeStatus } from "./cluster-node.js";
import { NodePool } from "./node-pool.js";
import { type ResolvedPoolOptions, resolvePoolOptions } from "./pool-options.js";
import { capacityOf, type Sizing, sizeCluster, tooSmall } from "./sizing.js";

/** What a cluster is started with. */
export interface ClusterOptions {
  readonly scenario: { readonly name: string };
  readonly users: number;
  readonly browser: { readonly connection: string; readonly headed: boolean };
  /** A name, a module, or an object. Default `"local"`. */
  readonly backend?: string | ClusterBackend;
  readonly backendOptions?: Readonly<Record<string, unknown>>;
  readonly poolOptions?: Readonly<Record<string, unknown>>;
  /** Default 100. */
  readonly maxAllowedNodes?: number;
}

/** The world around a cluster. */
export interface ClusterPorts {
  readonly runId: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly execPath: string;
  /** Path of the agent's program. */
  readonly agentPath: string;
  /** Version of this package: nodes must have the same. */
  readonly version: string;
  /** How long nodes live at most, in milliseconds. */
  readonly lifetimeMs: number;
  /** Files that nodes may fetch, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly events: NodeEvents;
  readonly onWarning: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A node as others see it. */
export interface PoolNode {
  readonly name: string;
  readonly ref: NodeRef | undefined;
  readonly status: NodeStatus;
  readonly resources: NodeResources | undefined;
  readonly users: number;
}

/** A lease's length, and how often a node renews it. */
export const LEASE_MS = 30_000;
export const RENEW_EVERY_MS = 3000;
const DESCRIBE_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_NODES = 100;
/** Users must not be asked to start at an instant that has passed when the message arrives. */
const START_MARGIN_MS = 300;
const MIB = 1024 * 1024;

const running = new Set<string>();

/** An ephemeral set of nodes, created for one run of one scenario and gone after it. */
export class Cluster {
  readonly poolName: string;
  readonly sizing: Sizing;
  readonly browser: BrowserDescription;
  readonly #pool: NodePool;
  readonly #teardown: () => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;

  private constructor(parts: {
    poolName: string;
    sizing: Sizing;
    browser: BrowserDescription;
    pool: NodePool;
    teardown: () => Promise<void>;
    ports: ClusterPorts;
  }) {
    this.poolName = parts.poolName;
    this.sizing = parts.sizing;
    this.browser = parts.browser;
    this.#pool = parts.pool;
    this.#teardown = parts.teardown;
    this.#signal = parts.ports.signal;
    this.#clock = parts.ports.clock;
  }

  /**
   * Boots the first node, asks what it really has and what a user costs its browser, sizes the cluster, refuses or boots
   * the rest, and spreads the users. Whatever fails on the way, nothing stays behind. Errors: see the table in docs/errors.md.
   */
  static async start(options: ClusterOptions, ports: ClusterPorts): Promise<Cluster> {
    const { slug, maxNodes } = checkOptions(options);
    if (running.has(slug)) {
      throw new LiveLoadError(
        "SCENARIO_ALREADY_RUNNING",
        `the scenario ${JSON.stringify(options.scenario.name)} is running already`,
        {
          hint: "wait for it to end, or give this one another name",
          details: { scenario: options.scenario.name },
        },
      );
    }
    running.add(slug);
    const undo: (() => Promise<unknown>)[] = [async () => running.delete(slug)];
    const teardown = once(async () => {
      for (const step of undo.reverse()) await step();
    });
    try {
      const backend = await backendOf(options, ports);
      const poolOptions = resolvePoolOptions(options.poolOptions ?? {}, backend.caps);
      await backend.preflight(ports.signal);
      const pool = await openPool({ slug, backend, poolOptions, ports }, undo);
      const [first] = await pool.boot([1]);
      if (first === undefined) throw new LiveLoadError("INTERNAL", "no first node");
      const browser = await describe(first, options, ports.signal);
      const sizing = sizeOrRefuse({ options, maxNodes, first, browser, backend, ports });
      const rest = await pool.boot(Array.from({ length: sizing.nodes - 1 }, (_, at) => at + 2));
      await Promise.all(rest.map((node) => describe(node, options, ports.signal)));
      spread([first, ...rest], options.users);
      return new Cluster({ poolName: slug, sizing, browser, pool, teardown, ports });
    } catch (error) {
      await teardown().catch((problem: unknown) => ports.onWarning(`cleaning up the cluster failed: ${messageOf(problem)}`));
      throw error;
    }
  }

  get nodes(): readonly ClusterNode[] {
    return [...this.#pool.nodes.values()];
  }

  get poolNodeNames(): readonly string[] {
    return [...this.#pool.nodes.keys()];
  }

  get poolNodes(): readonly PoolNode[] {
    return this.nodes.map(({ name, ref, status, resources, users }) => ({ name, ref, status, resources, users: users.count }));
  }

  /** Gives every node its part and waits until all are ready: scenario loaded, browser started, contexts open. */
  async prepare(assignmentOf: (node: ClusterNode) => Assignment, timeoutMs: number): Promise<void> {
    await Promise.all(
      this.nodes.map(async (node) => {
        await named(node, node.connection.request("runner.prepare", assignmentOf(node), { timeoutMs, signal: this.#signal }));
        node.become("ready");
      }),
    );
  }

  /** Lets all users start at the same instant, each node on its own clock. Resolves to T0 on our clock and how far apart the starts may be. */
  async startTogether(): Promise<{ readonly t0Ms: number; readonly skewMs: number }> {
    await Promise.all(this.nodes.map((node) => node.measureOffset(this.#signal)));
    const uncertainties = this.nodes.map((node) => node.clockUncertaintyMs).sort((a, b) => b - a);
    const t0Ms = this.#clock.now() + START_MARGIN_MS + 4 * (uncertainties[0] ?? 0);
    await Promise.all(
      this.nodes.map(async (node) => {
        await node.connection.request(
          "runner.start",
          { t0Ms: node.toNodeTime(t0Ms) },
          { timeoutMs: 10_000, signal: this.#signal },
        );
        node.become("running");
      }),
    );
    return { t0Ms, skewMs: this.nodes.length < 2 ? 0 : (uncertainties[0] ?? 0) + (uncertainties[1] ?? 0) };
  }

  /** Ends the users: running iterations are interrupted, and what was measured is sent. Resolves when all have ended or their time is over. */
  async endUsers(reason: "interrupted" | "aborted" | "deadline", timeoutMs: number): Promise<void> {
    const ending = this.nodes
      .filter((node) => node.status === "ready" || node.status === "running")
      .map(async (node) => {
        await node.connection.request("runner.stop", { reason }, { timeoutMs });
        await node.ended;
      });
    await withDeadline(Promise.allSettled(ending), { clock: this.#clock, timeoutMs, what: "the users to end" }).catch(() => {});
  }

  /** Ends every node. Idempotent. */
  stop(): Promise<void> {
    return this.#teardown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function checkOptions({ scenario, maxAllowedNodes, backend }: ClusterOptions): {
  readonly slug: string;
  readonly maxNodes: number;
} {
  const maxNodes = maxAllowedNodes ?? DEFAULT_MAX_NODES;
  if (!Number.isSafeInteger(maxNodes) || maxNodes < 1) {
    throw new LiveLoadError("INVALID_OPTION", `maxAllowedNodes is ${maxNodes}, but it takes a whole number of at least 1`, {
      details: { option: "maxAllowedNodes", value: maxNodes },
    });
  }
  if (typeof backend === "string") checkBackendName(backend);
  const slug = slugOf(scenario.name);
  if (slug === "") {
    throw new LiveLoadError(
      "CLUSTER_NAME_INVALID",
      `no resource name can be made of the scenario's name ${JSON.stringify(scenario.name)}`,
      {
        hint: "give it a name with letters or digits",
        details: { name: scenario.name },
      },
    );
  }
  return { slug, maxNodes };
}

async function backendOf(
  { backend = "local", backendOptions = {} }: ClusterOptions,
  ports: ClusterPorts,
): Promise<ClusterBackend> {
  if (typeof backend !== "string") return backend;
  return createBackend({ name: backend, options: backendOptions, context: ports });
}

async function openPool(
  parts: {
    readonly slug: string;
    readonly backend: ClusterBackend;
    readonly poolOptions: ResolvedPoolOptions;
    readonly ports: ClusterPorts;
  },
  undo: (() => Promise<unknown>)[],
): Promise<NodePool> {
  const { slug, backend, poolOptions, ports } = parts;
  let pool: NodePool | undefined;
  const listener: Listener = await startListener({
    clock: ports.clock,
    host: "127.0.0.1",
    port: 0,
    files: ports.files,
    secretOf: (name) => pool?.secretOf(name),
    onNode: (name, transport) => pool?.nodes.get(name)?.accept(transport),
  });
  undo.push(() => listener.close());
  pool = new NodePool({
    slug,
    runId: ports.runId,
    backend,
    pool: poolOptions,
    clock: ports.clock,
    version: ports.version,
    controllerUrl: listener.url,
    expiresAt: ports.clock.wallTime() + ports.lifetimeMs,
    leaseMs: LEASE_MS,
    renewEveryMs: RENEW_EVERY_MS,
    events: ports.events,
    signal: ports.signal,
  });
  const opened = pool;
  undo.push(async () => {
    const left = await opened.stop(Math.min(poolOptions.shutdownTimeoutMs, 5000));
    if (left.length > 0) ports.onWarning(`these nodes could not be ended: ${left.join(", ")}`);
  });
  return opened;
}

async function describe(node: ClusterNode, { browser }: ClusterOptions, signal: AbortSignal): Promise<BrowserDescription> {
  node.browser = await named(
    node,
    node.connection.request("runner.describe", browser, { timeoutMs: DESCRIBE_TIMEOUT_MS, signal }),
  );
  return node.browser;
}

/** Says, in an error that comes from a node, which one it is. */
async function named<T>(node: ClusterNode, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    const trouble = isLiveLoadError(error, "CHANNEL_CLOSED") ? (node.trouble ?? error) : error;
    throw new LiveLoadError(trouble.code, trouble.message, {
      hint: trouble.hint,
      cause: trouble.cause,
      details: { ...trouble.details, node: node.name },
    });
  }
}

function sizeOrRefuse(facts: {
  readonly options: ClusterOptions;
  readonly maxNodes: number;
  readonly first: ClusterNode;
  readonly browser: BrowserDescription;
  readonly backend: ClusterBackend;
  readonly ports: ClusterPorts;
}): Sizing {
  const { options, maxNodes, first, browser, backend, ports } = facts;
  if (first.resources === undefined) throw new LiveLoadError("INTERNAL", "a joined node has no resources");
  if (backend.caps.singleNode) return sizeSingleNode(options.users, first.resources, { browser, onWarning: ports.onWarning });
  const sizing = sizeCluster(options.users, first.resources, browser);
  if (sizing.nodes <= maxNodes) return sizing;
  throw new LiveLoadError(
    "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    `${options.users} users need ${sizing.nodes} nodes with ${sizing.usersPerNode} each, and ${maxNodes} are allowed`,
    {
      hint: `allow more with --max-nodes ${sizing.nodes}, use larger nodes, or fewer users`,
      details: { necessary: sizing.nodes, maxAllowed: maxNodes, usersPerNode: sizing.usersPerNode },
    },
  );
}

/** The person's own machine takes what it is given, and says when that is more than it can be trusted with. */
function sizeSingleNode(
  users: number,
  resources: NodeResources,
  { browser, onWarning }: { readonly browser: BrowserDescription; readonly onWarning: (message: string) => void },
): Sizing {
  const capacity = capacityOf(resources, browser);
  if (capacity.usersPerNode < 1)
    onWarning(`this machine is small for even one user: ${tooSmall(resources, browser).message.replace(/^.*: /, "")}`);
  else if (users > capacity.usersPerNode) {
    const has = `${resources.cpus} CPUs and ${Math.floor(resources.availableMemoryBytes / MIB)} MiB of free memory`;
    onWarning(
      `${users} users are more than the ${capacity.usersPerNode} that this machine is sized for (${has}): it may distort what it measures`,
    );
  }
  return { ...capacity, nodes: 1 };
}

function spread(nodes: readonly ClusterNode[], users: number): void {
  const ranges = distributeUsers(
    users,
    nodes.map(() => 1),
  );
  for (const [at, node] of nodes.entries()) node.users = ranges[at] ?? { first: 1, count: 0 };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let acting: Promise<void> | undefined;
  return () => {
    acting ??= act();
    return acting;
  };
}
