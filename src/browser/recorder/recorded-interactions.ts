import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { AdapterSet } from "../interactions/adapter-set.js";
import { Interactions } from "../interactions/interactions.js";
import { StepTimes } from "../interactions/step-times.js";
import { PageAgent } from "../page-agent/page-agent.js";

/** An input, and when its answer was shown. */
export interface FoundInteraction {
  readonly at: number;
  readonly endedAt: number;
  /** The answer is another document. */
  readonly isDocument: boolean;
}

/** The interactions of a recorded page, found by the code that measures those of virtual users. */
export class RecordedInteractions {
  readonly #interactions: Interactions;
  readonly #agent: PageAgent;

  /** Times are milliseconds since 1970. */
  constructor(session: ProtocolSession, clock: Clock, found: (interaction: FoundInteraction) => void) {
    const wall = (ms: number) => ms - clock.now() + clock.wallTime();
    const telemetry = interactionSink(({ at, endedAt, isDocument }) => {
      found({ at: wall(at), endedAt: wall(endedAt), isDocument });
    });
    const adapters = new AdapterSet();
    this.#interactions = new Interactions({ telemetry, routes: [], clock, steps: new StepTimes(clock), adapters });
    this.#agent = new PageAgent(session, { telemetry, routes: [], clock, interactions: this.#interactions, adapters });
    session.onGone(() => this.end());
  }

  /** Follows the session of the page, or of a cross-site frame. */
  async follow(session: ProtocolSession): Promise<void> {
    this.#interactions.follow(session);
    session.onGone(() => this.#agent.detach(session));
    await Promise.all([session.send("Network.enable"), this.#agent.attach(session)]);
  }

  end(): void {
    this.#agent.end();
    this.#interactions.end();
  }
}

/**
 * Ambiguous ones have been answered as well; only their figures are in doubt. They may be told long after their end, which is not
 * known: by then the person may have gone elsewhere.
 */
function interactionSink(found: (interaction: FoundInteraction) => void): TelemetrySink {
  let measured: Pick<FoundInteraction, "at" | "endedAt"> | undefined;
  return {
    sample(metric, _dimension, value, endedAtMs, startedAtMs = endedAtMs - value) {
      if (metric === "interaction_duration") measured = { at: startedAtMs, endedAt: endedAtMs };
    },
    count(metric, dimension, _amount, atMs) {
      // The adapter is told after the figures.
      if (metric === "interactions" && measured !== undefined) found({ ...measured, isDocument: dimension === "document" });
      if (metric === "interactions_ambiguous" && atMs !== undefined) found({ at: atMs, endedAt: atMs, isDocument: false });
    },
    gauge: () => {},
    custom: () => {},
    unmeasured: () => {},
    failure: () => {},
    pageError: () => {},
  };
}
