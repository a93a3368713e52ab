import type { Clock } from "../../base/clock.js";
import { deferred } from "../../base/deadline.js";
import { debugLog, passDebugLines } from "../../base/debug-log.js";
import { type ErrorCode, LiveLoadError, messageOf } from "../../base/errors.js";
import type { Secret } from "../../base/secrets/secret.js";
import { Connection } from "../../channel/connection.js";
import type { NoticeOf } from "../../channel/contract.js";
import { CLOSE_CODES, type Transport } from "../../channel/transport.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { NodeRef } from "../backend.js";
import type { Crowd } from "../boot/sizing.js";
import { versionMismatch } from "../boot/version-mismatch.js";
import type { NodeShare } from "../cluster-plan.js";
import { BatchIntake } from "./batch-intake.js";
import { type ClockOffset, measureOffset } from "./clock-offset.js";
import type { EventsOfNode, NoticeToRunner } from "./node-events.js";
import { NodeLease } from "./node-lease.js";
import { NodeSilences } from "./node-silences.js";
import { type NodeStatus, TRANSITIONS } from "./node-status.js";
import { CONTROLLER_VOCABULARY, type Join, NODE_VOCABULARY, type NodeConnection, type NodeFinish } from "./node-vocabulary.js";
import { relayRunner } from "./relay-runner.js";

/** Events that a node reports to its owner. */
export type NodeEvents = EventsOfNode<ClusterNode>;

/** Options of a {@link ClusterNode}. */
export interface ClusterNodeOptions extends Pick<ClusterNode, "name" | "secret">, Partial<Pick<ClusterNode, "host">> {
  readonly clock: Clock;
  readonly version: string;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  readonly events: NodeEvents;
}

const log = debugLog("cluster");
const CLOCK_TIMEOUT_MS = 5000;
/** After these close codes a reconnect would end the same way: the node would send the same message, and it would be rejected again. */
const BREACHES: ReadonlySet<number> = new Set([CLOSE_CODES.protocolError, CLOSE_CODES.tooBig, CLOSE_CODES.failed]);

/** A node from the point of view of the controller: its state, connection, lease and batches. */
export class ClusterNode {
  readonly name: string;
  /** The node whose machine it runs on, if not the first process there. */
  readonly host: ClusterNode | undefined;
  /** It is a process of background users: they are counted, sized and set apart from the users in browsers. */
  isBackground = false;
  readonly secret: Secret;
  readonly #options: ClusterNodeOptions;
  readonly #joined = deferred<void>();
  readonly #ended = deferred<NodeFinish | undefined>();
  readonly #lease: NodeLease;
  readonly #batches: BatchIntake;
  #status: NodeStatus = "launching";
  #connection: NodeConnection | undefined;
  /** The exit of its process, once the platform has reported it. */
  #exit: LiveLoadError | undefined;
  #finish: NodeFinish | undefined;
  #offset: ClockOffset | undefined;
  resources: NodeResources | undefined;
  browser: BrowserDescription | undefined;
  ref: NodeRef | undefined;
  /** The users assigned to it before the load began. */
  share: NodeShare = { users: { first: 1, count: 0 }, ordinals: { offset: 0, stride: 1 } };
  /** The background users on this node, in processes of their own. */
  crowd: Crowd | undefined;
  /** The users added while the load runs, one share for each growth of the cluster. */
  readonly added: NodeShare[] = [];
  /** The reason why it failed or was lost. */
  trouble: LiveLoadError | undefined;
  /** When it was lost, on the controller's clock. */
  lostAtMs: number | undefined;
  readonly silences = new NodeSilences();

  constructor(options: ClusterNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.host = options.host;
    this.secret = options.secret;
    const { clock, leaseMs, renewEveryMs } = options;
    this.#lease = new NodeLease({ clock, leaseMs, graceMs: 2 * renewEveryMs, onOver: () => this.#leaseOver() });
    this.#batches = new BatchIntake({
      store: (bytes) => options.events.onBatch(this, bytes),
      acknowledge: (epoch, seq) => {
        if (this.#connection?.isOpen === true) this.#connection.notify("batch.ack", { epoch, seq });
        this.#checkFinished();
      },
      refuse: (why) => this.#breach(`a batch cannot be stored: ${messageOf(why)}`),
    });
  }

  get status(): NodeStatus {
    return this.#status;
  }

  /** All users assigned to it. */
  get users(): number {
    return [this.share, ...this.added].reduce((sum, { users }) => sum + users.count, 0);
  }

  /** True while it is connected. */
  get isReachable(): boolean {
    return this.#connection?.isOpen === true;
  }

  /** The outcome of its users; `undefined` while they are running, and for a lost node. */
  get finish(): NodeFinish | undefined {
    return this.#finish;
  }

  /** Resolves when the node has joined; rejects when it has failed. */
  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  /** Resolves when the node sends nothing more: to its finish once all its batches are stored, or to `undefined` if it was lost or stopped. */
  get ended(): Promise<NodeFinish | undefined> {
    return this.#ended.promise;
  }

  /** Throws `CHANNEL_CLOSED` while the node is not connected. */
  get connection(): NodeConnection {
    if (this.#connection?.isOpen !== true) throw new LiveLoadError("CHANNEL_CLOSED", `the node ${this.name} cannot be reached`);
    return this.#connection;
  }

  /** Accepts an authenticated connection of the node; it replaces an earlier one once the node joins on it. */
  accept(transport: Transport): void {
    if (TRANSITIONS[this.#status].length === 0) {
      transport.close(CLOSE_CODES.refused, "the node is not part of the run any more");
      return;
    }
    const connection: NodeConnection = new Connection({
      transport,
      clock: this.#options.clock,
      ours: CONTROLLER_VOCABULARY,
      theirs: NODE_VOCABULARY,
      debug: { peer: this.name, leaveOut: ["node.debug"] },
      lifeSigns: { pingEveryMs: 2000, silenceLimitMs: 10_000, onHeardAgain: (silence) => this.silences.add(silence) },
    });
    connection.handle("cluster.join", (join) => this.#join(join, connection));
    connection.handle("lease.renew", () => {
      if (connection !== this.#connection) throw new LiveLoadError("CHANNEL_PROTOCOL", "lease.renew arrived before cluster.join");
      this.#lease.renew();
      return {};
    });
    relayRunner(connection, {
      node: this,
      events: this.#options.events,
      isCurrent: () => connection === this.#connection,
    });
    connection.onBinary((bytes) => this.#receive(bytes, connection));
    this.#listen(connection);
    connection.start();
    void connection.closed.then(({ code, reason }) => {
      if (BREACHES.has(code)) this.#breach(reason);
      if (connection !== this.#connection) return;
      this.#connection = undefined;
      const now = this.#options.clock.now();
      this.silences.begin(code === CLOSE_CODES.silent ? (connection.heardAtMs ?? now) : now);
      this.#options.events.onReachable(this, false);
      if (this.#exit !== undefined) this.become("lost", this.#exit);
    });
  }

  /** Handles the exit of its process. What the node sent before is still accepted until its connection closes. */
  exited(trouble: LiveLoadError): void {
    if (this.#status === "launching") this.become("failed", trouble);
    else if (this.isReachable) this.#exit = trouble;
    else this.become("lost", trouble);
  }

  /** The only way to change the status. Ignores transitions that the table does not have. */
  become(status: NodeStatus, trouble?: LiveLoadError): void {
    if (!TRANSITIONS[this.#status].includes(status)) return;
    if (status === "lost" && this.#isComplete) return;
    if (log.isOn) log.write(`${this.name} ${this.#status} → ${status}${trouble === undefined ? "" : `: ${trouble.message}`}`);
    this.#status = status;
    this.trouble = trouble ?? this.trouble;
    if (status === "lost") this.lostAtMs = this.#options.clock.now();
    if (status === "joined") this.#joined.resolve();
    if (TRANSITIONS[status].length === 0) {
      this.#lease.cancel();
      this.#joined.reject(trouble ?? new LiveLoadError("ABORTED", `the node ${this.name} was stopped`));
      this.#ended.resolve(status === "stopped" ? this.#finish : undefined);
      const connection = this.#connection;
      this.#connection = undefined;
      connection?.close(CLOSE_CODES.refused, status);
    }
    this.#options.events.onStatus(this, status);
  }

  /** Notifies the runner; dropped while the node is not connected. */
  notifyRunner<N extends NoticeToRunner>(name: N, notice: NoticeOf<typeof CONTROLLER_VOCABULARY, N>): void {
    this.#connection?.notify(name, notice);
  }

  /** Estimates the offset of the node's clock. */
  async measureOffset(signal: AbortSignal): Promise<void> {
    const ask = async () => (await this.connection.request("node.clock", {}, { timeoutMs: CLOCK_TIMEOUT_MS, signal })).nodeMs;
    this.#offset = await measureOffset(this.#options.clock, ask);
  }

  /** Converts an instant on our clock to the node's clock. */
  toNodeTime(ms: number): number {
    return ms + (this.#offset?.offsetMs ?? 0);
  }

  /** The maximum error of the estimated offset. */
  get clockUncertaintyMs(): number {
    return this.#offset?.uncertaintyMs ?? 0;
  }

  #join(join: Join, connection: NodeConnection): { leaseMs: number; renewEveryMs: number; lastSeq: number } {
    const { version, leaseMs, renewEveryMs } = this.#options;
    const mismatch = versionMismatch(this.name, join, version);
    if (mismatch !== undefined) {
      this.become("failed", mismatch);
      throw mismatch;
    }
    const isFirst = this.#status === "launching";
    if (isFirst && join.resume) throw new LiveLoadError("CHANNEL_PROTOCOL", "there is nothing to resume");
    // The same epoch again is a resume even if the node does not say so: it never received the answer to its first join.
    if (!isFirst && join.epoch !== this.#batches.epoch)
      throw new LiveLoadError("CHANNEL_PROTOCOL", "the node has joined already");
    if (isFirst) {
      this.#batches.begin(join.epoch);
      this.resources = join.resources;
    }
    const previous = this.#connection;
    this.#connection = connection;
    previous?.close(CLOSE_CODES.replaced, "a newer connection took its place");
    this.#lease.renew();
    const now = this.#options.clock.now();
    this.silences.replaced(previous?.heardAtMs ?? now, now);
    this.silences.end(now);
    if (isFirst) this.become("joined");
    else if (previous === undefined) this.#options.events.onReachable(this, true);
    if (!isFirst) this.#options.events.onResumed(this);
    return { leaseMs, renewEveryMs, lastSeq: this.#batches.lastSeq };
  }

  #listen(connection: NodeConnection): void {
    const { events } = this.#options;
    connection.on("node.debug", ({ lines }) => passDebugLines(lines));
    connection.on("node.stalled", ({ silentMs }) =>
      events.onWarning(this, `the runner has not responded for ${Math.round(silentMs / 1000)} s`),
    );
    connection.on("node.runnerExited", ({ code, signal, lastLines }) => {
      const how = signal === null ? `with code ${code}` : `on ${signal}`;
      const last = lastLines.length === 0 ? "" : `: ${lastLines.join(" | ")}`;
      this.become("lost", this.#error("NODE_LOST", `the runner of ${this.name} exited ${how}${last}`));
    });
    connection.on("runner.finished", (finish) => {
      this.#finish = finish;
      this.#checkFinished();
    });
  }

  #leaseOver(): void {
    const { leaseMs } = this.#options;
    this.become("lost", this.#error("NODE_LOST", `the node ${this.name} has not been heard from for ${leaseMs / 1000} s`));
  }

  #error(code: ErrorCode, message: string): LiveLoadError {
    return new LiveLoadError(code, message, { details: { node: this.name } });
  }

  #receive(bytes: Uint8Array, connection: NodeConnection): void {
    if (connection !== this.#connection) return;
    try {
      this.#batches.take(bytes);
    } catch (error) {
      this.#breach(messageOf(error));
    }
  }

  /** Ends a node that violates the protocol: it would send the same again on every new connection. */
  #breach(why: string): void {
    const end = this.#status === "launching" ? "failed" : "lost";
    if (!TRANSITIONS[this.#status].includes(end)) return;
    // Its finish refers to batches that were never stored.
    this.#finish = undefined;
    this.become(
      end,
      this.#error("CHANNEL_PROTOCOL", `the node ${this.name} was ended because it sent something invalid: ${why}`),
    );
  }

  /** True once its users have ended and all its batches have arrived: nothing more can be lost with it. */
  get #isComplete(): boolean {
    return this.#finish !== undefined && this.#batches.takenSeq >= this.#finish.lastSeq;
  }

  /** A node is finished once it has said so and its last batch is stored. */
  #checkFinished(): void {
    if (this.#finish === undefined || this.#batches.lastSeq < this.#finish.lastSeq) return;
    this.become("finished");
    if (this.#status === "finished") this.#ended.resolve(this.#finish);
  }
}
