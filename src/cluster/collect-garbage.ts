import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import { messageOf } from "../base/errors.js";
import type { ClusterBackend, RunLeftover } from "./backend.js";
import { isControllerAlive, type LedgerRun, type RunLedger } from "./run-ledger.js";

/** What is to be looked through. */
export interface GarbageOptions {
  readonly backend: ClusterBackend;
  /** The runs that this user's controllers have recorded for this platform. */
  readonly known: readonly LedgerRun[];
  /** Recorded for a place that could not be looked at: known here as well, should something of them be here. */
  readonly recordedElsewhere?: readonly LedgerRun[];
  readonly ledger: RunLedger;
  readonly clock: Clock;
  /** Only this run, whatever is known of its controller. */
  readonly runId?: string | undefined;
  /** Say what would be ended, and end nothing. */
  readonly dryRun: boolean;
}

/** A run that has left something. */
export interface GarbageRun {
  readonly runId: string;
  /** How many there were of each kind: `{ container: 2, network: 1 }`. */
  readonly things: Readonly<Record<string, number>>;
  /** `ended`: nothing of it is left. `kept`: it is under way, or may be. `found`: it would be ended. */
  readonly outcome: "ended" | "kept" | "found" | "failed";
  /** Why, one sentence. */
  readonly reason: string;
}

/** A backend has shorter deadlines of its own for each call; these are for one that has not. */
const LOOK_TIMEOUT_MS = 90_000;
const DESTROY_TIMEOUT_MS = 180_000;

/**
 * Ends what runs have left behind on a platform: those whose controller, on this machine, is gone, and those whose lifetime
 * is over. What another machine's controller may still use is left alone.
 */
export async function collectGarbage(options: GarbageOptions): Promise<readonly GarbageRun[]> {
  const { backend, runId, recordedElsewhere = [] } = options;
  const known = new Map(options.known.map((run) => [run.runId, run]));
  const records = new Map([...recordedElsewhere.map((run) => [run.runId, run] as const), ...known]);
  const looking = { clock: options.clock, timeoutMs: LOOK_TIMEOUT_MS, what: "the platform to say what there is" };
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
  // Things without an expiry of their own go when the others do.
  const times = own.map(({ labels }) => Number(labels["liveload.expires"] ?? Number.NaN)).filter((time) => !Number.isNaN(time));
  const isOver = times.length > 0 && Math.max(...times) < options.clock.wallTime();
  if (isOver) return { outcome: "found", reason: "its lifetime is over" };
  return { outcome: "kept", reason: "its controller may be elsewhere; name it with --run to end it all the same" };
}

async function end(run: GarbageRun, { backend, ledger, clock }: GarbageOptions): Promise<GarbageRun> {
  try {
    const removing = { clock, timeoutMs: DESTROY_TIMEOUT_MS, what: "the platform to remove it" };
    await withDeadline(backend.destroyAll(run.runId), removing);
    const looking = { clock, timeoutMs: LOOK_TIMEOUT_MS, what: "the platform to say what is left" };
    const left = await withDeadline(backend.list({ "liveload.run": run.runId }), looking);
    if (left.length > 0) return { ...run, outcome: "failed", reason: `${left.length} of its nodes are still there` };
    await ledger.remove(run.runId);
    return { ...run, outcome: "ended" };
  } catch (error) {
    return { ...run, outcome: "failed", reason: messageOf(error) };
  }
}
