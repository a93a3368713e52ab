import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import type { Assignment } from "../protocol/messages.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import type { NodeRef } from "./backend.js";
import { named } from "./boot/ask-node.js";
import { bootCluster, type ClusterBoot } from "./boot/cluster-boot.js";
import { clusterPorts } from "./boot/default-ports.js";
import { crowdOnOne, type Sizing } from "./boot/sizing.js";
import { capacityOfNode, carriedBy, growCluster, type ToldLoad, tellChange } from "./cluster-growth.js";
import type { ClusterOptions, ClusterPorts } from "./cluster-options.js";
import { shareUsers } from "./cluster-plan.js";
import type { ClusterNode } from "./nodes/cluster-node.js";
import type { NodeStatus } from "./nodes/node-status.js";

/** A node as it is exposed to users. */
export interface PoolNode {
  readonly name: string;
  readonly ref: NodeRef | undefined;
  readonly status: NodeStatus;
  readonly resources: NodeResources | undefined;
  readonly users: number;
}

const START_TIMEOUT_MS = 10_000;
/** Margin that keeps the start in the future when the message arrives at a node. */
const START_MARGIN_MS = 300;

interface ClusterParts {
  readonly poolName: string;
  readonly sizing: Sizing;
  readonly browser: BrowserDescription;
  readonly nodes: readonly ClusterNode[];
  readonly crowd: readonly ClusterNode[];
  readonly singleNode: boolean;
  readonly tearDown: (graceMs?: number) => Promise<void>;
  readonly ports: ClusterPorts;
}

/** An ephemeral set of nodes, created for one run of one scenario and removed after it. */
export class Cluster {
  /** The scenario's name as part of resource names. */
  readonly poolName: string;
  /** The size of the cluster and the figures it follows from. */
  readonly sizing: Sizing;
  /** The browser on the first node. */
  readonly browser: BrowserDescription;
  /** Ordered by number, with the further processes of each behind it; lost ones stay in the list. */
  readonly nodes: readonly ClusterNode[];
  /** The processes of background users on these nodes; lost ones stay in the list. */
  readonly crowd: readonly ClusterNode[];
  readonly #tearDown: (graceMs?: number) => Promise<void>;
  readonly #singleNode: boolean;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #totals: number[] = [];

  protected constructor({ poolName, sizing, browser, nodes, crowd, singleNode, tearDown, ports }: ClusterParts) {
    this.poolName = poolName;
    this.sizing = sizing;
    this.browser = browser;
    this.nodes = nodes;
    this.crowd = crowd;
    this.#singleNode = singleNode;
    this.#tearDown = tearDown;
    this.#signal = ports.signal;
    this.#clock = ports.clock;
  }

  /**
   * Boots the first node, asks for its actual resources and the cost of a user, sizes the cluster, boots the other nodes (or
   * refuses), and spreads the users. If any of it fails, everything is removed. Errors: see the table in docs/errors.md.
   */
  static async start(options: ClusterOptions, given: Partial<ClusterPorts> = {}): Promise<Cluster> {
    const ports = clusterPorts(given);
    // `this`, because the class that is exported to users derives from this one.
    return bootCluster(options, ports, async (boot) => new this({ ...(await complete(boot, ports)), ports }));
  }

  /** Everything that runs users: the nodes, and the processes of background users. */
  get everyone(): readonly ClusterNode[] {
    return [...this.nodes, ...this.crowd];
  }

  get poolNodeNames(): readonly string[] {
    return this.nodes.map(({ name }) => name);
  }

  get poolNodes(): readonly PoolNode[] {
    return this.nodes.map(({ name, ref, status, resources, users }) => ({ name, ref, status, resources, users }));
  }

  /** Sends every node its assignment and waits until all are ready: scenario loaded, browser started, contexts open. */
  async prepare(assignmentOf: (node: ClusterNode) => Assignment, timeoutMsOf: (node: ClusterNode) => number): Promise<void> {
    const signal = this.#signal;
    const prepare = async (node: ClusterNode) => {
      const limits = { timeoutMs: timeoutMsOf(node), signal };
      await named(node, () => node.connection.request("runner.prepare", assignmentOf(node), limits));
      node.become("ready");
    };
    await Promise.all(this.everyone.map(prepare));
  }

  /**
   * Starts all users at the same instant, each node by its own clock. Resolves to T0 on our clock and to the maximum skew of
   * the starts: the uncertainty of the clocks plus the lateness of the last message.
   */
  async startTogether(): Promise<{ readonly t0Ms: number; readonly skewMs: number }> {
    const signal = this.#signal;
    const { everyone } = this;
    await Promise.all(everyone.map((node) => named(node, () => node.measureOffset(signal))));
    const uncertainties = everyone.map((node) => node.clockUncertaintyMs).sort((a, b) => b - a);
    const [widest = 0, second = 0] = uncertainties;
    const t0Ms = this.#clock.now() + START_MARGIN_MS + 4 * widest;
    let lateMs = 0;
    const start = async (node: ClusterNode) => {
      const t0 = { t0Ms: Math.max(0, node.toNodeTime(t0Ms)) };
      await named(node, () => node.connection.request("runner.start", t0, { timeoutMs: START_TIMEOUT_MS, signal }));
      lateMs = Math.max(lateMs, this.#clock.now() - t0Ms);
      node.become("running");
    };
    await Promise.all(everyone.map(start));
    return { t0Ms, skewMs: lateMs + (everyone.length < 2 ? 0 : widest + second) };
  }

  /** How many users the nodes that are running are sized for. */
  get carries(): number {
    return carriedBy(this.nodes);
  }

  /** The same for the processes of background users. */
  get crowdCarries(): number {
    return carriedBy(this.crowd);
  }

  /** The users of both kinds after each time that some were added. */
  get totals(): readonly number[] {
    return this.#totals;
  }

  /**
   * Spreads users more over the running nodes, for a total of `users`. More than the nodes are sized for are refused
   * (`CHANGE_REFUSED`); on the only node of a platform, they are a warning up to what its memory holds.
   */
  grow(users: number, onWarning: (message: string) => void): void {
    this.#grow(this.nodes, users, onWarning);
  }

  /** The same for background users, over the processes that there are. */
  growCrowd(users: number, onWarning: (message: string) => void): void {
    this.#grow(this.crowd, users, onWarning);
  }

  /**
   * Makes everything that is running follow a changed load: nodes the one of the users in browsers, the others that of background
   * users. Resolves to those that could not be told; they are told when they reconnect.
   */
  async change(loadOf: (node: ClusterNode) => ToldLoad): Promise<readonly ClusterNode[]> {
    const nodes = this.everyone.filter(({ status }) => status === "running");
    const told = await Promise.all(nodes.map((node) => this.tell(node, loadOf(node))));
    return nodes.filter((_, at) => told[at] === false);
  }

  /** Tells one node of a changed load; resolves to `false` when it cannot be told. */
  tell(node: ClusterNode, load: ToldLoad): Promise<boolean> {
    return tellChange(node, load, this.#totals);
  }

  /** All background users. */
  get backgroundUsers(): number {
    return this.crowd.reduce((sum, { users }) => sum + users, 0);
  }

  /** Interrupts running iterations and lets nodes send what they measured. Resolves when all users have ended or the time is up. */
  async endUsers(timeoutMs: number): Promise<void> {
    const ending = this.everyone
      .filter((node) => (node.status === "ready" || node.status === "running") && node.isReachable)
      .map(async (node) => {
        await node.connection.request("runner.stop", {}, { timeoutMs });
        await node.ended;
      });
    await withDeadline(Promise.allSettled(ending), { clock: this.#clock, timeoutMs, what: "the users to end" }).catch(() => {});
  }

  /**
   * Ends every node, giving it `graceMs` to end by itself (default: `poolOptions.shutdownTimeout`), and verifies that it is gone.
   * Idempotent: the first call counts. Rejects with `DEADLINE_EXCEEDED` if something may be left behind.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    return this.#tearDown(options.graceMs);
  }

  #grow(nodes: readonly ClusterNode[], users: number, onWarning: (message: string) => void): void {
    const before = this.everyone.reduce((sum, node) => sum + node.users, 0);
    const total = growCluster({ users, nodes, everyone: this.everyone, singleNode: this.#singleNode, onWarning });
    if (total > before) this.#totals.push(total);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Sizes the cluster by its first node, boots the rest, and spreads the users. */
async function complete(boot: ClusterBoot, { onWarning }: ClusterPorts): Promise<Omit<ClusterParts, "ports">> {
  const { options, first, browser, backend, tearDown } = boot;
  const { users, sizing } = boot.size(onWarning);
  const hosts = [first, ...(await boot.bootRest(sizing.nodes - 1))];
  const nodes = await boot.bootProcesses(hosts, sizing.processesPerNode ?? 1);
  const all = boot.background === undefined ? undefined : { users: options.backgroundUsers, browser: boot.background };
  if (all !== undefined) for (const node of hosts) node.crowd = crowdOnOne(all, hosts.length);
  spread(nodes, { users, before: 0 });
  const crowd = await boot.bootCrowd(hosts, sizing.crowd?.processesPerNode ?? 0);
  if (crowd.length > 0) spread(crowd, { users: options.backgroundUsers, before: users });
  const { singleNode } = backend.caps;
  return { poolName: options.slug, sizing, browser, nodes, crowd, singleNode, tearDown };
}

/** Background users have the ids after those in browsers. */
function spread(nodes: readonly ClusterNode[], { users, before }: { readonly users: number; readonly before: number }): void {
  const capacities = nodes.map((node) => capacityOfNode(node, nodes));
  for (const [at, share] of shareUsers(users, capacities).entries()) {
    const node = nodes[at];
    if (node !== undefined) node.share = { ...share, users: { ...share.users, first: before + share.users.first } };
  }
}
