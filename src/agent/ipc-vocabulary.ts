import { z } from "zod";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../protocol/messages.js";

/** What the watchdog says to the runner: what the controller says to it, as it is. */
export const WATCHDOG_VOCABULARY = {
  requests: {
    "runner.describe": CONTROLLER_REQUESTS["runner.describe"],
    "runner.prepare": CONTROLLER_REQUESTS["runner.prepare"],
    "runner.start": CONTROLLER_REQUESTS["runner.start"],
    "runner.stop": CONTROLLER_REQUESTS["runner.stop"],
  },
  notifications: { "throttle.grants": CONTROLLER_NOTIFICATIONS["throttle.grants"] },
} as const;

/** What the runner says to the watchdog, which passes the notifications on to the controller. */
export const RUNNER_VOCABULARY = {
  requests: {
    /** The scenario's bundle, or a file that goes with it, from the controller; the runner does not know the secret for it. */
    "agent.fetchBundle": {
      params: z.strictObject({ path: z.string(), maxBytes: z.int().nonnegative() }),
      result: z.strictObject({ base64: z.string() }),
    },
    "data.lease": NODE_REQUESTS["data.lease"],
    "data.rows": NODE_REQUESTS["data.rows"],
  },
  notifications: {
    "runner.progress": NODE_NOTIFICATIONS["runner.progress"],
    "runner.finished": NODE_NOTIFICATIONS["runner.finished"],
    "runner.aborted": NODE_NOTIFICATIONS["runner.aborted"],
    "runner.throttles": NODE_NOTIFICATIONS["runner.throttles"],
    "runner.warning": NODE_NOTIFICATIONS["runner.warning"],
    "runner.output": NODE_NOTIFICATIONS["runner.output"],
    "runner.artifact": NODE_NOTIFICATIONS["runner.artifact"],
    /** A sign of life, every second. */
    "runner.alive": z.strictObject({}),
  },
} as const;
