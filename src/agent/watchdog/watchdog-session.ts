import type { Clock, Timer } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { Connection } from "../../channel/connection.js";
import type { Transport } from "../../channel/transport.js";
import type { NodeResources } from "../../protocol/resources.js";
import { RUNNER_VOCABULARY, type RunnerConnection, WATCHDOG_VOCABULARY } from "../ipc-vocabulary.js";
import { type ControllerConnection, ControllerLink } from "./controller-link.js";
import type { DebugLines } from "./debug-lines.js";
import { relayToController, relayToRunner } from "./relay.js";

/** How a watchdog's process ends. */
export const WATCHDOG_EXITS = {
  /** The controller, or a signal, asked it to stop. */
  stopped: 0,
  /** Nobody let it join in time. */
  "join-deadline": 10,
  /** The lease ended: the controller is gone. */
  lease: 11,
  /** The controller does not want this node. */
  refused: 12,
  /** The node's absolute lifetime is over. */
  expired: 13,
  /** The runner ended without having been asked to. */
  "runner-exited": 14,
} as const;
/** Why a watchdog ends. */
export type WatchdogEnd = keyof typeof WATCHDOG_EXITS;

/** The runner's process, as the watchdog holds it. */
export interface RunnerProcess {
  readonly transport: Transport;
  /** Resolves when the process has ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** The last lines that it wrote. */
  lastLines(): readonly string[];
  /** Sends a signal to the process and its group. */
  signal(signal: "SIGTERM" | "SIGKILL"): void;
}

/** What a watchdog acts through. */
export interface WatchdogPorts {
  readonly clock: Clock;
  readonly version: string;
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly resources: NodeResources;
  readonly runner: RunnerProcess;
  readonly dial: (signal: AbortSignal) => Promise<Transport>;
  readonly fetchBundle: (path: string, maxBytes: number) => Promise<Uint8Array>;
  /** Ends what is left of the node's processes and files. */
  readonly sweep: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly debugLines: DebugLines;
}

const SILENT_LIMIT_MS = 10_000;
/** As long as a lease: a runner that is silent for this long will not speak again. */
const FROZEN_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 1000;
const TERM_GRACE_MS = 5000;
/** When the runner has died, the controller has this long to take what is left of it. */
const LAST_WORDS_MS = 5000;

/**
 * The watchdog at work. It runs no user code and no browser, passes messages between the controller and the runner, and
 * ends everything on the node when it must.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | running | ending | the controller, a signal, the lease, the node's lifetime or the runner's end says so |
 * | ending | ended | the runner has ended, by force if it must, and nothing of it is left |
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
      // A controller that knows of the runner's end closes the door: that is no refusal.
      onEnd: (why, message) => void this.end(this.#runnerGone ? "runner-exited" : why, message),
    });
    ports.debugLines.deliverTo((lines) => {
      if (this.#link.isJoined) this.#link.notify("node.debug", { lines });
      return this.#link.isJoined;
    });
  }

  /** Runs until the node is to end; resolves to why, when everything on it has ended. */
  async run(): Promise<WatchdogEnd> {
    this.#serveRunner();
    void this.#ports.runner.exited.then((exit) => this.#runnerExited(exit));
    this.#look();
    await this.#link.open();
    return this.#ended;
  }

  /** Ends the node: asks the runner, then by force, then what is left. */
  async end(why: WatchdogEnd, message: string, graceMs = TERM_GRACE_MS): Promise<void> {
    if (this.#state !== "running") return;
    this.#state = "ending";
    const { clock, runner, log, sweep, debugLines } = this.#ports;
    log(`ending (${why}): ${message}`);
    this.#timer?.cancel();
    runner.signal("SIGTERM");
    await withDeadline(runner.exited, { clock, timeoutMs: graceMs, what: "the runner to end" }).catch(() => {});
    runner.signal("SIGKILL");
    await sweep();
    debugLines.flush();
    this.#link.close();
    this.#state = "ended";
    this.#resolveEnded(why);
  }

  #serveController(connection: ControllerConnection): void {
    const { clock } = this.#ports;
    connection.handle("node.clock", () => ({ nodeMs: clock.now() }));
    connection.handle("node.stop", ({ graceMs }) => {
      // Answered first: the connection ends with the node.
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

  /** Once a second: is the runner alive, is the node's time over? */
  #look(dueMs = this.#ports.clock.now()): void {
    const { clock, expiresAt, runner, log } = this.#ports;
    const now = clock.now();
    // When this timer is late, everything on the machine may have slept: the runner is not to be blamed for that.
    this.#heardAtMs = Math.min(now, this.#heardAtMs + Math.max(0, now - dueMs));
    const silentMs = now - this.#heardAtMs;
    if (silentMs > SILENT_LIMIT_MS && !this.#stalled && !this.#runnerGone) {
      this.#stalled = true;
      this.#link.notify("node.stalled", { silentMs });
    }
    if (silentMs > FROZEN_LIMIT_MS && !this.#runnerGone) {
      log(`the runner has said nothing for ${Math.round(silentMs / 1000)} s and is ended`);
      runner.signal("SIGKILL");
    }
    if (clock.wallTime() > expiresAt) void this.end("expired", "its lifetime is over");
    if (this.#state !== "running") return;
    this.#timer = clock.setTimer(() => this.#look(now + LOOK_EVERY_MS), LOOK_EVERY_MS);
  }

  #runnerExited({ code, signal }: { readonly code: number | null; readonly signal: string | null }): void {
    if (this.#state !== "running") return;
    const { clock, runner } = this.#ports;
    this.#runnerGone = true;
    this.#link.notify("node.runnerExited", { code, signal, lastLines: [...runner.lastLines()] });
    clock.setTimer(() => void this.end("runner-exited", `code ${code}, signal ${signal}`), LAST_WORDS_MS);
  }
}
