import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { delay, throwIfAborted } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { signalProcess } from "../../../base/host.js";
import { startOfProcess, sweepProcesses } from "../../../base/processes.js";
import { suggest } from "../../../base/suggest.js";
import type { BackendContext, ClusterBackend, NodeDiagnosis, NodeEvent, NodeRef, NodeSpec } from "../../backend.js";
import { EventQueue } from "./event-queue.js";
import { type LedgerEntry, LocalLedger, stateFolder } from "./local-ledger.js";
import { nodeEnvironment } from "./node-environment.js";

const OPTION_NAMES: readonly string[] = [];
const LAST_LINES = 20;
const POLL_MS = 50;
/** How long a process may take to vanish after SIGKILL. */
const KILL_GRACE_MS = 5000;

/** Nodes are child processes of this machine, each in a process group of its own; they go on when we are killed, and end by their lease. */
export class LocalBackend implements ClusterBackend {
  readonly name = "local";
  readonly caps = {
    perNodeEnv: true,
    nativeDeadline: false,
    bulkDestroy: true,
    bootTimeoutMs: 30_000,
    singleNode: true,
  } as const;
  readonly #context: BackendContext;
  readonly #ledger: LocalLedger;

  constructor(options: Readonly<Record<string, unknown>>, context: BackendContext) {
    for (const key of Object.keys(options)) {
      throw new LiveLoadError("INVALID_OPTION", `the local backend has no option ${JSON.stringify(key)}`, {
        hint: OPTION_NAMES.length === 0 ? "it takes none" : suggest(key, OPTION_NAMES),
        details: { option: `backendOptions.${key}`, value: options[key] },
      });
    }
    this.#context = context;
    this.#ledger = new LocalLedger(stateFolder(context.env));
  }

  async preflight(): Promise<void> {
    const { platform } = this.#context;
    if (platform === "linux" || platform === "darwin") return;
    throw new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `LiveLoad does not run on ${platform}`, {
      hint: "on Windows, use WSL2",
    });
  }

  async *launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent> {
    const events = new EventQueue<NodeEvent>();
    let running = 0;
    const ended = () => {
      running -= 1;
      if (running === 0) events.end();
    };
    for (const spec of specs) {
      running += 1;
      void this.#start(spec, { events, ended, signal });
    }
    if (running === 0) return;
    const onAbort = () => events.end();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      yield* events;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async diagnose(ref: NodeRef): Promise<NodeDiagnosis> {
    const alive = isAlive(entryOf(ref));
    const log = await readFile(this.#ledger.logPath(ref.facts?.runId ?? "", ref.nodeId), "utf8").catch(() => "");
    const lines = log.split("\n").filter((line) => line.trim() !== "");
    return {
      status: alive ? `process ${ref.id} is running` : `process ${ref.id} has ended`,
      lastLines: lines.slice(-LAST_LINES),
    };
  }

  async stop(refs: readonly NodeRef[], graceMs: number): Promise<void> {
    await Promise.all(refs.map((ref) => this.#stopEntry(entryOf(ref), graceMs)));
  }

  async list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]> {
    const entries = await this.#ledger.entries();
    const fitting = entries.filter((entry) => Object.entries(labels).every(([key, value]) => entry.labels[key] === value));
    return fitting.filter(isAlive).map(refOf);
  }

  async destroyAll(runId: string): Promise<void> {
    const entries = (await this.#ledger.entries()).filter((entry) => entry.runId === runId);
    await Promise.all(entries.map((entry) => this.#stopEntry(entry, 0)));
  }

  async #start(
    spec: NodeSpec,
    {
      events,
      ended,
      signal,
    }: { readonly events: EventQueue<NodeEvent>; readonly ended: () => void; readonly signal: AbortSignal },
  ): Promise<void> {
    const { nodeId } = spec;
    try {
      const entry: LedgerEntry = { nodeId, runId: this.#context.runId, labels: spec.labels };
      await this.#ledger.write(entry);
      throwIfAborted(signal);
      const child = await this.#spawn(spec);
      const pid = child.pid ?? 0;
      const startedAt = startOfProcess(pid);
      const known = { ...entry, pid, ...(startedAt === undefined ? {} : { startedAt }) };
      await this.#ledger.write(known);
      child.once("exit", (code, signal) => {
        events.push({
          type: "exited",
          nodeId,
          code: code ?? undefined,
          reason: signal === null ? `exit code ${code}` : `signal ${signal}`,
        });
        ended();
      });
      events.push({ type: "created", ref: refOf(known) });
      events.push({ type: "running", nodeId });
    } catch (error) {
      events.push({ type: "failed", nodeId, reason: messageOf(error) });
      ended();
    }
  }

  async #spawn(spec: NodeSpec): Promise<ChildProcess> {
    const { agentPath, execPath, runId, env } = this.#context;
    // A file, not a pipe: when we die, the node must be able to go on until its lease ends.
    const log = await open(this.#ledger.logPath(runId, spec.nodeId), "w", 0o600);
    try {
      const child = spawn(execPath, [agentPath, ...spec.argv], {
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
        env: { ...nodeEnvironment(env), ...spec.env, LIVELOAD_SECRET: spec.secret.reveal() },
      });
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", reject);
      });
      child.unref();
      return child;
    } finally {
      await log.close();
    }
  }

  /** Asks the node to end, then ends its group and whatever carries its mark. */
  async #stopEntry(entry: LedgerEntry, graceMs: number): Promise<void> {
    const { pid } = entry;
    if (pid !== undefined && isAlive(entry)) {
      if (graceMs > 0) signalProcess(pid, "SIGTERM");
      if (graceMs > 0) await this.#isGone(entry, graceMs);
      // Also when it ended by itself: its children have the same group, and its number is theirs until they are gone.
      signalProcess(-pid, "SIGKILL");
      if (!(await this.#isGone(entry, KILL_GRACE_MS)))
        throw new LiveLoadError("DEADLINE_EXCEEDED", `process ${pid} of the node ${entry.nodeId} does not end`);
    }
    sweepProcesses("LIVELOAD_NODE", `${entry.runId}/${entry.nodeId}`);
    await this.#ledger.remove(entry);
  }

  async #isGone(entry: LedgerEntry, withinMs: number): Promise<boolean> {
    const { clock } = this.#context;
    const deadlineMs = clock.now() + withinMs;
    while (isAlive(entry)) {
      if (clock.now() >= deadlineMs) return false;
      await delay(POLL_MS, { clock });
    }
    return true;
  }
}

function isAlive({ pid, startedAt }: LedgerEntry): boolean {
  return pid !== undefined && startedAt !== undefined && startOfProcess(pid) === startedAt;
}

function refOf({ nodeId, runId, pid, startedAt }: LedgerEntry): NodeRef {
  return { nodeId, id: String(pid ?? ""), facts: { runId, startedAt: startedAt ?? "" } };
}

function entryOf({ nodeId, id, facts }: NodeRef): LedgerEntry {
  return { nodeId, runId: facts?.runId ?? "", labels: {}, pid: Number(id), startedAt: facts?.startedAt ?? "" };
}
