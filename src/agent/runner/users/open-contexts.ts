import type { Clock } from "../../../base/clock.js";
import { throwIfAborted } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import type { ScenarioUser } from "../../../scenario/iteration/iteration-ports.js";
import type { BrowserHost } from "../browser-host.js";
import { isOptionsFault } from "./user-browser-options.js";
import type { ReadyUser } from "./user-population.js";

/** What opening contexts takes. */
export interface OpenContextsOptions {
  readonly host: BrowserHost;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with the number of open contexts, from time to time and for the last one. */
  readonly onProgress: (opened: number) => void;
}

const OPEN_ATTEMPTS = 3;
const PROGRESS_EVERY_MS = 100;

/**
 * Opens a context for every user. Rejects with `BROWSER_FAILED`, the signal's reason, or the error of an option that the scenario
 * gives as a function of the user.
 */
export async function openContexts(users: readonly ScenarioUser[], options: OpenContextsOptions): Promise<readonly ReadyUser[]> {
  const { clock, onProgress } = options;
  let [opened, toldAtMs] = [0, 0];
  return Promise.all(
    users.map(async (user) => {
      const context = await openContext(user.userId, options);
      opened += 1;
      if (opened === users.length || clock.now() - toldAtMs >= PROGRESS_EVERY_MS) {
        toldAtMs = clock.now();
        onProgress(opened);
      }
      return { user, context };
    }),
  );
}

async function openContext(userId: number, { host, signal }: OpenContextsOptions) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await host.open(userId, signal);
    } catch (error) {
      throwIfAborted(signal);
      if (isOptionsFault(error)) throw error;
      if (attempt < OPEN_ATTEMPTS) continue;
      throw new LiveLoadError("BROWSER_FAILED", `the context of user ${userId} could not be opened: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}
