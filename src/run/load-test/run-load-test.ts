import { resolve } from "node:path";
import { checkNeededFolders } from "../../base/folders/needed-folders.js";
import { newRunId } from "../../base/ids.js";
import { defineConfig } from "../../config/define-config.js";
import { SCENARIO_MODULE } from "../../scenario/authoring/scenario-module.js";
import { maskedListeners } from "../masked-events.js";
import { checkOutputs } from "../outputs/outputs.js";
import { reserveOutputFolder } from "../report-folder/output-folder.js";
import { folderNames, writeIndex } from "../report-folder/output-index.js";
import type { ScenarioOutcome } from "../run-events.js";
import type { RunControls } from "./load-test-request.js";
import type { LoadTest } from "./read-load-test.js";
import { runScenario } from "./run-scenario.js";

/** What `import … from "live-load"` provides to users' modules on the controller. */
export const LIVE_LOAD_MODULE: Readonly<Record<string, unknown>> = { ...SCENARIO_MODULE, defineConfig };

/**
 * Runs the scenarios of a load test one after another, each on a cluster of its own. A scenario that fails does not keep
 * the next from running. Rejects, before anything is started, when folders or outputs are unusable.
 */
export async function runLoadTest(loadTest: LoadTest, given: RunControls): Promise<readonly ScenarioOutcome[]> {
  const controls = { ...given, ...maskedListeners(given) };
  const { stop, onEvent } = controls;
  const { host, options, files } = loadTest;
  checkNeededFolders(host.env);
  await checkOutputs(options.values.outputs, host.env);
  const out = resolve(host.cwd, options.values.out);
  const folders = folderNames(files, out);
  const list = files.length > 1 ? await reserveOutputFolder(out, { runId: newRunId(host.clock.wallTime()), host }) : undefined;
  try {
    const outcomes: ScenarioOutcome[] = [];
    for (const [index, file] of files.entries()) {
      if (stop.isLast) break;
      const ofMany = { index: index + 1, total: files.length };
      const outputFolder = folders[index] ?? out;
      const outcome = await runScenario({ ...controls, ...ofMany, loadTest, file, outputFolder, parent: list });
      outcomes.push(outcome);
      onEvent({ type: "scenario-ended", outcome });
    }
    if (list !== undefined) await writeIndex(list, outcomes, (message) => onEvent({ type: "warning", message }));
    return outcomes;
  } finally {
    await list?.release();
  }
}
