import { resolve } from "node:path";
import { checkNeededFolders } from "../../base/folders/needed-folders.js";
import { newRunId } from "../../base/ids.js";
import { defineConfig } from "../../config/define-config.js";
import { discoverScenarios } from "../../config/discover-scenarios.js";
import { resolveOptions } from "../../config/resolve-options.js";
import { SCENARIO_MODULE } from "../../scenario/authoring/scenario-module.js";
import { maskedListeners } from "../masked-events.js";
import { checkOutputs } from "../outputs/outputs.js";
import { checkValues } from "../phases/load-phase.js";
import { reserveOutputFolder } from "../report-folder/output-folder.js";
import { folderNames, writeIndex } from "../report-folder/output-index.js";
import type { ScenarioOutcome } from "../run-events.js";
import type { LoadTestRequest } from "./load-test-request.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";
import { runScenario } from "./run-scenario.js";

/** What `import … from "live-load"` sees in users' modules that run on the controller. */
export const LIVE_LOAD_MODULE: Readonly<Record<string, unknown>> = { ...SCENARIO_MODULE, defineConfig };

/**
 * The story of a load test. Everything that can be wrong with options and files is found before anything starts; then
 * the scenarios run one after another, each on a cluster of its own. One that fails does not keep the next from running.
 */
export async function runLoadTest(given: LoadTestRequest): Promise<readonly ScenarioOutcome[]> {
  const request = { ...given, ...maskedListeners(given) };
  const { cwd, clock, pid, stop, layers, onEvent } = request;
  const options = resolveOptions(layers);
  rememberRunSecrets(options.values, request.env);
  checkValues(options.values);
  request.checkOptions(options.values);
  checkNeededFolders(request.env);
  await checkOutputs(options.values.outputs, request.env);
  const asked = request.files.length > 0 ? request.files : options.values.scenarios;
  const files = await discoverScenarios(asked, cwd);
  const out = resolve(cwd, options.values.out);
  const folders = folderNames(files, out);
  const list = files.length > 1 ? await reserveOutputFolder(out, { pid, runId: newRunId(clock.wallTime()), clock }) : undefined;
  try {
    const outcomes: ScenarioOutcome[] = [];
    for (const [index, file] of files.entries()) {
      if (stop.reason !== undefined) break;
      const ofMany = { index: index + 1, total: files.length };
      const outputFolder = folders[index] ?? out;
      const outcome = await runScenario({ ...request, ...ofMany, file, options, outputFolder, parent: list });
      outcomes.push(outcome);
      onEvent({ type: "scenario-ended", outcome });
    }
    if (list !== undefined) await writeIndex(list, outcomes, (message) => onEvent({ type: "warning", message }));
    return outcomes;
  } finally {
    await list?.release();
  }
}
