import type { Clock } from "../../base/clock.js";
import { delay } from "../../base/deadline.js";
import { debugLog } from "../../base/debug-log.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { Connection } from "../../channel/connection.js";
import type { NoticeOf, NotificationName, ParamsOf, RequestName, ResultOf } from "../../channel/contract.js";
import { CLOSE_CODES, type Transport } from "../../channel/transport.js";
import {
  CONTROLLER_NOTIFICATIONS,
  CONTROLLER_REQUESTS,
  NODE_NOTIFICATIONS,
  NODE_REQUESTS,
  REPEATED_NOTIFICATIONS,
} from "../../protocol/messages.js";
import type { NodeResources } from "../../protocol/resources.js";
import { PROTOCOL_VERSION } from "../../protocol/version.js";
import { Outbox } from "./outbox.js";

const channel = debugLog("channel");
const NODE_VOCABULARY = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };
const CONTROLLER_VOCABULARY = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
type NodeVocabulary = typeof NODE_VOCABULARY;

/** The node's end of a connection. */
export type ControllerConnection = Connection<NodeVocabulary, typeof CONTROLLER_VOCABULARY>;

/** How a node reaches the controller, and what it joins with. */
export interface ControllerLinkOptions {
  readonly clock: Clock;
  readonly dial: (signal: AbortSignal) => Promise<Transport>;
  readonly version: string;
  readonly epoch: number;
  readonly resources: NodeResources;
  /** Adds this node's handlers to every new connection, before it starts. */
  readonly serve: (connection: ControllerConnection) => void;
  /** Called when the link has ended for good: the controller cannot be reached, or refuses this node. */
  readonly onEnd: (why: "join-deadline" | "lease" | "refused", message: string) => void;
}

const JOIN_DEADLINE_MS = 60_000;
const JOIN_TIMEOUT_MS = 10_000;
const RETRY_MS = { first: 100, most: 1000 };
const LIFE_SIGNS = { pingEveryMs: 2000, silenceLimitMs: 10_000 };

/**
 * The node's link to the controller, across lost connections. It holds the lease. Batches stay in the outbox until they are
 * acknowledged; after a resume, those that the controller does not have are sent again.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | idle | joining | `open` |
 * | joining | joined, ended | the controller accepted the node; refused it, or could not be reached in time |
 * | joined | resuming | the connection was lost |
 * | resuming | joined, ended | there is a new connection; the lease expired first, or the controller refused the node |
 * | any | ended | `close` |
 */
export class ControllerLink {
  readonly #options: ControllerLinkOptions;
  readonly #outbox = new Outbox();
  readonly #stop = new AbortController();
  readonly #repeated = new Map<string, () => void>();
  #state: "idle" | "joining" | "joined" | "resuming" | "ended" = "idle";
  #connection: ControllerConnection | undefined;
  #leaseMs = 0;
  #renewedAtMs = 0;
  /** The controller may know this node: it has joined, or the answer to its join was lost. */
  #mayBeKnown = false;

  constructor(options: ControllerLinkOptions) {
    this.#options = options;
  }

  /** Joins, and stays joined. Resolves when the node has joined for the first time, or the link has ended. */
  async open(): Promise<void> {
    this.#state = "joining";
    const { clock } = this.#options;
    const deadlineMs = clock.now() + JOIN_DEADLINE_MS;
    await this.#connect(() => (clock.now() > deadlineMs ? "join-deadline" : undefined));
  }

  /** Whether the controller can be reached and knows this node. */
  get isJoined(): boolean {
    return this.#state === "joined";
  }

  /** Sends a batch, and repeats it after a resume until it is acknowledged. */
  send(batch: Uint8Array): void {
    this.#outbox.add(batch);
    if (this.#state === "joined") this.#connection?.sendBinary(batch);
  }

  /** Sends a notification. While the controller cannot be reached, only `REPEATED_NOTIFICATIONS` are kept. */
  notify<N extends NotificationName<NodeVocabulary>>(name: N, params: NoticeOf<NodeVocabulary, N>): void {
    const send = () => this.#connection?.notify(name, params);
    if (REPEATED_NOTIFICATIONS.includes(name)) this.#repeated.set(name, send);
    if (this.#state === "joined") send();
  }

  /**
   * Sends a request, and repeats it on each new connection until its deadline: only for idempotent requests. Rejects with the
   * controller's error, or that of the last attempt.
   */
  async request<N extends RequestName<NodeVocabulary>>(
    name: N,
    params: ParamsOf<NodeVocabulary, N>,
    timeoutMs: number,
  ): Promise<ResultOf<NodeVocabulary, N>> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    const deadlineMs = clock.now() + timeoutMs;
    for (;;) {
      const leftMs = deadlineMs - clock.now();
      try {
        if (this.#state !== "joined" || this.#connection === undefined)
          throw new LiveLoadError("CHANNEL_CLOSED", "the controller cannot be reached");
        return await this.#connection.request(name, params, { timeoutMs: leftMs, signal });
      } catch (error) {
        if (!isLiveLoadError(error, "CHANNEL_CLOSED") || leftMs <= RETRY_MS.first) throw error;
      }
      await delay(RETRY_MS.first, { clock, signal });
    }
  }

  /** Closes the link without calling `onEnd`. */
  close(): void {
    this.#state = "ended";
    this.#stop.abort();
    this.#connection?.close();
  }

  async #connect(isOver: () => "join-deadline" | "lease" | undefined): Promise<void> {
    const { clock } = this.#options;
    let pauseMs = RETRY_MS.first;
    let last = "the controller was never reached";
    while (this.#state !== "ended") {
      const why = isOver();
      if (why !== undefined) return this.#end(why, last);
      try {
        await this.#joinOnce();
        return;
      } catch (error) {
        last = messageOf(error);
        if (channel.isOn) channel.write(`cannot join: ${last}`);
        if (isRefusal(error)) return this.#end("refused", last);
      }
      await delay(pauseMs, { clock, signal: this.#stop.signal }).catch(() => {});
      pauseMs = Math.min(2 * pauseMs, RETRY_MS.most);
    }
  }

  async #joinOnce(): Promise<void> {
    const { clock, dial, serve, version, epoch, resources } = this.#options;
    const connection: ControllerConnection = new Connection({
      transport: await dial(this.#stop.signal),
      clock,
      ours: NODE_VOCABULARY,
      theirs: CONTROLLER_VOCABULARY,
      lifeSigns: LIFE_SIGNS,
      debug: { peer: "controller", leaveOut: ["node.debug"] },
    });
    connection.on("batch.ack", (ack) => {
      if (ack.epoch === epoch) this.#outbox.acknowledge(ack.seq);
    });
    serve(connection);
    connection.start();
    const resume = this.#mayBeKnown;
    const askedAtMs = clock.now();
    const params = { protocol: PROTOCOL_VERSION, version, epoch, resources, resume };
    try {
      const { leaseMs, renewEveryMs, lastSeq } = await connection.request("cluster.join", params, {
        timeoutMs: JOIN_TIMEOUT_MS,
        signal: this.#stop.signal,
      });
      this.#joined(connection, { leaseMs, lastSeq, askedAtMs });
      void this.#keep(connection, renewEveryMs);
    } catch (error) {
      connection.close();
      if (this.#leaseMs === 0) this.#mayBeKnown = !resume;
      // There is nothing to resume: the request of the first join was lost, not its answer.
      if (this.#leaseMs === 0 && resume && isLiveLoadError(error, "CHANNEL_PROTOCOL"))
        throw new LiveLoadError("CHANNEL_CLOSED", error.message, { cause: error });
      throw error;
    }
  }

  #joined(
    connection: ControllerConnection,
    { leaseMs, lastSeq, askedAtMs }: { readonly leaseMs: number; readonly lastSeq: number; readonly askedAtMs: number },
  ): void {
    this.#connection = connection;
    this.#mayBeKnown = true;
    this.#leaseMs = leaseMs;
    this.#renewedAtMs = askedAtMs;
    this.#state = "joined";
    this.#outbox.acknowledge(lastSeq);
    for (const batch of this.#outbox.batches) connection.sendBinary(batch);
    for (const send of this.#repeated.values()) send();
  }

  /** Renews the lease until the connection ends; then resumes, or gives up if the lease has expired. */
  async #keep(connection: ControllerConnection, renewEveryMs: number): Promise<void> {
    const { clock } = this.#options;
    while (connection.isOpen && this.#state === "joined" && !this.#isLeaseOver()) {
      const askedAtMs = clock.now();
      try {
        await connection.request("lease.renew", {}, { timeoutMs: renewEveryMs, signal: this.#stop.signal });
        this.#renewedAtMs = askedAtMs;
      } catch {
        // Life signs and the lease decide whether the connection is lost.
      }
      const pause = delay(renewEveryMs, { clock, signal: this.#stop.signal });
      await Promise.race([pause, connection.closed]).catch(() => {});
    }
    if (this.#state !== "joined") return;
    this.#state = "resuming";
    connection.close();
    await this.#connect(() => (this.#isLeaseOver() ? "lease" : undefined));
  }

  #isLeaseOver(): boolean {
    return this.#options.clock.now() - this.#renewedAtMs > this.#leaseMs;
  }

  #end(why: "join-deadline" | "lease" | "refused", message: string): void {
    if (this.#state === "ended") return;
    this.close();
    this.#options.onEnd(why, message);
  }
}

/** Whether another attempt would be refused again. */
function isRefusal(error: unknown): boolean {
  if (isLiveLoadError(error, "VERSION_MISMATCH") || isLiveLoadError(error, "CHANNEL_PROTOCOL")) return true;
  if (!(error instanceof LiveLoadError)) return false;
  const { status, code } = error.details;
  return status === 401 || status === 404 || code === CLOSE_CODES.refused;
}
