import { resolve } from "node:path";
import type { Clock } from "../base/clock.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../base/errors.js";
import { newRunId } from "../base/ids.js";
import { defineConfig } from "../config/define-config.js";
import { discoverScenarios } from "../config/discover-scenarios.js";
import { type OptionLayer, resolveOptions } from "../config/resolve-options.js";
import { checkReporterNames } from "../reporters/reporters.js";
import { parseThreshold } from "../result/thresholds/parse-threshold.js";
import { SCENARIO_MODULE } from "../scenario/scenario-module.js";
import { folderNames, writeIndex } from "./output-index.js";
import type { RunEvent, ScenarioOutcome } from "./run-events.js";
import { runScenario } from "./run-scenario.js";
import type { StopRequest } from "./stop-request.js";

/** What `import … from "live-load"` sees in users' modules that run on the controller. */
export const LIVE_LOAD_MODULE: Readonly<Record<string, unknown>> = { ...SCENARIO_MODULE, defineConfig };

/** A load test: scenarios, options, and the outside world. */
export interface LoadTestRequest {
  /** Files, folders or patterns; empty: what the options say, else every scenario below `cwd`. */
  readonly files: readonly string[];
  /** What flags, environment and config file say. */
  readonly layers: readonly OptionLayer[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly pid: number;
  readonly stop: StopRequest;
  readonly onEvent: (event: RunEvent) => void;
  readonly terminal: { readonly color: boolean; readonly columns: number };
}

/**
 * The story of a load test. Everything that can be wrong with options and files is found before anything starts; then
 * the scenarios run one after another, each on a cluster of its own. One that fails does not keep the next from running.
 */
export async function runLoadTest(request: LoadTestRequest): Promise<readonly ScenarioOutcome[]> {
  const options = resolveOptions(request.layers);
  checkReporterNames(options.values.reporters);
  for (const { threshold } of options.values.thresholds) parseThreshold(threshold);
  const asked = request.files.length > 0 ? request.files : options.values.scenarios;
  const files = await discoverScenarios(asked, request.cwd);
  const out = resolve(request.cwd, options.values.out);
  const folders = folderNames(files, out);

  const outcomes: ScenarioOutcome[] = [];
  for (const [index, file] of files.entries()) {
    if (request.stop.reason === "interrupted" || request.stop.reason === "terminated") break;
    const runId = newRunId(request.clock.wallTime());
    const outcome = await runScenario({
      ...request,
      file,
      runId,
      options,
      outputFolder: folders[index] ?? out,
      index: index + 1,
      total: files.length,
    });
    outcomes.push(outcome);
    request.onEvent({ type: "scenario-ended", outcome });
  }
  if (files.length > 1) await writeIndex(out, outcomes);
  return outcomes;
}

/** Makes whatever was thrown one of our errors. */
export function asLiveLoadError(thrown: unknown): LiveLoadError {
  return isLiveLoadError(thrown) ? thrown : new LiveLoadError("INTERNAL", messageOf(thrown), { cause: thrown });
}
