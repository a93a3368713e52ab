import type { Clock } from "../../base/clock.js";
import { delay, withDeadline } from "../../base/deadline.js";
import { debugLog } from "../../base/debug-log.js";
import { isLiveLoadError, type LiveLoadError, messageOf } from "../../base/errors.js";
import { newNodeId, newSecretText } from "../../base/ids.js";
import { Secret } from "../../base/secrets/secret.js";
import { sharedAbortController } from "../../base/shared-abort.js";
import { AGENT_ENVIRONMENT, nodeMark } from "../../protocol/agent-environment.js";
import type { ClusterBackend, NodeEvent, NodeRef, NodeSpec } from "../backend.js";
import { bootFailure, isRefusal } from "../boot/boot-failure.js";
import type { ResolvedPoolOptions } from "../boot/pool-options.js";
import { ClusterNode, type NodeEvents } from "./cluster-node.js";
import { endAll } from "./end-all.js";
import { endOf, eventText, nodeError } from "./node-ends.js";
import { TRANSITIONS } from "./node-status.js";

/** Options of a {@link NodePool}. */
export interface NodePoolOptions {
  readonly slug: string;
  readonly runId: string;
  readonly backend: ClusterBackend;
  readonly pool: ResolvedPoolOptions;
  readonly clock: Clock;
  readonly version: string;
  readonly controllerUrl: string;
  /** The user's additional environment variables for nodes. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 after which no node may run. */
  readonly expiresAt: number;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** All nodes by name, shared with the listener that admits them; nodes that failed to boot are removed. */
  readonly nodes: Map<string, ClusterNode>;
  readonly events: NodeEvents;
  readonly onWarning: (message: string) => void;
  readonly signal: AbortSignal;
}

const log = debugLog("cluster");
/** Errors that are not retried. */
const FINAL_CODES = ["VERSION_MISMATCH", "ABORTED", "INVALID_OPTION"] as const;
/** A node acknowledges the request to stop before it ends. */
const STOP_ANSWER_MS = 2000;
const ADD_TIMEOUT_MS = 10_000;
const ADD_AGAIN_MS = 250;

/** Boots the nodes of a cluster, each with its own deadline and attempts, and ends them. */
export class NodePool {
  readonly #options: NodePoolOptions;
  /** Every node that was ever created, for the teardown. */
  readonly #refs = new Map<string, NodeRef>();
  readonly #launching = sharedAbortController();
  readonly #launches: Promise<void>[] = [];
  #stopping = false;

  constructor(options: NodePoolOptions) {
    this.#options = options;
  }

  /** Boots the nodes with these numbers. Resolves when all have joined; rejects when one has failed its last attempt. */
  async boot(indexes: readonly number[]): Promise<readonly ClusterNode[]> {
    if (indexes.length === 0) return [];
    const { pool } = this.#options;
    this.#hook(() => pool.onGrowStart(indexes.length));
    try {
      const booted: ClusterNode[] = [];
      for (let at = 0; at < indexes.length; at += pool.bootConcurrency) {
        booted.push(...(await this.#bootTogether(indexes.slice(at, at + pool.bootConcurrency))));
      }
      return booted;
    } finally {
      this.#hook(() => pool.onGrowEnd(this.#options.nodes.size));
    }
  }

  /** Starts one more process on a node that has joined, as a node of its own. Resolves when it has joined, too. */
  async addProcess(host: ClusterNode, name: string, isBackground: boolean): Promise<ClusterNode> {
    const node = this.#admit({ name, host, secret: host.secret });
    node.ref = host.ref;
    node.isBackground = isBackground;
    await this.#askFor(node, host);
    await this.#awaitJoin(node);
    return node;
  }

  /** Asks again while the host's connection is interrupted: it adds a process of a name once. */
  async #askFor({ name }: ClusterNode, host: ClusterNode): Promise<void> {
    const { clock, signal } = this.#options;
    for (const lateMs = clock.now() + ADD_TIMEOUT_MS; ; ) {
      try {
        await host.connection.request("node.addRunner", { node: name }, { timeoutMs: ADD_TIMEOUT_MS, signal });
        return;
      } catch (error) {
        if (signal.aborted || clock.now() >= lateMs) throw error;
        if (isNodeLeft(host)) await delay(ADD_AGAIN_MS, { clock, signal });
        else throw host.trouble ?? error;
      }
    }
  }

  /**
   * Asks every node to end, ends it through the platform, and verifies that it is gone. Rejects with what could not be done.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const { backend, runId, clock } = this.#options;
    const nodes = [...this.#options.nodes.values()];
    await Promise.all(nodes.map((node) => askToStop(node, graceMs)));
    for (const node of nodes) node.become("stopped");
    this.#launching.abort();
    await endAll({ backend, runId, clock, graceMs, launches: this.#launches, refs: () => [...this.#refs.values()] });
  }

  async #bootTogether(indexes: readonly number[]): Promise<readonly ClusterNode[]> {
    const booted = new Map<number, ClusterNode>();
    let waiting = indexes;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const isLast = attempt >= this.#options.pool.bootAttempts;
      const nodes = waiting.map((index) => ({ index, node: this.#makeNode(index, attempt) }));
      this.#launches.push(this.#launch(nodes.map(({ node }) => node)));
      const failed: number[] = [];
      const boots = nodes.map(async ({ index, node }) => {
        try {
          await this.#awaitJoin(node);
          booted.set(index, node);
        } catch (error) {
          if (isLast || isFinal(error) || this.#options.signal.aborted) throw error;
          await this.#discard(node);
          failed.push(index);
        }
      });
      await Promise.all(boots);
      waiting = failed;
    }
    return indexes.flatMap((index) => booted.get(index) ?? []);
  }

  /** Makes the node for a number. Each attempt has its own name, so that a late node of an earlier attempt is not mistaken for it. */
  #makeNode(index: number, attempt: number): ClusterNode {
    const { slug } = this.#options;
    const name = attempt === 1 ? newNodeId(slug, index) : `${newNodeId(slug, index)}-${attempt}`;
    return this.#admit({ name, secret: new Secret(newSecretText()) });
  }

  /** Lets a node join that is about to be started. */
  #admit(made: Pick<ConstructorParameters<typeof ClusterNode>[0], "name" | "secret" | "host">): ClusterNode {
    const { clock, version, leaseMs, renewEveryMs, events } = this.#options;
    const watched: NodeEvents = {
      ...events,
      onStatus: (node, status) => {
        if (status === "lost") this.#abandon(node);
        events.onStatus(node, status);
        if (status === "lost" || status === "failed") this.#loseProcesses(node);
      },
    };
    const node = new ClusterNode({ ...made, clock, version, leaseMs, renewEveryMs, events: watched });
    this.#options.nodes.set(made.name, node);
    events.onStatus(node, node.status);
    return node;
  }

  /** Launches the nodes and follows their events until they have ended. */
  async #launch(nodes: readonly ClusterNode[]): Promise<void> {
    const { backend } = this.#options;
    try {
      const specs = nodes.map((node) => this.#specOf(node));
      for await (const event of backend.launch(specs, this.#launching.signal)) this.#follow(event);
    } catch (error) {
      const why = (node: ClusterNode) =>
        isFinal(error) ? (error as LiveLoadError) : nodeError(node, `could not be created: ${messageOf(error)}`, error);
      for (const node of nodes) node.exited(why(node));
    }
  }

  #specOf(node: ClusterNode): NodeSpec {
    const { controllerUrl, runId, expiresAt, env } = this.#options;
    const argv = ["--controller", controllerUrl, "--run", runId, "--node", node.name, "--expires", String(expiresAt)];
    return {
      nodeId: node.name,
      secret: node.secret,
      argv,
      env: { ...env, [AGENT_ENVIRONMENT.node]: nodeMark(runId, node.name) },
      labels: { "liveload.run": runId, "liveload.expires": String(expiresAt), "liveload.node": node.name },
      expiresAt,
    };
  }

  #follow(event: NodeEvent): void {
    if (log.isOn) log.write(`backend event: ${eventText(event)}`);
    if (event.type === "created") {
      this.#refs.set(event.ref.nodeId, event.ref);
      const node = this.#options.nodes.get(event.ref.nodeId);
      if (node !== undefined) node.ref = event.ref;
      return;
    }
    if (event.type !== "exited" && event.type !== "failed") return;
    const node = this.#options.nodes.get(event.nodeId);
    if (this.#stopping) node?.become("stopped");
    else if (node !== undefined) {
      node.exited(endOf(node, event));
      this.#loseProcesses(node);
    }
  }

  async #awaitJoin(node: ClusterNode): Promise<void> {
    const { clock, pool, signal } = this.#options;
    try {
      const what = `the node ${node.name} to join`;
      await withDeadline(node.joined, { clock, timeoutMs: pool.bootTimeoutMs, what, signal });
    } catch (error) {
      if (isFinal(error) || signal.aborted) throw error;
      throw await bootFailure(node, error, { backend: this.#options.backend, clock, bootTimeoutMs: pool.bootTimeoutMs });
    }
  }

  async #discard(node: ClusterNode): Promise<void> {
    node.become("failed");
    this.#options.nodes.delete(node.name);
    await this.#end(node);
  }

  /** Ends a lost node, which may still be running: it must not load the site any longer. */
  #abandon(node: ClusterNode): void {
    if (this.#stopping || node.host !== undefined) return;
    const left = [...this.#options.nodes.values()].filter(isNodeLeft).length;
    this.#hook(() => this.#options.pool.onShrink(left));
    void this.#end(node);
  }

  /** The processes that were added to a node end with it. */
  #loseProcesses(host: ClusterNode): void {
    for (const node of this.#options.nodes.values()) {
      if (node.host === host) node.exited(nodeError(node, `ended with the node ${host.name}`));
    }
  }

  async #end(node: ClusterNode): Promise<void> {
    const { backend, onWarning } = this.#options;
    const ref = this.#refs.get(node.name);
    if (ref === undefined) return;
    await backend
      .stop([ref], 0)
      .catch((error: unknown) => onWarning(`the node ${node.name} could not be ended: ${messageOf(error)}`));
  }

  /** A hook that throws is a bug of the user; it does not end the run. */
  #hook(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.onWarning(`a hook of poolOptions threw: ${messageOf(error)}`);
    }
  }
}

function isNodeLeft({ status, host }: ClusterNode): boolean {
  return host === undefined && TRANSITIONS[status].length > 0;
}

async function askToStop(node: ClusterNode, graceMs: number): Promise<void> {
  try {
    // Less than its full grace period, so that the node can end its processes before the platform kills it.
    await node.connection.request("node.stop", { graceMs: 0.8 * graceMs }, { timeoutMs: STOP_ANSWER_MS });
  } catch {
    // A node that cannot be reached is ended through the platform.
  }
}

function isFinal(error: unknown): boolean {
  return FINAL_CODES.some((code) => isLiveLoadError(error, code)) || isRefusal(error);
}
