import { dirname } from "node:path";
import type { RunHost } from "../../base/host.js";
import { newSeed } from "../../base/ids.js";
import { rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import { clusterSlug } from "../../cluster/boot/check-cluster-options.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import type { ModuleBundle } from "../../config/modules/bundle-module.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import type { ResolvedOptions } from "../../config/resolved-options.js";
import { type LoadPlan, peakUsers } from "../../load/load-plan.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { resolveConfig, resolveThrottles } from "../../scenario/authoring/resolve-scenario.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import type { ThrottleSpec } from "../../scenario/authoring/throttle-spec.js";
import type { DataPools } from "../data/data-pools.js";
import { readPools } from "../data/scenario-pools.js";
import { checkShipment } from "./check-shipment.js";
import { checkThresholds } from "./check-thresholds.js";
import { checkValues } from "./check-values.js";
import { readScenario } from "./read-scenario.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";
import { type ScenarioAsset, ScenarioAssets } from "./scenario-assets.js";

/** A scenario that was read, with all that is derived from it and the options. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What its `config` returned. */
  readonly config: unknown;
  readonly pools: DataPools;
  readonly bundle: ModuleBundle;
  /** Flags, environment, config file, scenario and defaults. */
  readonly options: ResolvedOptions;
  readonly throttles: readonly ThrottleSpec[];
  /** Files that are sent along with it. */
  readonly assets: readonly ScenarioAsset[];
  readonly plan: LoadPlan;
  /** The most users that the plan asks for. */
  readonly users: number;
  readonly seed: number;
}

/** Reads a scenario and checks all that is derived from it and the options. Rejects with the first mistake. */
export async function loadScenario(
  file: string,
  { layers, host: { cwd, env } }: { readonly layers: readonly OptionLayer[]; readonly host: Pick<RunHost, "cwd" | "env"> },
): Promise<LoadedScenario> {
  const assets = new ScenarioAssets(file);
  provideAssets((name) => assets.add(name));
  const { scenario, bundle } = await readScenario({ file, cwd });
  const options = resolveOptions([...layers, { origin: "scenario", values: { ...scenario.defaults }, file }]);
  rememberRunSecrets(options.values, env);
  checkValues(options.values);
  clusterSlug(scenario.name);
  const config = await resolveConfig(scenario, options.values.options);
  rememberSecretsIn(config);
  const throttles = await resolveThrottles(scenario, config);
  checkThresholds(options.values, { code: bundle.code, throttles });
  const plan = loadPlanOf(options);
  const seed = options.values.seed ?? newSeed();
  const users = peakUsers(plan);
  const pools = await readPools(scenario, { folder: dirname(file), cwd, users, seed });
  const loaded = { scenario, config, bundle, options, throttles, assets: await assets.read(), pools, plan, users, seed };
  checkShipment(loaded);
  return loaded;
}
