import type { Clock } from "../base/clock.js";
import { messageOf } from "../base/errors.js";
import type { ClusterBackend, NodeRef } from "./backend.js";
import { isControllerAlive, type LedgerRun, type RunLedger } from "./run-ledger.js";

/** What is to be looked through. */
export interface GarbageOptions {
  readonly backend: ClusterBackend;
  /** The name that the ledger knows the backend by. */
  readonly backendName: string;
  readonly ledger: RunLedger;
  readonly clock: Clock;
  /** Only this run, whatever is known of its controller. */
  readonly runId?: string | undefined;
  /** Say what would be ended, and end nothing. */
  readonly dryRun: boolean;
}

/** A run of which there was something. */
export interface GarbageRun {
  readonly runId: string;
  readonly nodes: number;
  /** `ended`: nothing of it is left. `kept`: it is under way, or may be. `found`: it would be ended. */
  readonly outcome: "ended" | "kept" | "found" | "failed";
  /** Why, one sentence. */
  readonly reason: string;
}

/**
 * Ends what runs have left behind on a platform: those whose controller, on this machine, is gone, and those whose lifetime
 * is over. What another machine's controller may still use is left alone.
 */
export async function collectGarbage(options: GarbageOptions): Promise<readonly GarbageRun[]> {
  const { backend, backendName, ledger, runId } = options;
  const known = new Map((await ledger.runs()).filter((run) => run.backend === backendName).map((run) => [run.runId, run]));
  const refs = await backend.list(runId === undefined ? {} : { "liveload.run": runId });
  const ids = runId === undefined ? new Set([...known.keys(), ...refs.map(runOf)]) : [runId];
  const found: GarbageRun[] = [];
  for (const id of [...ids].sort()) {
    const own = refs.filter((ref) => runOf(ref) === id);
    const judged = judge(id, { own, known: known.get(id), options });
    const run = { runId: id, nodes: own.length, ...judged };
    found.push(run.outcome === "found" && !options.dryRun ? await end(run, options) : run);
  }
  return found;
}

function judge(
  id: string,
  {
    own,
    known,
    options,
  }: { readonly own: readonly NodeRef[]; readonly known: LedgerRun | undefined; readonly options: GarbageOptions },
): Pick<GarbageRun, "outcome" | "reason"> {
  if (id === options.runId) return { outcome: "found", reason: "it was named" };
  if (known !== undefined && isControllerAlive(known)) return { outcome: "kept", reason: `process ${known.pid} is running it` };
  if (known !== undefined) return { outcome: "found", reason: `its controller, process ${known.pid}, is gone` };
  const expiresAt = Math.max(0, ...own.map(({ labels }) => Number(labels?.["liveload.expires"] ?? Number.POSITIVE_INFINITY)));
  if (expiresAt < options.clock.wallTime()) return { outcome: "found", reason: "its lifetime is over" };
  return { outcome: "kept", reason: "its controller is on another machine; name it with --run to end it all the same" };
}

async function end(run: GarbageRun, { backend, ledger }: GarbageOptions): Promise<GarbageRun> {
  try {
    await backend.destroyAll(run.runId);
    const left = await backend.list({ "liveload.run": run.runId });
    if (left.length > 0) return { ...run, outcome: "failed", reason: `${left.length} of its nodes are still there` };
    await ledger.remove(run.runId);
    return { ...run, outcome: "ended" };
  } catch (error) {
    return { ...run, outcome: "failed", reason: messageOf(error) };
  }
}

function runOf(ref: NodeRef): string {
  return ref.labels?.["liveload.run"] ?? "";
}
