import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../base/errors.js";
import { newNodeId, newSecretText } from "../base/ids.js";
import { Secret } from "../base/secret.js";
import type { ClusterBackend, NodeEvent, NodeRef, NodeSpec } from "./backend.js";
import { ClusterNode, type NodeEvents } from "./cluster-node.js";
import type { ResolvedPoolOptions } from "./pool-options.js";

/** What a pool is made with. */
export interface NodePoolOptions {
  readonly slug: string;
  readonly runId: string;
  readonly backend: ClusterBackend;
  readonly pool: ResolvedPoolOptions;
  readonly clock: Clock;
  readonly version: string;
  readonly controllerUrl: string;
  /** Milliseconds since 1970 after which no node lives. */
  readonly expiresAt: number;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  readonly events: NodeEvents;
  readonly signal: AbortSignal;
}

/** Errors that another attempt would only repeat. */
const FINAL_CODES = ["VERSION_MISMATCH", "ABORTED", "BROWSER_NOT_FOUND"] as const;
const DIAGNOSE_TIMEOUT_MS = 5000;

/** The nodes of a cluster: boots them, each with its own deadline and attempts, and ends them. */
export class NodePool {
  readonly #options: NodePoolOptions;
  /** By name; those that failed to boot are taken out again. */
  readonly nodes = new Map<string, ClusterNode>();
  /** Everything that was ever created, for the teardown. */
  readonly #refs = new Map<string, NodeRef>();
  readonly #launching = new AbortController();

  constructor(options: NodePoolOptions) {
    this.#options = options;
  }

  /** Boots the nodes with these numbers and resolves when all have joined; rejects with the first that failed for good. */
  async boot(indexes: readonly number[]): Promise<readonly ClusterNode[]> {
    const { pool } = this.#options;
    pool.onGrowStart(indexes.length);
    try {
      const booted: ClusterNode[] = [];
      for (let at = 0; at < indexes.length; at += pool.bootConcurrency) {
        booted.push(...(await this.#bootTogether(indexes.slice(at, at + pool.bootConcurrency))));
      }
      return booted;
    } finally {
      pool.onGrowEnd(this.nodes.size);
    }
  }

  /** The node that a secret belongs to, for the listener. */
  secretOf(name: string): Secret | undefined {
    return this.nodes.get(name)?.secret;
  }

  /** Ends every node: asks, deletes in bulk, and looks whether they are gone. Resolves to the names of those that are not. */
  async stop(graceMs: number): Promise<readonly string[]> {
    const { backend, runId } = this.#options;
    const nodes = [...this.nodes.values()];
    await Promise.all(nodes.map((node) => askToStop(node, graceMs)));
    for (const node of nodes) node.become("stopped");
    await backend.stop([...this.#refs.values()], graceMs);
    this.#launching.abort();
    const left = await backend.list({ "liveload.run": runId });
    if (left.length === 0) return [];
    await backend.destroyAll(runId);
    return (await backend.list({ "liveload.run": runId })).map(({ nodeId }) => nodeId);
  }

  async #bootTogether(indexes: readonly number[]): Promise<readonly ClusterNode[]> {
    let waiting = indexes;
    const booted: ClusterNode[] = [];
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const nodes = waiting.map((index) => this.#plan(index, attempt));
      const launch = this.#launch(nodes);
      const results = await Promise.allSettled(nodes.map((node) => this.#awaitJoin(node, launch)));
      const failed: number[] = [];
      for (const [at, result] of results.entries()) {
        const [node, index] = [nodes[at], waiting[at]];
        if (node === undefined || index === undefined) continue;
        if (result.status === "fulfilled") booted.push(node);
        else if (attempt >= this.#options.pool.bootAttempts || isFinal(result.reason)) throw result.reason;
        else {
          failed.push(index);
          await this.#discard(node);
        }
      }
      waiting = failed;
    }
    return booted;
  }

  /** A node of this number; another attempt has another name, so that a late one of before cannot be taken for it. */
  #plan(index: number, attempt: number): ClusterNode {
    const { slug, clock, version, leaseMs, renewEveryMs, events } = this.#options;
    const name = attempt === 1 ? newNodeId(slug, index) : `${newNodeId(slug, index)}-${attempt}`;
    const node = new ClusterNode({ name, secret: new Secret(newSecretText()), clock, version, leaseMs, renewEveryMs, events });
    this.nodes.set(name, node);
    return node;
  }

  /** Asks the backend for the nodes and follows what it tells of them until they have ended. */
  async #launch(nodes: readonly ClusterNode[]): Promise<void> {
    const { backend } = this.#options;
    try {
      for await (const event of backend.launch(
        nodes.map((node) => this.#specOf(node)),
        this.#launching.signal,
      ))
        this.#follow(event);
    } catch (error) {
      for (const node of nodes)
        node.become(node.status === "launching" ? "failed" : "lost", creationFailed(node.name, messageOf(error), error));
    }
  }

  #specOf(node: ClusterNode): NodeSpec {
    const { controllerUrl, runId, expiresAt } = this.#options;
    const argv = ["--controller", controllerUrl, "--run", runId, "--node", node.name, "--expires", String(expiresAt)];
    return {
      nodeId: node.name,
      secret: node.secret,
      argv,
      env: {},
      cpus: undefined,
      memoryBytes: undefined,
      labels: { "liveload.run": runId, "liveload.expires": String(expiresAt), "liveload.node": node.name },
      expiresAt,
    };
  }

  #follow(event: NodeEvent): void {
    if (event.type === "created") {
      this.#refs.set(event.ref.nodeId, event.ref);
      const node = this.nodes.get(event.ref.nodeId);
      if (node !== undefined) node.ref = event.ref;
      return;
    }
    if (event.type !== "exited" && event.type !== "failed") return;
    const node = this.nodes.get(event.nodeId);
    if (node === undefined || node.status === "finished") return;
    node.become(node.status === "launching" ? "failed" : "lost", creationFailed(node.name, `it ended (${event.reason})`));
  }

  async #awaitJoin(node: ClusterNode, launch: Promise<void>): Promise<void> {
    const { clock, pool, signal } = this.#options;
    const joined = Promise.race([node.joined, launch.then(() => node.joined)]);
    try {
      await withDeadline(joined, { clock, timeoutMs: pool.bootTimeoutMs, what: `the node ${node.name} to join`, signal });
    } catch (error) {
      if (isFinal(error)) throw error;
      throw await this.#diagnosed(node, error);
    }
  }

  async #diagnosed(node: ClusterNode, error: unknown): Promise<LiveLoadError> {
    const { backend, clock, pool } = this.#options;
    const asked = node.ref === undefined ? undefined : backend.diagnose(node.ref);
    const diagnosis = await withDeadline(Promise.resolve(asked), {
      clock,
      timeoutMs: DIAGNOSE_TIMEOUT_MS,
      what: "a diagnosis",
    }).catch(() => undefined);
    const details = {
      node: node.name,
      status: diagnosis?.status ?? "unknown to the platform",
      lastLines: diagnosis?.lastLines ?? [],
    };
    const lastLine = diagnosis?.lastLines.at(-1);
    const said = lastLine === undefined ? "" : `; its last line was: ${lastLine}`;
    if (isLiveLoadError(error, "DEADLINE_EXCEEDED")) {
      const message = `the node ${node.name} did not join within ${pool.bootTimeoutMs / 1000} s (${details.status})${said}`;
      return new LiveLoadError("CLUSTER_NODE_CREATION_TIMEOUT", message, {
        hint: "poolOptions.bootTimeout gives it longer",
        details,
        cause: error,
      });
    }
    return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `${messageOf(error)}${said}`, { details, cause: error });
  }

  async #discard(node: ClusterNode): Promise<void> {
    node.become("failed");
    this.nodes.delete(node.name);
    const ref = this.#refs.get(node.name);
    if (ref !== undefined) await this.#options.backend.stop([ref], 0);
  }
}

async function askToStop(node: ClusterNode, graceMs: number): Promise<void> {
  try {
    await node.connection.request("node.stop", { graceMs }, { timeoutMs: Math.max(1000, graceMs) });
  } catch {
    // A node that cannot be asked is ended by the backend.
  }
}

function isFinal(error: unknown): boolean {
  return FINAL_CODES.some((code) => isLiveLoadError(error, code));
}

function creationFailed(node: string, why: string, cause?: unknown): LiveLoadError {
  return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the node ${node} is not there: ${why}`, { details: { node }, cause });
}
