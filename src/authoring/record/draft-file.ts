import type { Clock, Timer } from "../../base/clock.js";
import type { ScenarioDraft } from "../draft/scenario-draft.js";
import { scenarioSource } from "../draft/scenario-source.js";
import { writeText } from "../draft/write-text.js";
import { countSteps } from "./count-steps.js";

/** The file follows what happens with this delay. */
const WRITE_MS = 300;

/** How many steps a recording has, or 0 if it only opens the page: a person has done nothing then. */
export function stepsDone({ steps }: ScenarioDraft): number {
  const count = countSteps(steps);
  return count > 1 ? count : 0;
}

/** The scenario's file, which is written again and again once a person has done something. */
export class DraftFile {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #draft: () => ScenarioDraft;
  #timer: Timer | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string, clock: Clock, draft: () => ScenarioDraft) {
    this.#path = path;
    this.#clock = clock;
    this.#draft = draft;
  }

  /** Something has happened; returns the number of steps so far. */
  changed(): number {
    this.#timer ??= this.#clock.setTimer(() => {
      this.#timer = undefined;
      // Reported when the recording ends.
      this.#write().catch(() => {});
    }, WRITE_MS);
    return countSteps(this.#draft().steps);
  }

  /** Writes what there is, unless nothing was done. */
  async finish(): Promise<ScenarioDraft> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#write();
    return this.#draft();
  }

  #write(): Promise<void> {
    const draft = this.#draft();
    if (stepsDone(draft) === 0) return this.#written;
    const file = { path: this.#path, what: "the scenario", hint: "choose another place with --out" };
    this.#written = this.#written.catch(() => {}).then(() => writeText({ ...file, text: scenarioSource(draft) }));
    return this.#written;
  }
}
