import type { Clock, Timer } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { LiveLoadError } from "../../base/errors.js";
import { Connection } from "../../channel/connection.js";
import type { Transport } from "../../channel/transport.js";
import type { NodeResources } from "../../protocol/resources.js";
import { RUNNER_VOCABULARY, type RunnerConnection, WATCHDOG_VOCABULARY } from "../ipc-vocabulary.js";
import { type ControllerConnection, ControllerLink } from "./controller-link.js";
import type { DebugLines } from "./debug-lines.js";
import { relayToController, relayToRunner } from "./relay.js";

/** Exit codes of a watchdog. */
export const WATCHDOG_EXITS = {
  /** The controller, or a signal, asked it to stop. */
  stopped: 0,
  /** It could not join in time. */
  "join-deadline": 10,
  /** The lease expired: the controller is gone. */
  lease: 11,
  /** The controller refused this node. */
  refused: 12,
  /** The node's maximum lifetime is over. */
  expired: 13,
  /** The runner exited without being asked to. */
  "runner-exited": 14,
} as const;
/** Why a watchdog ends. */
export type WatchdogEnd = keyof typeof WATCHDOG_EXITS;

/** The runner's process. */
export interface RunnerProcess {
  readonly transport: Transport;
  /** Resolves when the process has exited. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** The last lines of its output. */
  lastLines(): readonly string[];
  /** Sends a signal to the process and its group. */
  signal(signal: "SIGTERM" | "SIGKILL"): void;
}

/** What {@link WatchdogSession} acts through. */
export interface WatchdogPorts {
  readonly clock: Clock;
  readonly version: string;
  readonly epoch: number;
  /** When the node has to end, in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly resources: NodeResources;
  readonly runner: RunnerProcess;
  readonly dial: (signal: AbortSignal) => Promise<Transport>;
  readonly fetchBundle: (path: string, maxBytes: number) => Promise<Uint8Array>;
  /** Starts another runner, with a session of its own under this name. Only a node's first session can. */
  readonly addRunner?: (node: string) => void;
  /** Ends the sessions that were added. */
  readonly endAdded?: (graceMs: number) => Promise<void>;
  /** Removes the node's remaining processes and files. */
  readonly sweep: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly debugLines: DebugLines;
}

const SILENT_LIMIT_MS = 10_000;
/** As long as a lease: a runner that is silent for this long is considered dead. */
const FROZEN_LIMIT_MS = 30_000;
const CHECK_EVERY_MS = 1000;
const TERM_GRACE_MS = 5000;
/** After the runner's death, the controller has this long to receive what it left. */
const LAST_WORDS_MS = 5000;

/**
 * The watchdog's part of a node: it relays messages between the controller and the runner, and ends everything on the node
 * when it has to. It runs neither user code nor a browser.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | running | ending | the controller or a signal asks for it, the lease or the node's lifetime is over, or the runner has exited |
 * | ending | ended | the runner has exited, if necessary by force, and nothing of it is left |
 */
export class WatchdogSession {
  readonly #ports: WatchdogPorts;
  readonly #link: ControllerLink;
  readonly #runner: RunnerConnection;
  readonly #ended: Promise<WatchdogEnd>;
  #resolveEnded!: (end: WatchdogEnd) => void;
  #state: "running" | "ending" | "ended" = "running";
  #heardAtMs: number;
  #stalled = false;
  #runnerGone = false;
  #timer: Timer | undefined;

  constructor(ports: WatchdogPorts) {
    this.#ports = ports;
    this.#heardAtMs = ports.clock.now();
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#runner = new Connection({
      transport: ports.runner.transport,
      clock: ports.clock,
      ours: WATCHDOG_VOCABULARY,
      theirs: RUNNER_VOCABULARY,
      debug: { peer: "runner" },
    });
    this.#link = new ControllerLink({
      ...ports,
      serve: (connection) => this.#serveController(connection),
      // A controller that knows of the runner's exit refuses the node; the exit is the reason to report.
      onEnd: (why, message) => void this.end(this.#runnerGone ? "runner-exited" : why, message),
    });
    ports.debugLines.deliverTo((lines) => {
      if (this.#link.isJoined) this.#link.notify("node.debug", { lines });
      return this.#link.isJoined;
    });
  }

  /** Runs until everything on the node has ended; resolves to the reason. */
  async run(): Promise<WatchdogEnd> {
    this.#serveRunner();
    void this.#ports.runner.exited.then((exit) => this.#runnerExited(exit));
    this.#check();
    await this.#link.open();
    return this.#ended;
  }

  /** Ends the node: asks the runner to exit, then kills it, then removes what is left. */
  async end(why: WatchdogEnd, message: string, graceMs = TERM_GRACE_MS): Promise<void> {
    if (this.#state !== "running") return;
    this.#state = "ending";
    const { clock, runner, log, sweep, debugLines, endAdded } = this.#ports;
    log(`ending (${why}): ${message}`);
    this.#timer?.cancel();
    const added = endAdded?.(graceMs);
    runner.signal("SIGTERM");
    await withDeadline(runner.exited, { clock, timeoutMs: graceMs, what: "the runner to exit" }).catch(() => {});
    runner.signal("SIGKILL");
    await added;
    await sweep();
    debugLines.flush();
    this.#link.close();
    this.#state = "ended";
    this.#resolveEnded(why);
  }

  #serveController(connection: ControllerConnection): void {
    const { clock, addRunner } = this.#ports;
    connection.handle("node.clock", () => ({ nodeMs: clock.now() }));
    connection.handle("node.addRunner", ({ node }) => {
      if (addRunner === undefined || this.#state !== "running")
        throw new LiveLoadError("CHANNEL_PROTOCOL", "this node takes no more runners");
      addRunner(node);
      return {};
    });
    connection.handle("node.stop", ({ graceMs }) => {
      // Answer first: the connection ends with the node.
      clock.setTimer(() => void this.end("stopped", "the controller asked for it", graceMs), 0);
      return {};
    });
    relayToRunner(connection, this.#runner);
  }

  #serveRunner(): void {
    const runner = this.#runner;
    runner.onBinary((batch) => {
      this.#heard();
      this.#link.send(batch);
    });
    runner.on("runner.alive", () => this.#heard());
    relayToController(runner, this.#link);
    runner.handle("agent.fetchBundle", async ({ path, maxBytes }) => {
      const bytes = await this.#ports.fetchBundle(path, maxBytes);
      return { base64: Buffer.from(bytes).toString("base64") };
    });
    runner.start();
  }

  #heard(): void {
    this.#heardAtMs = this.#ports.clock.now();
    this.#stalled = false;
  }

  /** Checks once a second whether the runner is alive and the node's lifetime is over. */
  #check(dueMs = this.#ports.clock.now()): void {
    const { clock, expiresAt, runner, log } = this.#ports;
    const now = clock.now();
    // When this timer is late, the whole machine may have stalled: that is not the runner's silence.
    this.#heardAtMs = Math.min(now, this.#heardAtMs + Math.max(0, now - dueMs));
    const silentMs = now - this.#heardAtMs;
    if (silentMs > SILENT_LIMIT_MS && !this.#stalled && !this.#runnerGone) {
      this.#stalled = true;
      this.#link.notify("node.stalled", { silentMs });
    }
    if (silentMs > FROZEN_LIMIT_MS && !this.#runnerGone) {
      log(`the runner was silent for ${Math.round(silentMs / 1000)} s and is killed`);
      runner.signal("SIGKILL");
    }
    if (clock.wallTime() > expiresAt) void this.end("expired", "the node's lifetime is over");
    if (this.#state !== "running") return;
    this.#timer = clock.setTimer(() => this.#check(now + CHECK_EVERY_MS), CHECK_EVERY_MS);
  }

  #runnerExited({ code, signal }: { readonly code: number | null; readonly signal: string | null }): void {
    if (this.#state !== "running") return;
    const { clock, runner } = this.#ports;
    this.#runnerGone = true;
    this.#link.notify("node.runnerExited", { code, signal, lastLines: [...runner.lastLines()] });
    clock.setTimer(() => void this.end("runner-exited", `code ${code}, signal ${signal}`), LAST_WORDS_MS);
  }
}
