import { relative, resolve } from "node:path";
import { checkNeededFolders } from "../../base/folders/needed-folders.js";
import { newRunId } from "../../base/ids.js";
import { type ClusterPlan, planCluster } from "../../cluster/boot/plan-cluster.js";
import { discoverScenarios } from "../../config/discover-scenarios.js";
import { resolveOptions } from "../../config/resolve-options.js";
import { calibrate } from "../calibration/calibrate.js";
import type { Calibration } from "../calibration/judge-trial.js";
import { clusterOptionsOf, clusterPortsOf } from "../phases/boot-phase.js";
import { checkValues, loadScenario } from "../phases/load-phase.js";
import type { LoadTestRequest } from "./load-test-request.js";
import { loadText } from "./load-text.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";

/** What a run of a scenario would be. */
export interface ScenarioPlan extends ClusterPlan {
  readonly name: string;
  /** The load in a few words. */
  readonly load: string;
  readonly maxAllowedNodes: number;
  readonly backend: string;
  /** What was tried out; the sizing follows from it. */
  readonly calibration: Calibration | undefined;
}

/** Says what a load test would do. Starts at most the first node of each scenario's cluster, and no load but that of a calibration. */
export async function planLoadTest(request: Omit<LoadTestRequest, "terminal">): Promise<readonly ScenarioPlan[]> {
  const { cwd, layers } = request;
  const options = resolveOptions(layers);
  rememberRunSecrets(options.values, request.env);
  checkValues(options.values);
  request.checkOptions(options.values);
  checkNeededFolders(request.env);
  const asked = request.files.length > 0 ? request.files : options.values.scenarios;
  const files = await discoverScenarios(asked, cwd);
  const plans: ScenarioPlan[] = [];
  for (const [index, file] of files.entries()) {
    request.onEvent({ type: "scenario-started", name: relative(cwd, file) || file, index: index + 1, total: files.length });
    plans.push(await planScenario(resolve(cwd, file), request));
  }
  return plans;
}

async function planScenario(file: string, request: Omit<LoadTestRequest, "terminal">): Promise<ScenarioPlan> {
  const { cwd, env, platform, execPath, pid, clock, stop, onEvent: emit } = request;
  const ports = { file, cwd, env, platform, execPath, pid, clock, stop, emit, runId: newRunId(clock.wallTime()) };
  const loaded = await loadScenario(ports, request.layers);
  const calibration = loaded.options.values.calibrate ? await calibrate(loaded, ports) : undefined;
  const plan = await planCluster(await clusterOptionsOf({ loaded, ports, calibration }), clusterPortsOf({ loaded, ports }));
  const { maxAllowedNodes, backend } = loaded.options.values;
  const { scenario } = loaded;
  return { ...plan, name: scenario.name, load: loadText(loaded.plan), maxAllowedNodes, backend, calibration };
}
