import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { type RunResult, VERDICTS, type Verdict } from "../../result/model.js";
import { EXIT_CODES, type ExitName, exitOfError, exitOfOutcome } from "../../run/exit-codes.js";
import type { RunEvent, RunProgress, ScenarioOutcome, StopReason } from "../../run/run-events.js";

/** An error within a line. */
interface ErrorLine {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** How a scenario ended; its figures are in the `result.json` below `outputFolder`. */
interface ScenarioEnded {
  readonly type: "scenario-ended";
  readonly name: string;
  readonly file: string;
  readonly outputFolder: string;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly stopped?: StopReason;
  readonly error?: ErrorLine;
  /** Absent when there was nowhere to write a result. */
  readonly result?: Pick<RunResult, "runId" | "durationMs" | "users" | "iterations" | "thresholds" | "verdictReasons">;
}

/** The last line. */
interface RunEnded {
  readonly type: "run-ended";
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly scenarios: readonly { readonly name: string; readonly verdict: Verdict; readonly exitCode: number }[];
  /** The error that prevented the run from starting. */
  readonly error?: ErrorLine;
}

/** A line of `--json` without its time. Public format: see `docs/pipelines.md`. */
export type EventLine =
  | Exclude<RunEvent, { readonly type: "scenario-ended" | "progress" }>
  | ({ readonly type: "progress" } & RunProgress)
  | ScenarioEnded
  | RunEnded;

/** Writes events of a run as lines of JSON to standard output. */
export class EventLines {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  show(event: RunEvent): void {
    if (event.type === "progress") this.#write({ type: "progress", ...event.progress });
    else if (event.type === "scenario-ended") this.#write(scenarioEnded(event.outcome));
    else this.#write(event);
  }

  /** Writes the last line of a run. */
  end(outcomes: readonly ScenarioOutcome[], exit: ExitName): void {
    const scenarios = outcomes.map((outcome) => {
      const { name, verdict, exitCode } = scenarioEnded(outcome);
      return { name, verdict, exitCode };
    });
    const verdict = [...VERDICTS].reverse().find((candidate) => scenarios.some((scenario) => scenario.verdict === candidate));
    // A run that is interrupted before its first scenario has no verdict.
    this.#write({ type: "run-ended", verdict: verdict ?? "inconclusive", exitCode: EXIT_CODES[exit].code, scenarios });
  }

  /** Writes the last line of a run that could not begin. */
  fail(error: unknown): void {
    const exitCode = EXIT_CODES[exitOfError(error)].code;
    this.#write({ type: "run-ended", verdict: "error", exitCode, scenarios: [], error: errorLine(error) });
  }

  #write(line: EventLine): void {
    const time = new Date(this.#host.clock.wallTime()).toISOString();
    const { type, ...rest } = line;
    this.#host.stdout.write(`${JSON.stringify({ type, time, ...rest })}\n`);
  }
}

function scenarioEnded(outcome: ScenarioOutcome): ScenarioEnded {
  const { name, file, outputFolder, result, error, stopped } = outcome;
  return {
    type: "scenario-ended",
    name,
    file,
    outputFolder,
    verdict: result?.verdict ?? "error",
    exitCode: EXIT_CODES[exitOfOutcome(outcome)].code,
    ...(stopped === undefined ? {} : { stopped }),
    ...(error === undefined ? {} : { error: errorLine(error) }),
    ...(result === undefined ? {} : { result: pick(result) }),
  };
}

function pick(result: RunResult): NonNullable<ScenarioEnded["result"]> {
  const { runId, durationMs, users, iterations, thresholds, verdictReasons } = result;
  return { runId, durationMs, users, iterations, thresholds, verdictReasons };
}

function errorLine(error: unknown): ErrorLine {
  const code = error instanceof LiveLoadError ? error.code : "INTERNAL";
  const hint = error instanceof LiveLoadError ? error.hint : undefined;
  return { code, message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
}
