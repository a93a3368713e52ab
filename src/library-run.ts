import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startControllerDebugLog } from "./base/debug-log.js";
import { LiveLoadError } from "./base/errors.js";
import { followSourceMaps, processHost } from "./base/host.js";
import { invalidOption, isRecord, refuseUnknownKeys } from "./base/invalid-option.js";
import { guardProcess } from "./base/user-code.js";
import { checkBrowserOptions } from "./browser/browser-connections.js";
import { openSetUpPage } from "./browser/set-up-page.js";
import type { Config } from "./config/define-config.js";
import { OPTION_NAMES } from "./config/options.js";
import type { OptionLayer } from "./config/resolve-options.js";
import { watchedRun } from "./dashboard/watched-run.js";
import { modulePath } from "./library-path.js";
import { errorInOptionWords, inOptionWords, optionWords } from "./library-words.js";
import type { RunResult } from "./result/model.js";
import { type ExitName, exitOfOutcome, worstExit } from "./run/exit-codes.js";
import { readLoadTest } from "./run/load-test/read-load-test.js";
import { runLoadTest } from "./run/load-test/run-load-test.js";
import { StopRequest } from "./run/load-test/stop-request.js";
import { scenarioStem } from "./run/report-folder/output-index.js";
import type { RunEvent } from "./run/run-events.js";

/** Options of `run`: everything that a config file can set, and how to follow and stop the run. */
export interface RunOptions extends Omit<Config, "scenarios"> {
  /**
   * Paths, patterns or `file:` URLs of scenario modules. A scenario object is refused, because functions cannot be sent to
   * other machines.
   */
  readonly scenarios: string | URL | readonly (string | URL)[];
  /** Folder to which paths are relative. Default: the current working directory. */
  readonly cwd?: string;
  /** Stops the run as Ctrl-C does: running iterations are interrupted, and a partial report is written. */
  readonly signal?: AbortSignal;
  /** Receives the events of the run, in order. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs scenarios one after another, each on a cluster of its own, and writes their reports, like the command `live-load run`.
 * It reads neither a config file nor environment variables. Default `reporters`: `["html", "markdown"]`.
 * @returns for each scenario, by its name, its result or the error that kept it from running
 * @throws LiveLoadError `INVALID_OPTION` or `SCENARIO_FILE_NOT_FOUND`, before anything is started
 * @example
 * ```ts
 * const results = await run({ scenarios: "shop.scenario.ts", users: 50, duration: "5m" });
 * for (const [name, result] of results) console.log(name, result instanceof LiveLoadError ? result.message : result.verdict);
 * ```
 */
export async function run(options: RunOptions): Promise<ReadonlyMap<string, RunResult | LiveLoadError>> {
  const unguard = guardProcess();
  try {
    return await runChecked(checkRunOptions(options));
  } catch (error) {
    throw inOptionWords(error);
  } finally {
    unguard();
  }
}

const OWN_NAMES = ["scenarios", "cwd", "signal", "onEvent"];

/** Checks the options that callers in plain JavaScript can get wrong. Throws `INVALID_OPTION`. */
function checkRunOptions(given: unknown): CheckedRun {
  if (!isRecord(given)) throw invalidOption({ option: "options", value: given, allowed: "an object with at least scenarios" });
  refuseUnknownKeys(given, [...OWN_NAMES, ...OPTION_NAMES], "run");
  const { scenarios, cwd, signal, onEvent, ...values } = given;
  const files = (Array.isArray(scenarios) ? scenarios : [scenarios]).map((module) => modulePath("scenarios", module));
  if (files.length === 0) throw invalidOption({ option: "scenarios", value: scenarios, allowed: "at least one path or URL" });
  if (cwd !== undefined && (typeof cwd !== "string" || !existsSync(cwd)))
    throw invalidOption({ option: "cwd", value: cwd, allowed: "the path of a folder that exists" });
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalidOption({ option: "signal", value: signal, allowed: "an AbortSignal" });
  if (onEvent !== undefined && typeof onEvent !== "function")
    throw invalidOption({ option: "onEvent", value: onEvent, allowed: "a function" });
  return { files, cwd, signal, onEvent: onEvent as RunOptions["onEvent"], values };
}

interface CheckedRun {
  readonly cwd: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: RunOptions["onEvent"] | undefined;
  readonly files: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

async function runChecked(checked: CheckedRun): Promise<ReadonlyMap<string, RunResult | LiveLoadError>> {
  const { files, cwd, signal, values } = checked;
  followSourceMaps();
  const host = processHost();
  startControllerDebugLog(host);
  const onEvent = (event: RunEvent) => checked.onEvent?.(eventInOptionWords(event));
  const layers: readonly OptionLayer[] = [{ origin: "code", values: { reporters: ["html", "markdown"], ...values } }];
  const loadTest = await readLoadTest({
    files,
    layers,
    host: { ...host, cwd: resolve(cwd ?? host.cwd), terminal: { color: false, columns: 100 } },
    checkOptions: checkBrowserOptions,
    openSetUpPage,
  });
  const watched = await watchedRun(loadTest.options.values, { clock: host.clock, onEvent });
  const stop = new StopRequest();
  const onAbort = (): void => stop.ask("interrupted");
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  let exit: ExitName | undefined;
  try {
    const outcomes = await runLoadTest(loadTest, { ...watched, stop });
    exit = worstExit(outcomes.map(exitOfOutcome));
    return new Map([
      ...outcomes.map(
        ({ name, result, error }) => [name, error === undefined ? resultOf(name, result) : errorInOptionWords(error)] as const,
      ),
      ...loadTest.files.slice(outcomes.length).map((file) => [scenarioStem(file), notBegun(file)] as const),
    ]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await watched.end(exit);
  }
}

/** The error for a scenario that `signal` kept from beginning; its name is unknown, so it is named after its file. */
function notBegun(file: string): LiveLoadError {
  return new LiveLoadError("ABORTED", "the run was interrupted before the scenario began", { details: { file } });
}

function eventInOptionWords(event: RunEvent): RunEvent {
  if (event.type === "warning") return { ...event, message: optionWords(event.message) };
  if (event.type !== "scenario-ended" || event.outcome.error === undefined) return event;
  return { ...event, outcome: { ...event.outcome, error: errorInOptionWords(event.outcome.error) } };
}

function resultOf(name: string, result: RunResult | undefined): RunResult | LiveLoadError {
  return result ?? new LiveLoadError("INTERNAL", `the scenario ${JSON.stringify(name)} has neither a result nor an error`);
}
