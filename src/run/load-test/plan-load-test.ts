import { relative } from "node:path";
import { checkNeededFolders } from "../../base/folders/needed-folders.js";
import { newRunId } from "../../base/ids.js";
import { type ClusterPlan, planCluster } from "../../cluster/boot/plan-cluster.js";
import { type AskedScenario, askScenario } from "../asking/ask-scenario.js";
import { calibrate } from "../calibration/calibrate.js";
import type { Calibration } from "../calibration/judge-trial.js";
import { clusterOptionsOf, clusterPortsOf } from "../phases/boot-phase.js";
import type { RunControls } from "./load-test-request.js";
import { loadText } from "./load-text.js";
import type { LoadTest } from "./read-load-test.js";
import { scenarioWarnings } from "./scenario-warnings.js";

/** What a run of a scenario would look like. */
export interface ScenarioPlan extends ClusterPlan {
  readonly name: string;
  /** A short description of the load. */
  readonly load: string;
  readonly maxAllowedNodes: number;
  readonly backend: string;
  /** The calibration that the sizing is based on. */
  readonly calibration: Calibration | undefined;
  /** Whether users without a browser can do every step; absent without such users. */
  readonly asked: AskedScenario | undefined;
}

/** Plans a load test. Starts at most the first node of each scenario's cluster, and no load except for a calibration. */
export async function planLoadTest(
  loadTest: LoadTest,
  controls: Pick<RunControls, "stop" | "onEvent">,
): Promise<readonly ScenarioPlan[]> {
  const { host, files } = loadTest;
  checkNeededFolders(host.env);
  const plans: ScenarioPlan[] = [];
  for (const [index, file] of files.entries()) {
    const name = relative(host.cwd, file) || file;
    controls.onEvent({ type: "scenario-started", name, index: index + 1, total: files.length });
    plans.push(await planScenario(file, loadTest, controls));
  }
  return plans;
}

async function planScenario(
  file: string,
  { host, loadScenario, openSetUpPage }: LoadTest,
  { stop, onEvent: emit }: Pick<RunControls, "stop" | "onEvent">,
): Promise<ScenarioPlan> {
  const ports = { file, host, stop, emit, runId: newRunId(host.clock.wallTime()) };
  const onWarning = (message: string) => emit({ type: "warning", message });
  const loaded = await loadScenario(file, { signal: stop.signal, onWarning });
  for (const message of scenarioWarnings(loaded)) onWarning(message);
  const calibration = loaded.options.values.calibrate ? await calibrate(loaded, ports) : undefined;
  const plan = await planCluster(await clusterOptionsOf({ loaded, ports, calibration }), clusterPortsOf({ loaded, ports }));
  const { maxAllowedNodes, backend, browser } = loaded.options.values;
  const hasOthers = browser === "protocol" || loaded.background !== undefined;
  const openPage = hasOthers ? openSetUpPage : undefined;
  const { clock, env } = host;
  const asked = openPage && (await askScenario(loaded, { clock, env, signal: stop.signal, openPage }));
  const { scenario } = loaded;
  return {
    ...plan,
    name: scenario.name,
    load: loadText(loaded.plan, loaded.background?.plan),
    maxAllowedNodes,
    backend,
    calibration,
    asked,
  };
}
