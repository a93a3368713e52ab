import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { isLiveLoadError } from "../../base/errors.js";
import type { ClusterBackend, NodeRef } from "../backend.js";
import { leftBehind } from "./node-ends.js";

/** The nodes of a run, with what it takes to end them. */
export interface EndedNodes {
  readonly backend: ClusterBackend;
  readonly runId: string;
  readonly clock: Clock;
  readonly graceMs: number;
  /** Launches that have been told to stop: a node may still be created until they have settled. */
  readonly launches: readonly Promise<void>[];
  /** Every node that was ever created. Read once the launches have settled. */
  readonly refs: () => readonly NodeRef[];
}

/** Time that the platform has to end nodes, on top of their grace period. */
const PLATFORM_GRACE_MS = 15_000;
/** A platform whose call failed after this long may be silent: then it has this time to show that it is not. */
const [SLOW_MS, LAST_CHANCE_MS] = [10_000, 3000];

/**
 * Ends nodes through the platform and verifies that they are gone. Every step has a deadline and is tried even if an earlier one
 * failed, until the platform does not answer at all. Rejects with what could not be done.
 */
export async function endAll({ backend, runId, clock, graceMs, launches, refs }: EndedNodes): Promise<void> {
  const deadlineMs = graceMs + PLATFORM_GRACE_MS;
  const troubles: unknown[] = [];
  let isSlow = false;
  const attempt = async <T>(what: string, act: () => Promise<T>, timeoutMs = deadlineMs): Promise<Attempt<T>> => {
    const sinceMs = clock.now();
    try {
      return { value: await withDeadline(act(), { clock, timeoutMs, what }) };
    } catch (error) {
      troubles.push(error);
      isSlow ||= clock.now() - sinceMs >= SLOW_MS;
      return { error };
    }
  };
  const list = (timeoutMs?: number) => attempt("the list of nodes", () => backend.list({ "liveload.run": runId }), timeoutMs);
  const destroy = (timeoutMs?: number) => attempt("the nodes to be destroyed", () => backend.destroyAll(runId), timeoutMs);
  let mayAppear = true;
  const settled = Promise.allSettled(launches).then(() => {
    mayAppear = false;
  });
  await attempt("the platform to stop creating nodes", () => settled);
  await attempt("the nodes to end", () => backend.stop(refs(), graceMs));
  if (isSlow) {
    // Both at once: even a platform that does not answer in time may still do what it was asked for.
    const isTrusted = !mayAppear;
    const [left, destroyed] = await Promise.all([list(LAST_CHANCE_MS), destroy(LAST_CHANCE_MS)]);
    if (isTrusted && left.value?.length === 0) return;
    if (isLate(left) && isLate(destroyed)) throw leftBehind(undefined, troubles);
  } else if ((await list()).value?.length === 0) return;
  await destroy();
  const isTrusted = !mayAppear;
  const { value: still } = await list();
  if (still?.length === 0 && !isTrusted) throw leftBehind(undefined, troubles);
  if (still?.length !== 0) throw leftBehind(still, troubles);
}

/** How a call of the platform has ended. */
interface Attempt<T> {
  readonly value?: T;
  readonly error?: unknown;
}

function isLate({ error }: Attempt<unknown>): boolean {
  return isLiveLoadError(error, "DEADLINE_EXCEEDED");
}
