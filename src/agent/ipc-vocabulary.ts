import { z } from "zod";
import type { Connection } from "../channel/connection.js";
import { FROM_RUNNER, TO_RUNNER } from "../protocol/messages.js";

/** Messages from the watchdog to the runner: only those that it relays from the controller. */
export const WATCHDOG_VOCABULARY = TO_RUNNER;

/** Messages from the runner to the watchdog: those that it relays to the controller, and two that it handles itself. */
export const RUNNER_VOCABULARY = {
  requests: {
    /** A file from the controller, such as the scenario's bundle. Only the watchdog has the secret for it. */
    "agent.fetchBundle": {
      params: z.strictObject({ path: z.string(), maxBytes: z.int().nonnegative() }),
      result: z.strictObject({ base64: z.string() }),
    },
    ...FROM_RUNNER.requests,
  },
  notifications: {
    /** A sign of life, every second. */
    "runner.alive": z.strictObject({}),
    ...FROM_RUNNER.notifications,
  },
} as const;

/** The watchdog's end of the connection. */
export type RunnerConnection = Connection<typeof WATCHDOG_VOCABULARY, typeof RUNNER_VOCABULARY>;
/** The runner's end of the connection. */
export type WatchdogConnection = Connection<typeof RUNNER_VOCABULARY, typeof WATCHDOG_VOCABULARY>;
