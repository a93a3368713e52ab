import type { UserCost } from "../../cluster/cluster-options.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { SickCause } from "../../telemetry/sick-cause.js";

/** One second of a trial. */
export interface TrialSecond {
  readonly activeUsers: number;
  /** Shares of what the node has, 1 for all; absent where the platform does not tell. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  readonly sick: SickCause | undefined;
}

/** What kept the node from carrying more: one of its resources, or the first sign of not keeping up. */
export type TrialLimit = "cpu" | "memory" | SickCause;

/** Where a node's health ended. */
export interface HealthLimit {
  readonly limit: TrialLimit;
  /** Users that were active when it began. */
  readonly users: number;
  /** The second, from 0, in which it began. */
  readonly second: number;
}

const BUSY_SHARE = 0.9;
/** A single second may belong to somebody else on the machine, or to a user's first page. */
const WINDOW_SECONDS = 5;
const BAD_SECONDS = 3;

/**
 * The first time at which three of five seconds were sick or busy (above 90 % of CPU or memory); `undefined` while the node
 * is well.
 */
export function healthLimit(seconds: readonly TrialSecond[]): HealthLimit | undefined {
  for (const [at, second] of seconds.entries()) {
    const limit = limitIn(second);
    if (limit === undefined) continue;
    const window = seconds.slice(at, at + WINDOW_SECONDS).map(limitIn);
    if (window.filter((one) => one !== undefined).length < BAD_SECONDS) continue;
    return { limit, users: second.activeUsers, second: at };
  }
  return undefined;
}

function limitIn({ cpu = 0, memory = 0, sick }: TrialSecond): TrialLimit | undefined {
  // That a resource is used up is the cause; being late is what comes of it.
  if (memory > BUSY_SHARE) return "memory";
  if (cpu > BUSY_SHARE) return "cpu";
  return sick;
}

/** What came of a trial. */
export interface Calibration {
  /** What a cluster is sized from. */
  readonly figures: UserCost;
  /** Users for each CPU that the node carries in health, with the reserve taken off. */
  readonly usersPerCore: number;
  /** The most users that were active while the node was well. */
  readonly healthyUsers: number;
  /** What ended its health; absent when all users that were tried fit. */
  readonly limit: HealthLimit | undefined;
}

/** Of the users at the limit: the rest is for minutes that are worse than those of the trial. */
const SAFE_SHARE = 0.8;
/** Below this the machine's other programs were measured, not a page. */
const LEAST_CONTEXT_BYTES = 8 * 1024 ** 2;

/** What a trial on the node has shown; `given` are the figures that it was tried with. */
export function judgeTrial(
  seconds: readonly TrialSecond[],
  { resources, given }: { readonly resources: NodeResources; readonly given: BrowserDescription },
): Calibration {
  const limit = healthLimit(seconds);
  const healthy = limit === undefined ? seconds : seconds.slice(0, limit.second);
  const healthyUsers = Math.max(0, ...healthy.map(({ activeUsers }) => activeUsers));
  // Without a limit nothing is known above what was tried, and no reserve is missing below it.
  const users = limit === undefined ? healthyUsers : SAFE_SHARE * limit.users;
  // A user that does not fit at all would be a figure of zero, which no node is sized from.
  const usersPerCore = Math.max(users, SAFE_SHARE) / resources.cpus;
  return {
    figures: {
      browserContextsPerCore: usersPerCore,
      browserMemoryUsageBytes: given.browserMemoryUsageBytes,
      contextMemoryUsageBytes: contextBytes(healthy, { resources, given }),
    },
    usersPerCore,
    healthyUsers,
    limit,
  };
}

/** What is gone of the memory that was free before the browser came, shared among the users; the figure given where that says nothing. */
function contextBytes(
  seconds: readonly TrialSecond[],
  { resources, given }: { readonly resources: NodeResources; readonly given: BrowserDescription },
): number {
  const { memoryBytes, availableMemoryBytes } = resources;
  const before = memoryBytes - availableMemoryBytes + given.browserMemoryUsageBytes;
  const perUser = seconds.flatMap(({ memory, activeUsers }) =>
    memory === undefined || activeUsers < 1 ? [] : [(memory * memoryBytes - before) / activeUsers],
  );
  // When the most users were active what others do on the machine weighs least.
  const last = perUser.slice(-WINDOW_SECONDS).sort((a, b) => a - b);
  const measured = last[Math.floor(last.length / 2)];
  return measured === undefined || measured < LEAST_CONTEXT_BYTES ? given.contextMemoryUsageBytes : Math.ceil(measured);
}
