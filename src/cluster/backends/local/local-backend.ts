import { type ChildProcess, spawn } from "node:child_process";
import { delay, throwIfAborted } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { stateFolder } from "../../../base/folders/state-folder.js";
import { signalProcess } from "../../../base/host.js";
import { mergeEvents } from "../../../base/merge-events.js";
import { startOfProcess, sweepProcesses } from "../../../base/processes.js";
import type {
  BackendCapabilities,
  BackendContext,
  ClusterBackend,
  NodeDiagnosis,
  NodeEvent,
  NodeRef,
  NodeSpec,
} from "../../backend.js";
import { type LedgerEntry, LocalLedger } from "./local-ledger.js";
import { LocalSlices, type SliceRoom } from "./local-slices.js";
import { nodeEnvironment } from "./node-environment.js";
import { keepLogShort, lastLinesOf, openLog } from "./node-log.js";
import { removeSliceCgroups } from "./slice-cgroup.js";
import { parseLocalOptions } from "./slice-options.js";

const LAST_LINES = 20;
const POLL_MS = 50;
/** Time for a process to disappear after SIGKILL. */
const KILL_GRACE_MS = 5000;

/** Runs nodes as child processes, each in its own process group. They survive the death of the controller and end with their lease. */
export class LocalBackend implements ClusterBackend {
  readonly name = "local";
  readonly caps: BackendCapabilities;
  readonly #context: BackendContext;
  readonly #ledger: LocalLedger;
  readonly #slices: LocalSlices;

  constructor(options: Readonly<Record<string, unknown>>, context: BackendContext) {
    this.#context = context;
    this.#ledger = new LocalLedger(stateFolder(context.env));
    this.#slices = new LocalSlices(parseLocalOptions(options), context);
    this.caps = {
      bootTimeoutMs: 30_000,
      singleNode: !this.#slices.isEnabled,
    };
  }

  async preflight(): Promise<void> {
    const { platform } = this.#context;
    if (platform !== "linux" && platform !== "darwin") {
      throw new LiveLoadError("BACKEND_UNAVAILABLE", `LiveLoad does not run on ${platform}`, {
        hint: "on Windows, use WSL2",
      });
    }
    await this.#slices.prepare();
  }

  checkRoom(nodes: number): void {
    this.#slices.checkRoom(nodes);
  }

  async *launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent> {
    this.#slices.claim(specs.length);
    const starts = specs.map((spec) => (push: PushEvent) => this.#start(spec, push, signal));
    yield* mergeEvents(starts, signal);
  }

  async diagnose(ref: NodeRef): Promise<NodeDiagnosis> {
    const alive = isAlive(entryOf(ref));
    return {
      status: alive ? `process ${ref.id} is running` : `process ${ref.id} has exited`,
      lastLines: await lastLinesOf(this.#ledger.logPath(ref.facts?.runId ?? "", ref.nodeId), LAST_LINES),
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

  async #start(spec: NodeSpec, push: PushEvent, signal: AbortSignal): Promise<void> {
    const { nodeId } = spec;
    const { runId } = this.#context;
    let entry: LedgerEntry = { nodeId, runId, labels: spec.labels };
    let child: ChildProcess | undefined;
    try {
      await this.#ledger.write(entry);
      const room = await this.#slices.make(`live-load-${runId}-${nodeId}`);
      if (room.cgroups.length > 0) entry = { ...entry, cgroups: room.cgroups };
      await this.#ledger.write(entry);
      const started = await this.#spawn(spec, { room, signal });
      child = started.child;
      const known = { ...entry, ...identityOf(child) };
      await this.#ledger.write(known);
      push({ type: "created", ref: refOf(known) });
      push({ type: "running", nodeId });
      const logIsShort = keepLogShort(this.#ledger.logPath(entry.runId, nodeId), this.#context.clock);
      push({ type: "exited", nodeId, ...(await started.exited) });
      logIsShort();
    } catch (error) {
      // A node that is not in the ledger could not be found again.
      if (child?.pid !== undefined) signalProcess(-child.pid, "SIGKILL");
      await removeSliceCgroups(entry.cgroups ?? [], this.#context.clock);
      await this.#ledger.remove(entry).catch(() => {});
      push({ type: "failed", nodeId, reason: messageOf(error) });
    } finally {
      this.#slices.giveBack(1);
    }
  }

  async #spawn(
    spec: NodeSpec,
    { room, signal }: { readonly room: SliceRoom; readonly signal: AbortSignal },
  ): Promise<{ readonly child: ChildProcess; readonly exited: Promise<Exit> }> {
    const { agentPath, execPath, runId, env } = this.#context;
    const log = await openLog(this.#ledger.logPath(runId, spec.nodeId));
    try {
      throwIfAborted(signal);
      const [program = execPath, ...args] = room.command([execPath, agentPath, ...spec.argv]);
      const child = spawn(program, args, {
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
        env: { ...nodeEnvironment(env), ...room.env, ...spec.env, LIVELOAD_SECRET: spec.secret.reveal() },
      });
      const exited = exitOf(child);
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", reject);
      });
      child.unref();
      return { child, exited };
    } finally {
      await log.close();
    }
  }

  /** Asks the node to end, then kills its process group and every process that carries its mark. */
  async #stopEntry(entry: LedgerEntry, graceMs: number): Promise<void> {
    const { pid } = entry;
    if (pid !== undefined && isAlive(entry)) {
      if (graceMs > 0) signalProcess(pid, "SIGTERM");
      if (graceMs > 0) await this.#isGone(entry, graceMs);
      // Even if it ended by itself: its children are in the same group, whose id is not reused while they live.
      signalProcess(-pid, "SIGKILL");
      if (!(await this.#isGone(entry, KILL_GRACE_MS)))
        throw new LiveLoadError("DEADLINE_EXCEEDED", `process ${pid} of the node ${entry.nodeId} did not end after SIGKILL`);
    }
    sweepProcesses("LIVELOAD_NODE", `${entry.runId}/${entry.nodeId}`);
    const { cgroups = [] } = (await this.#ledger.find(entry)) ?? entry;
    await removeSliceCgroups(cgroups, this.#context.clock);
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

type PushEvent = (event: NodeEvent) => void;

interface Exit {
  readonly code: number | undefined;
  readonly reason: string;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve({ code: code ?? undefined, reason: signal === null ? `exit code ${code}` : `signal ${signal}` }),
    );
  });
}

/** A child that has already exited has no start time, so it counts as dead. */
function identityOf({ pid = 0 }: ChildProcess): { readonly pid: number; readonly startedAt?: string } {
  const startedAt = startOfProcess(pid);
  return startedAt === undefined ? { pid } : { pid, startedAt };
}

function isAlive({ pid, startedAt }: LedgerEntry): boolean {
  return pid !== undefined && startedAt !== undefined && startOfProcess(pid) === startedAt;
}

function refOf({ nodeId, runId, pid, startedAt, labels }: LedgerEntry): NodeRef {
  return { nodeId, id: String(pid ?? ""), labels, facts: { runId, startedAt: startedAt ?? "" } };
}

function entryOf({ nodeId, id, facts }: NodeRef): LedgerEntry {
  return { nodeId, runId: facts?.runId ?? "", labels: {}, pid: Number(id), startedAt: facts?.startedAt ?? "" };
}
