import { dirname } from "node:path";
import { newSeed } from "../../base/ids.js";
import { formatCount } from "../../base/numbers.js";
import { rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import { checkBackendOptions } from "../../cluster/backends.js";
import { clusterSlug } from "../../cluster/boot/check-cluster-options.js";
import { controllerAddress } from "../../cluster/boot/controller-address.js";
import { checkPoolOptions } from "../../cluster/boot/pool-options.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import type { OptionValues } from "../../config/options.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import { peakUsers } from "../../load/load-plan.js";
import { mixUsers } from "../../load/mix-shares.js";
import { checkReporterNames } from "../../reporters/reporters.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { resolveConfig, resolveThrottles } from "../../scenario/authoring/resolve-scenario.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import { readPools } from "../data/scenario-pools.js";
import { checkShipment } from "../load-test/check-shipment.js";
import { checkThresholds } from "../load-test/check-thresholds.js";
import { readScenario } from "../load-test/read-scenario.js";
import { rememberRunSecrets } from "../load-test/remember-run-secrets.js";
import { ScenarioAssets } from "../load-test/scenario-assets.js";
import { ThrottleDesk } from "../throttles/throttle-desk.js";
import type { Phase } from "./phase-runner.js";
import type { LoadedScenario, RunState } from "./run-state.js";

/** Reads the scenario and everything that can be wrong with it, before anything is started. */
export function loadPhase(layers: readonly OptionLayer[]): Phase<RunState> {
  return {
    title: "reading the scenario",
    run: async (state) => {
      state.loaded = await loadScenario(state.ports, layers);
      rememberRunSecrets(state.loaded.options.values, state.ports.env);
      state.throttles = new ThrottleDesk(state.ports.clock, state.loaded.throttles);
      warnOfIdleParts(state);
    },
  };
}

/** The scenario with all that follows from it and the options. Rejects with what is wrong with them. */
export async function loadScenario(
  { file, cwd }: { readonly file: string; readonly cwd: string },
  layers: readonly OptionLayer[],
): Promise<LoadedScenario> {
  const assets = new ScenarioAssets(file);
  provideAssets((name) => assets.add(name));
  const { scenario, bundle } = await readScenario({ file, cwd });
  const options = resolveOptions([...layers, { origin: "scenario", values: { ...scenario.defaults }, file }]);
  checkValues(options.values);
  rememberSecretsIn(options.values);
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

/** Checks what the option table itself cannot know. Throws `INVALID_OPTION`. */
export function checkValues(values: OptionValues): void {
  const { reporters, thresholds, backend, backendOptions, poolOptions, listen, advertise } = values;
  checkReporterNames(reporters);
  checkThresholds({ thresholds });
  checkBackendOptions(backend, backendOptions);
  checkPoolOptions(poolOptions);
  // Whatever the backend needs, these must make sense by themselves.
  controllerAddress({ listen, advertise }, () => undefined);
}

/** A mix of more parts than there are users for them. */
function warnOfIdleParts({ loaded: { scenario, users, seed }, ports }: RunState): void {
  const parts = partsOf(scenario);
  const mixed = mixUsers(
    parts.map(({ weight }) => weight),
    users,
    seed,
  );
  const idle = parts.filter((_, at) => !mixed.some(({ part }) => part === at)).map(({ name }) => name);
  if (idle.length === 0) return;
  const message = `of ${formatCount(users, "user")} of the mix, none is of ${idle.join(", ")}: with more users there are some`;
  ports.emit({ type: "warning", message });
}
