import type { ErrorCode, LiveLoadError } from "../base/errors.js";
import { LiveLoadError as LiveLoadErrorClass } from "../base/errors.js";
import type { Verdict } from "../result/model.js";
import type { ScenarioOutcome, StopReason } from "./run-events.js";

/** Every exit code of the command. */
export const EXIT_CODES = {
  pass: { code: 0, meaning: "Everything held." },
  internal: { code: 1, meaning: "A defect in LiveLoad, or the result could not be written." },
  unreliable: { code: 98, meaning: "The measurement is invalid or inconclusive." },
  failed: { code: 99, meaning: "Thresholds failed, or too many iterations did." },
  usage: { code: 104, meaning: "A bad option or config file, no such scenario file or page, or no run that can be steered so." },
  cluster: { code: 106, meaning: "The cluster could not be created (no browser, wrong version, no room), or was lost." },
  scenario: { code: 107, meaning: "The scenario could not be loaded, or its config or setup failed." },
  aborted: { code: 108, meaning: "The scenario aborted the run." },
  interrupted: { code: 130, meaning: "Interrupted; a partial report is written." },
  terminated: { code: 143, meaning: "Terminated; a partial report is written." },
} as const;

/** Name of an exit code. */
export type ExitName = keyof typeof EXIT_CODES;

/** Tells how a command ended. */
export type SetExit = (exit: ExitName | number) => void;

/** The exit code for each error code. */
const EXIT_OF_ERROR: Record<ErrorCode, ExitName> = {
  INVALID_OPTION: "usage",
  SCENARIO_FILE_NOT_FOUND: "usage",
  OUTPUT_FOLDER_IN_USE: "usage",
  RUN_NOT_FOUND: "usage",
  CHANGE_REFUSED: "usage",
  RESULT_UNREADABLE: "usage",
  RESULT_UNWRITABLE: "internal",
  FOLDER_NOT_WRITABLE: "usage",
  SCENARIO_LOAD_FAILED: "scenario",
  CONFIG_FAILED: "scenario",
  SETUP_FAILED: "scenario",
  SCENARIO_ALREADY_RUNNING: "cluster",
  NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES: "cluster",
  NODE_TOO_SMALL: "cluster",
  CLUSTER_NODE_CREATION_TIMEOUT: "cluster",
  CLUSTER_NODE_CREATION_FAILED: "cluster",
  BACKEND_UNAVAILABLE: "cluster",
  LISTEN_FAILED: "cluster",
  NODE_LOST: "cluster",
  CONTROLLER_FAILED: "cluster",
  CLUSTER_NAME_INVALID: "cluster",
  BROWSER_NOT_FOUND: "cluster",
  BROWSER_FAILED: "cluster",
  PAGE_UNREACHABLE: "usage",
  VERSION_MISMATCH: "cluster",
  CHANNEL_CLOSED: "cluster",
  CHANNEL_PROTOCOL: "cluster",
  UNKNOWN_METHOD: "cluster",
  DEADLINE_EXCEEDED: "cluster",
  ABORTED: "interrupted",
  INTERNAL: "internal",
};

const EXIT_OF_STOP: Record<StopReason, ExitName | undefined> = {
  interrupted: "interrupted",
  terminated: "terminated",
  aborted: "aborted",
  threshold: undefined,
};

const EXIT_OF_VERDICT: Record<Verdict, ExitName> = {
  pass: "pass",
  fail: "failed",
  inconclusive: "unreliable",
  invalid: "unreliable",
  error: "internal",
};

/** Precedence when several apply: the first wins. */
const PRECEDENCE: readonly ExitName[] = [
  "internal",
  "interrupted",
  "terminated",
  "cluster",
  "scenario",
  "aborted",
  "usage",
  "unreliable",
  "failed",
  "pass",
];

/** The exit for an error; anything but a {@link LiveLoadError} is a defect. */
export function exitOfError(error: unknown): ExitName {
  return error instanceof LiveLoadErrorClass ? EXIT_OF_ERROR[error.code] : "internal";
}

/** The exit of a run that was stopped, whatever it had measured. */
export function exitOfStop(reason: StopReason): ExitName {
  return EXIT_OF_STOP[reason] ?? "pass";
}

/** The exit of one scenario. */
export function exitOfOutcome(outcome: ScenarioOutcome): ExitName {
  const stop = outcome.stopped === undefined ? undefined : EXIT_OF_STOP[outcome.stopped];
  if (outcome.error !== undefined)
    return worstExit([exitOfError(outcome.error as LiveLoadError), ...(stop === undefined ? [] : [stop])]);
  if (stop !== undefined) return stop;
  return outcome.result === undefined ? "internal" : EXIT_OF_VERDICT[outcome.result.verdict];
}

/** The exit to use when several apply. */
export function worstExit(names: readonly ExitName[]): ExitName {
  return PRECEDENCE.find((name) => names.includes(name)) ?? "pass";
}
