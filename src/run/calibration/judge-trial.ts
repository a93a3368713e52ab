import { coresFor } from "../../cluster/boot/sizing.js";
import type { UserCost } from "../../cluster/cluster-options.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { SickCause } from "../../telemetry/sick-cause.js";

/** One second of a trial. */
export interface TrialSecond {
  readonly activeUsers: number;
  /** Shares of the node's resources, from 0 to 1; absent where the platform does not report them. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  readonly sick: SickCause | undefined;
}

/** What limited the node: an exhausted resource, or the first sign of not keeping up. */
export type TrialLimit = "cpu" | "memory" | SickCause;

/** The point at which a node stopped being healthy. */
export interface HealthLimit {
  readonly limit: TrialLimit;
  /** Active users at that second. */
  readonly users: number;
  /** Index of the second, from 0. */
  readonly second: number;
}

const BUSY_SHARE = 0.9;
/** A single bad second may be due to another process, or to a user's first page. */
const WINDOW_SECONDS = 5;
const BAD_SECONDS = 3;

/**
 * The first second at which three of five were sick or busy (above 90 % of CPU or memory); `undefined` while the node
 * is healthy.
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
  // An exhausted resource is the cause; being late is its symptom.
  if (memory > BUSY_SHARE) return "memory";
  if (cpu > BUSY_SHARE) return "cpu";
  return sick;
}

/** The outcome of the trials of a run. */
export interface Calibration extends TrialOutcome {
  /** That of background users; absent without such. */
  readonly crowd?: TrialOutcome;
}

/** The outcome of a trial. */
export interface TrialOutcome {
  /** Figures to size the cluster with. */
  readonly figures: UserCost;
  /** Users per CPU that the node carries while healthy, minus the reserve. */
  readonly usersPerCore: number;
  /** The most users active while the node was healthy. */
  readonly healthyUsers: number;
  /** What ended its health; absent when all users tried fit. */
  readonly limit: HealthLimit | undefined;
}

/** Share of the users at the limit; the rest is a reserve for worse minutes than those of the trial. */
const SAFE_SHARE = 0.8;
const MEBIBYTE = 1024 ** 2;
/** Less than this is noise of the machine's other programs, not the memory of a page, or of a user without a browser. */
const LEAST_CONTEXT_BYTES = 8 * MEBIBYTE;
const LEAST_PROTOCOL_BYTES = MEBIBYTE;

/** Judges a trial on a node; `given` are the connection's figures, which the trial was sized with. */
export function judgeTrial(
  seconds: readonly TrialSecond[],
  { resources, given }: { readonly resources: NodeResources; readonly given: BrowserDescription },
): TrialOutcome {
  const limit = healthLimit(seconds);
  const healthy = limit === undefined ? seconds : seconds.slice(0, limit.second);
  const healthyUsers = Math.max(0, ...healthy.map(({ activeUsers }) => activeUsers));
  // Without a limit, capacity beyond the users tried is unknown, and no reserve is needed below that.
  const users = limit === undefined ? healthyUsers : SAFE_SHARE * limit.users;
  // Zero users per core is not a figure that a cluster can be sized with.
  const usersPerCore = Math.max(users, SAFE_SHARE) / coresFor(given, resources);
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

/** Memory used since before the browser started, divided among the users; the given figure where that is unknown. */
function contextBytes(
  seconds: readonly TrialSecond[],
  { resources, given }: { readonly resources: NodeResources; readonly given: BrowserDescription },
): number {
  const { memoryBytes, availableMemoryBytes } = resources;
  const before = memoryBytes - availableMemoryBytes + given.browserMemoryUsageBytes;
  const perUser = seconds.flatMap(({ memory, activeUsers }) =>
    memory === undefined || activeUsers < 1 ? [] : [(memory * memoryBytes - before) / activeUsers],
  );
  // Noise of other processes weighs least when the most users were active.
  const last = perUser.slice(-WINDOW_SECONDS).sort((a, b) => a - b);
  const measured = last[Math.floor(last.length / 2)];
  const least = given.connection === "protocol" ? LEAST_PROTOCOL_BYTES : LEAST_CONTEXT_BYTES;
  return measured === undefined || measured < least ? given.contextMemoryUsageBytes : Math.ceil(measured);
}
