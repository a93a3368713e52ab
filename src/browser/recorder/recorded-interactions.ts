import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { AdapterSet } from "../interactions/adapter-set.js";
import { Interactions } from "../interactions/interactions.js";
import { StepTimes } from "../interactions/step-times.js";
import { PageAgent } from "../page-agent/page-agent.js";

/** The interactions of a recorded page, found by the code that measures those of virtual users. */
export class RecordedInteractions {
  readonly #interactions: Interactions;
  readonly #agent: PageAgent;

  /** `found` gets the times of the input and of the end, milliseconds since 1970. */
  constructor(session: ProtocolSession, clock: Clock, found: (at: number, endedAt: number) => void) {
    const wall = (ms: number) => ms - clock.now() + clock.wallTime();
    const telemetry = interactionSink((startedAtMs, endedAtMs = clock.now()) => found(wall(startedAtMs), wall(endedAtMs)));
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

/** Ambiguous ones have been answered as well; only their figures are in doubt. */
function interactionSink(found: (startedAtMs: number, endedAtMs?: number) => void): TelemetrySink {
  return {
    sample(metric, _dimension, value, endedAtMs, startedAtMs = endedAtMs - value) {
      if (metric === "interaction_duration") found(startedAtMs, endedAtMs);
    },
    count(metric, _dimension, _amount, atMs) {
      if (metric === "interactions_ambiguous" && atMs !== undefined) found(atMs);
    },
    gauge: () => {},
    custom: () => {},
    unmeasured: () => {},
    failure: () => {},
    pageError: () => {},
  };
}
