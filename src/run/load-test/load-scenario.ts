import { dirname } from "node:path";
import type { RunHost } from "../../base/host.js";
import { newSeed } from "../../base/ids.js";
import { rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import { clusterSlug } from "../../cluster/boot/check-cluster-options.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import { peakUsers } from "../../load/load-plan.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { resolveConfig, resolveThrottles } from "../../scenario/authoring/resolve-scenario.js";
import { readPools } from "../data/scenario-pools.js";
import { checkShipment } from "./check-shipment.js";
import { checkThresholds } from "./check-thresholds.js";
import { checkValues } from "./check-values.js";
import { initialStorage } from "./initial-storage.js";
import type { LoadedScenario } from "./loaded-scenario.js";
import { readScenario } from "./read-scenario.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";
import { checkAdapters, ScenarioAssets } from "./scenario-assets.js";
import { userNetworkOf } from "./user-network.js";

/** Reads a scenario and checks all that is derived from it and the options. Rejects with the first mistake. */
export async function loadScenario(
  file: string,
  { layers, host: { cwd, env } }: { readonly layers: readonly OptionLayer[]; readonly host: Pick<RunHost, "cwd" | "env"> },
): Promise<LoadedScenario> {
  const assets = new ScenarioAssets(file);
  provideAssets((name) => assets.add(name));
  const { project, grep, grepInvert } = resolveOptions(layers).values;
  const { scenario, bundle } = await readScenario({ file, cwd, choice: { project, grep, grepInvert } });
  const options = resolveOptions([...layers, { origin: "scenario", values: { ...scenario.defaults }, file }]);
  rememberRunSecrets(options.values, env);
  checkValues(options.values);
  clusterSlug(scenario.name);
  await checkAdapters(scenario, assets);
  const storageState = await initialStorage(options, cwd);
  const config = await resolveConfig(scenario, options.values.options);
  rememberSecretsIn(config);
  const throttles = await resolveThrottles(scenario, config);
  checkThresholds(options.values, { code: bundle.code, throttles });
  // Only checked here, before anything is started; the preparation of nodes reads it again.
  userNetworkOf({ scenario, config, options });
  const plan = loadPlanOf(options);
  const seed = options.values.seed ?? newSeed();
  const users = peakUsers(plan);
  const pools = await readPools(scenario, { folder: dirname(file), cwd, users, seed });
  const derived = { config, bundle, throttles, storageState, pools, plan, users, seed };
  const loaded = { scenario, options, assets: await assets.read(), ...derived };
  checkShipment(loaded);
  return loaded;
}
