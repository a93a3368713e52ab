import { z } from "zod";
import type { Connection } from "../channel/connection.js";
import { FROM_RUNNER, TO_RUNNER } from "../protocol/messages.js";

/** What the watchdog says to the runner: only what it relays from the controller. */
export const WATCHDOG_VOCABULARY = TO_RUNNER;

/** What the runner says to the watchdog: what it relays to the controller, and two messages of their own. */
export const RUNNER_VOCABULARY = {
  requests: {
    /** A file from the controller, such as the scenario's bundle. The runner does not know the secret that fetching takes. */
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

/** The connection between the two, as the watchdog has it. */
export type RunnerConnection = Connection<typeof WATCHDOG_VOCABULARY, typeof RUNNER_VOCABULARY>;
/** The connection between the two, as the runner has it. */
export type WatchdogConnection = Connection<typeof RUNNER_VOCABULARY, typeof WATCHDOG_VOCABULARY>;
