import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { messageOf } from "../../base/errors.js";
import type { ClusterBackend, RunLeftover } from "../backend.js";
import { isControllerAlive, type LedgerRun, type RunLedger } from "./run-ledger.js";

/** Options of {@link collectGarbage}. */
export interface GarbageOptions {
  readonly backend: ClusterBackend;
  /** The runs that controllers of this user have recorded for this platform. */
  readonly known: readonly LedgerRun[];
  /** Runs recorded for a place that could not be searched. Their records are used for anything of theirs found here. */
  readonly recordedElsewhere?: readonly LedgerRun[];
  readonly ledger: RunLedger;
  readonly clock: Clock;
  /** Collect only this run, even if its controller may be alive. */
  readonly runId?: string | undefined;
  /** Report what would be removed, without removing it. */
  readonly dryRun: boolean;
}

/** A run that has left something behind. */
export interface GarbageRun {
  readonly runId: string;
  /** The number of objects of each kind: `{ container: 2, network: 1 }`. */
  readonly things: Readonly<Record<string, number>>;
  /** `ended`: everything was removed. `kept`: it is running, or may be. `found`: it would be removed. */
  readonly outcome: "ended" | "kept" | "found" | "failed";
  /** The reason for the outcome, one sentence. */
  readonly reason: string;
}

/** Upper limits; the built-in backends have shorter deadlines for each call. */
const LOOK_TIMEOUT_MS = 90_000;
const DESTROY_TIMEOUT_MS = 180_000;

/**
 * Removes what runs have left behind on a platform: runs whose controller on this machine is gone, and runs whose lifetime is
 * over. Leaves alone what a controller on another machine may still use.
 */
export async function collectGarbage(options: GarbageOptions): Promise<readonly GarbageRun[]> {
  const { backend, runId, recordedElsewhere = [] } = options;
  const known = new Map(options.known.map((run) => [run.runId, run]));
  const records = new Map([...recordedElsewhere.map((run) => [run.runId, run] as const), ...known]);
  const looking = { clock: options.clock, timeoutMs: LOOK_TIMEOUT_MS, what: "the platform to list what is there" };
  const leftovers = await withDeadline(leftoversOn(backend, runId), looking);
  const ids = runId === undefined ? new Set([...known.keys(), ...leftovers.map((one) => one.runId)]) : [runId];
  const found: GarbageRun[] = [];
  for (const id of [...ids].sort()) {
    const own = leftovers.filter((one) => one.runId === id);
    // The run was named, but nothing of it is here, and no record says that it was.
    if (own.length === 0 && !known.has(id)) continue;
    const run = { runId: id, things: countsOf(own), ...judge(id, { own, known: records.get(id), options }) };
    found.push(run.outcome === "found" && !options.dryRun ? await end(run, options) : run);
  }
  return found;
}

async function leftoversOn(backend: ClusterBackend, runId: string | undefined): Promise<readonly RunLeftover[]> {
  if (backend.leftovers !== undefined) return backend.leftovers(runId);
  const refs = await backend.list(runId === undefined ? {} : { "liveload.run": runId });
  return refs.map(({ nodeId, labels = {} }) => ({ kind: "node", name: nodeId, runId: labels["liveload.run"] ?? "", labels }));
}

function countsOf(leftovers: readonly RunLeftover[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind } of leftovers) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function judge(
  id: string,
  {
    own,
    known,
    options,
  }: { readonly own: readonly RunLeftover[]; readonly known: LedgerRun | undefined; readonly options: GarbageOptions },
): Pick<GarbageRun, "outcome" | "reason"> {
  if (id === options.runId) return { outcome: "found", reason: "it was named" };
  if (known !== undefined && isControllerAlive(known)) return { outcome: "kept", reason: `process ${known.pid} is running it` };
  if (known !== undefined) return { outcome: "found", reason: `its controller, process ${known.pid}, is gone` };
  // Objects without an expiry date expire with the others of their run.
  const times = own.map(({ labels }) => Number(labels["liveload.expires"] ?? Number.NaN)).filter((time) => !Number.isNaN(time));
  const isOver = times.length > 0 && Math.max(...times) < options.clock.wallTime();
  if (isOver) return { outcome: "found", reason: "its lifetime is over" };
  return { outcome: "kept", reason: "its controller may be elsewhere; name it with --run to end it all the same" };
}

async function end(run: GarbageRun, { backend, ledger, clock }: GarbageOptions): Promise<GarbageRun> {
  try {
    const removing = { clock, timeoutMs: DESTROY_TIMEOUT_MS, what: "the platform to remove the run" };
    await withDeadline(backend.destroyAll(run.runId), removing);
    const looking = { clock, timeoutMs: LOOK_TIMEOUT_MS, what: "the platform to list what is left" };
    const left = await withDeadline(backend.list({ "liveload.run": run.runId }), looking);
    if (left.length > 0) return { ...run, outcome: "failed", reason: `${left.length} of its nodes are still there` };
    await ledger.remove(run.runId);
    return { ...run, outcome: "ended" };
  } catch (error) {
    return { ...run, outcome: "failed", reason: messageOf(error) };
  }
}
