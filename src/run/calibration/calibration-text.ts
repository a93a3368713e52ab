import { formatCount } from "../../base/numbers.js";

/** Measured capacity of a node. */
export interface CalibratedUsers {
  readonly usersPerCore: number;
  /** The most users active while the node was healthy. */
  readonly healthyUsers: number;
  /** The limit that was reached; absent when all users tried fit. */
  readonly limit: string | undefined;
}

const LIMITS: Readonly<Record<string, string>> = {
  cpu: "the CPU was used up",
  memory: "the memory was used up",
  "out-of-memory": "a process was killed for memory",
  "cpu-throttled": "its CPU quota held the node back",
  "event-loop-delay": "the agent's event loop was late",
  "browser-late": "the browser answered late",
  "page-timers-late": "timers in the pages were late",
  unmeasured: "a part of the node stood still",
};

/**
 * `17 users per CPU: with more, the CPU was used up`. A node that was never healthy says more about the machine than the
 * scenario.
 */
export function calibrationText({ usersPerCore, healthyUsers, limit }: CalibratedUsers): string {
  if (limit !== undefined && healthyUsers === 0)
    return `not even one user was well: ${LIMITS[limit] ?? limit} from the start. If the machine is busy with something else, calibrate again when it is quiet`;
  const each = `${formatCount(Number(usersPerCore.toPrecision(3)), "user")} per CPU`;
  return limit === undefined ? `at least ${each}: all that were tried fit` : `${each}: with more, ${LIMITS[limit] ?? limit}`;
}
