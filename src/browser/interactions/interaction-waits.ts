import { PageOperationError } from "../../scenario/page-port.js";
import type { InteractionWaitOptions, PageInteractions } from "../../scenario/ports/interactions.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import type { PageOperations } from "../page-operations.js";
import type { StopSignal } from "../stop-signal.js";
import type { Interactions } from "./interactions.js";

interface InteractionWaitsParts {
  readonly operations: PageOperations;
  readonly interactions: Interactions;
  readonly agent: PageAgent;
}

/** Waits for the interactions of one user's page. */
export class InteractionWaits implements PageInteractions {
  readonly #parts: InteractionWaitsParts;

  constructor(parts: InteractionWaitsParts) {
    this.#parts = parts;
  }

  over({ mayBeLocal, step: _waits, ...options }: InteractionWaitOptions): Promise<number | undefined> {
    const { operations, interactions, agent } = this.#parts;
    const subject = "the last interaction to be over";
    let isLiveViewPending = true;
    const lacking = () => {
      const { lacking: missing = "the page did not answer" } = interactions.last ?? {};
      return isLiveViewPending ? "a LiveView did not answer its last event" : missing;
    };
    return operations.run({ subject, lacking }, options, async ({ over }) => {
      // LiveViews know by themselves what they wait for.
      await agent.liveViewsAnswered();
      isLiveViewPending = false;
      const idleAtMs = interactions.clock.now();
      await untilOver(interactions, over);
      const { last } = interactions;
      if (last?.lacking === undefined) return undefined;
      if (last.isLocal === true && mayBeLocal) return idleAtMs;
      throw new PageOperationError("timeout", `waited for ${subject}: ${last.lacking} (${last.step})`);
    });
  }
}

function untilOver(interactions: Interactions, over: StopSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const isOver = interactions.last?.isOver !== false;
      if (!isOver && !over.aborted) return;
      forget();
      over.removeEventListener("abort", look);
      if (isOver) resolve();
      else reject(new PageOperationError("aborted", "stopped while it waited for an interaction"));
    };
    const forget = interactions.onChange(look);
    over.addEventListener("abort", look);
    look();
  });
}
