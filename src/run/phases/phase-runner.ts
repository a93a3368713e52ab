import type { Clock } from "../../base/clock.js";
import { throwIfAborted } from "../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { RunEvent } from "../run-events.js";

/** One step of a run. */
export interface Phase<State> {
  /** What the phase does, for people: "starting the cluster". */
  readonly title: string;
  /** Whether there is anything to do; default true. Skipped phases cause no event. */
  readonly isNeeded?: (state: State) => boolean;
  readonly run: (state: State) => Promise<void>;
  /** Undoes what `run` did, even if it failed half way. Teardowns run at the end in reverse order. */
  readonly teardown?: (state: State) => Promise<void>;
}

/** The world around the phases. */
export interface PhaseRunnerPorts {
  readonly clock: Clock;
  /** No further phase begins once it is aborted; a running phase sees it through its state. */
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/**
 * Runs the phases in order until one fails, then the teardowns of those that began, in reverse. Resolves to the
 * first error, or `undefined`. A failing teardown causes a warning and does not keep the others from running.
 */
export async function runPhases<State>(phases: readonly Phase<State>[], state: State, ports: PhaseRunnerPorts): Promise<unknown> {
  const begun: Phase<State>[] = [];
  let failure: unknown;
  try {
    for (const phase of phases) {
      throwIfAborted(ports.signal);
      if (phase.isNeeded?.(state) === false) continue;
      begun.unshift(phase);
      await runPhase(phase, state, ports);
    }
  } catch (error) {
    failure = error ?? new Error("a phase failed without saying why");
  }
  for (const phase of begun) {
    await phase.teardown?.(state).catch((error: unknown) => {
      const hint = error instanceof LiveLoadError && error.hint !== undefined ? `; ${error.hint}` : "";
      ports.emit({ type: "warning", message: `cleaning up after "${phase.title}" failed: ${messageOf(error)}${hint}` });
    });
  }
  return failure;
}

async function runPhase<State>(phase: Phase<State>, state: State, { clock, emit }: PhaseRunnerPorts): Promise<void> {
  const startedAtMs = clock.now();
  emit({ type: "phase-started", title: phase.title });
  await phase.run(state);
  emit({ type: "phase-ended", title: phase.title, durationMs: clock.now() - startedAtMs });
}
