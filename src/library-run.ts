import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LiveLoadError } from "./base/errors.js";
import { followSourceMaps, processHost } from "./base/host.js";
import { checkBrowserConnectionName } from "./browser/browser-connections.js";
import { watchedRun } from "./cli/dashboard/watched-run.js";
import { type ExitName, exitOfOutcome, worstExit } from "./cli/exit-codes.js";
import type { Config } from "./config/define-config.js";
import { type OptionLayer, resolveOptions } from "./config/resolve-options.js";
import type { RunResult } from "./result/model.js";
import type { RunEvent } from "./run/run-events.js";
import { runLoadTest } from "./run/run-load-test.js";
import { StopRequest } from "./run/stop-request.js";

/** What a load test is run with: all that a config file may say, and how to follow and end it. */
export interface RunOptions extends Omit<Config, "scenarios"> {
  /** Paths, patterns or `file:` URLs of scenario modules. Functions do not cross machines, so a scenario itself is refused. */
  readonly scenarios: string | URL | readonly (string | URL)[];
  /** Folder that paths are relative to. Default: the current one. */
  readonly cwd?: string;
  /** Ends the run as Ctrl-C would: running iterations are interrupted, and a partial report is written. */
  readonly signal?: AbortSignal;
  /** Follows the run. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs scenarios one after another, each on a cluster of its own, and writes their reports; the same as the command
 * `live-load run`, without config file and environment. Resolves to each scenario's result by its name, or to the error
 * that kept it from running. Rejects with `INVALID_OPTION` or `SCENARIO_FILE_NOT_FOUND` before anything is started.
 */
export async function run(options: RunOptions): Promise<ReadonlyMap<string, RunResult | LiveLoadError>> {
  const { scenarios, cwd, signal, onEvent, ...values } = options;
  followSourceMaps();
  const files = [scenarios].flat().map(pathOf);
  if (files.length === 0) throw new LiveLoadError("INVALID_OPTION", "scenarios is empty, but it takes at least one path or URL");
  const host = processHost();
  const layers: readonly OptionLayer[] = [{ origin: "code", values: { reporters: ["html", "markdown"], ...values } }];
  const watched = await watchedRun(resolveOptions(layers).values, { clock: host.clock, onEvent: onEvent ?? (() => {}) });
  const stop = new StopRequest();
  const onAbort = (): void => stop.ask("interrupted");
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  let exit: ExitName | undefined;
  try {
    const outcomes = await runLoadTest({
      ...watched,
      files,
      layers,
      cwd: resolve(cwd ?? host.cwd),
      env: host.env,
      platform: host.platform,
      execPath: host.execPath,
      pid: host.pid,
      clock: host.clock,
      stop,
      terminal: { color: false, columns: 100 },
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
    });
    exit = worstExit(outcomes.map(exitOfOutcome));
    return new Map(outcomes.map(({ name, result, error }) => [name, error ?? resultOf(name, result)]));
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await watched.end(exit);
  }
}

function pathOf(scenario: unknown): string {
  if (typeof scenario === "string" && !scenario.startsWith("file:")) return scenario;
  if (typeof scenario === "string" || scenario instanceof URL) return fileURLToPath(scenario);
  throw new LiveLoadError("INVALID_OPTION", "scenarios takes paths and URLs of modules, not scenarios themselves", {
    hint: "functions do not cross machines: give the path of the file that exports the scenario",
    details: { option: "scenarios", value: typeof scenario },
  });
}

function resultOf(name: string, result: RunResult | undefined): RunResult | LiveLoadError {
  return result ?? new LiveLoadError("INTERNAL", `the scenario ${JSON.stringify(name)} has neither a result nor an error`);
}
