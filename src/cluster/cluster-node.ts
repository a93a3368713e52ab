import type { Clock, Timer } from "../base/clock.js";
import { deferred } from "../base/deadline.js";
import { LiveLoadError } from "../base/errors.js";
import type { Secret } from "../base/secret.js";
import { Connection } from "../channel/connection.js";
import type { NoticeOf, ParamsOf } from "../channel/contract.js";
import { CLOSE_CODES, type Transport } from "../channel/transport.js";
import { peekBatchHeader } from "../protocol/batch-codec.js";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../protocol/messages.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import { PROTOCOL_VERSION } from "../protocol/version.js";
import type { NodeRef } from "./backend.js";
import { measureOffset } from "./clock-offset.js";

/** What the controller says to a node. */
export const CONTROLLER_VOCABULARY = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
/** What a node says to the controller. */
export const NODE_VOCABULARY = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };

/** A connection as the controller has it. */
export type NodeConnection = Connection<typeof CONTROLLER_VOCABULARY, typeof NODE_VOCABULARY>;
type Join = ParamsOf<typeof NODE_VOCABULARY, "cluster.join">;
/** How a node's users ended. */
export type NodeFinish = NoticeOf<typeof NODE_VOCABULARY, "runner.finished">;

/**
 * How a node stands.
 *
 *   launching → joined → ready → running → finished → stopped
 *   launching → failed                        (did not join, or joined wrongly)
 *   joined | ready | running → lost           (its lease ended, or its process did)
 *   any but failed, lost → stopped            (on request)
 *
 * Whether it can be reached at the moment is another matter: a node without a connection is lost only when its lease is.
 */
export type NodeStatus = "launching" | "joined" | "ready" | "running" | "finished" | "stopped" | "lost" | "failed";

const ENDED: readonly NodeStatus[] = ["stopped", "lost", "failed"];

/** What a node tells its owner. */
export interface NodeEvents {
  /** A new batch; resolves once it is safe. Called in order, and never twice for a batch. */
  readonly onBatch: (node: ClusterNode, bytes: Uint8Array) => Promise<void>;
  readonly onProgress: (node: ClusterNode, progress: NoticeOf<typeof NODE_VOCABULARY, "runner.progress">) => void;
  readonly onAbort: (node: ClusterNode, reason: string) => void;
  readonly onWarning: (node: ClusterNode, message: string) => void;
  readonly onArtifact: (node: ClusterNode, artifact: NoticeOf<typeof NODE_VOCABULARY, "runner.artifact">) => void;
  readonly onStatus: (node: ClusterNode, status: NodeStatus) => void;
}

/** What a node is made with. */
export interface ClusterNodeOptions {
  readonly name: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly version: string;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  readonly events: NodeEvents;
}

const CLOCK_TIMEOUT_MS = 5000;
const LIFE_SIGNS = { pingEveryMs: 2000, silenceLimitMs: 10_000 };
/** A lease timer that fires later than this tells that we slept, not the node. */
const OWN_STALL_MS = 1000;

/** One node as the controller sees it: its state, its connection, its lease and its batches. */
export class ClusterNode {
  readonly name: string;
  readonly secret: Secret;
  readonly #options: ClusterNodeOptions;
  readonly #joined = deferred<void>();
  readonly #ended = deferred<NodeFinish | undefined>();
  #status: NodeStatus = "launching";
  #connection: NodeConnection | undefined;
  #lease: Timer | undefined;
  #epoch = 0;
  #lastSeq = 0;
  #lastSafeSeq = 0;
  #finish: NodeFinish | undefined;
  #offset: { readonly offsetMs: number; readonly uncertaintyMs: number } | undefined;
  resources: NodeResources | undefined;
  browser: BrowserDescription | undefined;
  ref: NodeRef | undefined;
  users = { first: 1, count: 0 };
  /** Why it failed or was lost. */
  trouble: LiveLoadError | undefined;
  /** Controller's instant at which the last batch arrived. */
  lastBatchAtMs: number | undefined;

  constructor(options: ClusterNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.secret = options.secret;
  }

  get status(): NodeStatus {
    return this.#status;
  }

  /** How its users ended; `undefined` while they go on, and for a node that was lost. */
  get finish(): NodeFinish | undefined {
    return this.#finish;
  }

  /** Resolves when it has joined; rejects when it has failed. */
  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  /** Resolves when nothing more will come from it: with its finish and everything it sent, or `undefined` when it was lost or stopped. */
  get ended(): Promise<NodeFinish | undefined> {
    return this.#ended.promise;
  }

  /** The connection; throws `CHANNEL_CLOSED` while there is none. */
  get connection(): NodeConnection {
    if (this.#connection?.isOpen !== true) throw new LiveLoadError("CHANNEL_CLOSED", `the node ${this.name} cannot be reached`);
    return this.#connection;
  }

  /** Takes a connection on which the node has proved who it is; an older one ends. */
  accept(transport: Transport): void {
    if (ENDED.includes(this.#status)) {
      transport.close(CLOSE_CODES.refused, "not wanted any more");
      return;
    }
    const connection: NodeConnection = new Connection({
      transport,
      clock: this.#options.clock,
      ours: CONTROLLER_VOCABULARY,
      theirs: NODE_VOCABULARY,
      lifeSigns: LIFE_SIGNS,
    });
    connection.handle("cluster.join", (join) => this.#join(join, connection));
    connection.handle("lease.renew", () => {
      this.#renew();
      return {};
    });
    connection.onBinary((bytes) => this.#receive(bytes, connection));
    this.#listen(connection);
    connection.start();
  }

  /** Changes the status; what follows from it follows here. */
  become(status: NodeStatus, trouble?: LiveLoadError): void {
    if (this.#status === status || ENDED.includes(this.#status)) return;
    this.#status = status;
    this.trouble = trouble ?? this.trouble;
    if (status === "joined") this.#joined.resolve();
    if (ENDED.includes(status)) {
      this.#lease?.cancel();
      this.#joined.reject(trouble ?? new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the node ${this.name} was stopped`));
      this.#ended.resolve(status === "stopped" ? this.#finish : undefined);
      this.#connection?.close(CLOSE_CODES.refused, status);
    }
    this.#options.events.onStatus(this, status);
  }

  /** Estimates the difference between the node's clock and ours from round trips; the quickest counts. */
  async measureOffset(signal: AbortSignal): Promise<void> {
    const ask = async () => (await this.connection.request("node.clock", {}, { timeoutMs: CLOCK_TIMEOUT_MS, signal })).nodeMs;
    this.#offset = await measureOffset(this.#options.clock, ask);
  }

  /** Our instant on the node's clock. */
  toNodeTime(ms: number): number {
    return ms + (this.#offset?.offsetMs ?? 0);
  }

  /** How far the estimate of the offset may be off. */
  get clockUncertaintyMs(): number {
    return this.#offset?.uncertaintyMs ?? 0;
  }

  #join(join: Join, connection: NodeConnection): { leaseMs: number; renewEveryMs: number; lastSeq: number } {
    const { version, leaseMs, renewEveryMs } = this.#options;
    if (join.protocol !== PROTOCOL_VERSION || join.version !== version) {
      const error = new LiveLoadError(
        "VERSION_MISMATCH",
        `the node ${this.name} runs live-load ${join.version} (protocol ${join.protocol}), the controller ${version} (protocol ${PROTOCOL_VERSION})`,
        {
          hint: "use the same version of live-load on the nodes",
          details: { node: this.name },
        },
      );
      this.become("failed", error);
      throw error;
    }
    if (join.resume && join.epoch !== this.#epoch) throw new LiveLoadError("CHANNEL_PROTOCOL", "there is nothing to resume");
    if (!join.resume) {
      if (this.#status !== "launching") throw new LiveLoadError("CHANNEL_PROTOCOL", "the node has joined already");
      this.#epoch = join.epoch;
      this.resources = join.resources;
    }
    this.#connection?.close(CLOSE_CODES.replaced, "a newer connection took its place");
    this.#connection = connection;
    this.#renew();
    if (!join.resume) this.become("joined");
    return { leaseMs, renewEveryMs, lastSeq: this.#lastSeq };
  }

  #listen(connection: NodeConnection): void {
    const { events } = this.#options;
    connection.on("runner.progress", (progress) => events.onProgress(this, progress));
    connection.on("runner.aborted", ({ reason }) => events.onAbort(this, reason));
    connection.on("runner.warning", ({ message }) => events.onWarning(this, message));
    connection.on("runner.artifact", (artifact) => events.onArtifact(this, artifact));
    connection.on("node.stalled", ({ silentMs }) =>
      events.onWarning(this, `the runner has said nothing for ${Math.round(silentMs / 1000)} s`),
    );
    connection.on("node.runnerExited", ({ code, signal, lastLines }) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      const last = lastLines.length === 0 ? "" : `: ${lastLines.join(" | ")}`;
      this.become(
        "lost",
        new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the runner of ${this.name} ended ${how}${last}`, {
          details: { node: this.name },
        }),
      );
    });
    connection.on("runner.finished", (finish) => {
      this.#finish = finish;
      this.#checkFinished();
    });
  }

  #renew(): void {
    this.#lease?.cancel();
    const { clock, leaseMs, renewEveryMs } = this.#options;
    const watch = (delayMs: number) => {
      const dueMs = clock.now() + delayMs;
      this.#lease = clock.setTimer(() => {
        if (clock.now() - dueMs > OWN_STALL_MS) watch(2 * renewEveryMs);
        else
          this.become(
            "lost",
            new LiveLoadError("CHANNEL_CLOSED", `the node ${this.name} has not been heard of for ${leaseMs / 1000} s`, {
              details: { node: this.name },
            }),
          );
      }, delayMs);
    };
    watch(leaseMs);
  }

  #receive(bytes: Uint8Array, connection: NodeConnection): void {
    if (connection !== this.#connection) return;
    let header: { readonly epoch: number; readonly seq: number };
    try {
      header = peekBatchHeader(bytes);
      if (header.epoch !== this.#epoch || header.seq > this.#lastSeq + 1) throw new RangeError("out of sequence");
    } catch {
      connection.close(CLOSE_CODES.protocolError, "malformed or unexpected batch");
      return;
    }
    const { seq } = header;
    if (seq <= this.#lastSeq) {
      this.#acknowledge();
      return;
    }
    this.#lastSeq = seq;
    this.lastBatchAtMs = this.#options.clock.now();
    void this.#options.events.onBatch(this, bytes).then(
      () => {
        this.#lastSafeSeq = Math.max(this.#lastSafeSeq, seq);
        this.#acknowledge();
        this.#checkFinished();
      },
      () => connection.close(CLOSE_CODES.protocolError, "malformed batch"),
    );
  }

  #acknowledge(): void {
    if (this.#connection?.isOpen === true && this.#lastSafeSeq > 0)
      this.#connection.notify("batch.ack", { epoch: this.#epoch, seq: this.#lastSafeSeq });
  }

  /** Finished is who has said so and whose last batch is safe. */
  #checkFinished(): void {
    if (this.#finish === undefined || this.#lastSafeSeq < this.#finish.lastSeq) return;
    this.become("finished");
    this.#ended.resolve(this.#finish);
  }
}
