import { z } from "zod";
import { LiveLoadError } from "../../base/errors.js";
import { loadChangeSchema } from "../../result/model.js";
import type { RunState } from "../phases/run-state.js";
import type { RunEvent } from "../run-events.js";
import { runStatusOf, runStatusSchema } from "./run-status.js";
import type { ChangeRequest, SteeredBy, SteerRequest } from "./steer-request.js";
import type { SteerOutcome } from "./steers.js";

/** The answer to a request: what was changed, and what the run does after it. */
export const steerAnswerSchema = z.object({
  status: runStatusSchema,
  change: loadChangeSchema.optional(),
  warnings: z.array(z.string()),
});
/** The answer to a request. */
export type SteerAnswer = z.infer<typeof steerAnswerSchema>;

/** Serves requests to a run. Rejects with `CHANGE_REFUSED`. */
export type Steer = (request: SteerRequest, by: SteeredBy) => Promise<SteerAnswer>;

/** Answers requests to a run, from its beginning until its report is written. */
export class RunControl {
  readonly #state: RunState;
  #phase = "starting";

  constructor(state: RunState) {
    this.#state = state;
  }

  /** Keeps what the run does. */
  hear(event: RunEvent): void {
    if (event.type === "phase-started") this.#phase = event.title;
  }

  /** Serves a request. */
  async steer(request: SteerRequest, by: SteeredBy): Promise<SteerAnswer> {
    const { change, warnings } = request.do === "status" ? NOTHING : await this.#apply(request, by);
    return {
      status: runStatusOf(this.#state, this.#phase),
      ...(change === undefined ? {} : { change }),
      warnings: [...warnings],
    };
  }

  async #apply(request: ChangeRequest, by: SteeredBy): Promise<SteerOutcome> {
    const { steering, ports } = this.#state;
    if (steering !== undefined) return steering.apply(request, by);
    if (request.do !== "stop")
      throw new LiveLoadError("CHANGE_REFUSED", `the load of this run has not begun: it is ${this.#phase}`, {
        hint: "try again when live-load status says that it is running; live-load stop ends it now",
      });
    ports.stop.ask("interrupted");
    return NOTHING;
  }
}

const NOTHING: SteerOutcome = { change: undefined, warnings: [] };
