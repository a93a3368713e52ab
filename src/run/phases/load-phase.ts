import { relative } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { newSeed } from "../../base/ids.js";
import { userPlace } from "../../base/user-place.js";
import { checkBackendOptions } from "../../cluster/backends.js";
import { checkPoolOptions } from "../../cluster/pool-options.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import { bundleModule, type ModuleBundle } from "../../config/modules/bundle-module.js";
import { loadBundle } from "../../config/modules/load-module.js";
import type { OptionValues } from "../../config/options.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import { peakUsers } from "../../load/load-plan.js";
import { checkReporterNames } from "../../reporters/reporters.js";
import { provideAssets } from "../../scenario/asset.js";
import { isScenario } from "../../scenario/define-scenario.js";
import { resolveConfig, resolveThrottles } from "../../scenario/resolve-scenario.js";
import { SCENARIO_MODULE } from "../../scenario/scenario-module.js";
import type { Scenario } from "../../scenario/scenario-types.js";
import { checkThresholds } from "../check-thresholds.js";
import type { Phase } from "../phase-runner.js";
import type { LoadedScenario, RunState } from "../run-state.js";
import { ScenarioAssets } from "../scenario-assets.js";
import { ThrottleDesk } from "../throttles/throttle-desk.js";

/** Reads the scenario and everything that can be wrong with it, before anything is started. */
export function loadPhase(layers: readonly OptionLayer[]): Phase<RunState> {
  return {
    title: "reading the scenario",
    run: async (state) => {
      state.loaded = await loadScenario(state.ports, layers);
      state.throttles = new ThrottleDesk(state.ports.clock, state.loaded.throttles);
    },
  };
}

/** The scenario with all that follows from it and the options. Rejects with what is wrong with them. */
export async function loadScenario(
  { file, cwd }: { readonly file: string; readonly cwd: string },
  layers: readonly OptionLayer[],
): Promise<LoadedScenario> {
  const exportedNames = Object.keys(SCENARIO_MODULE);
  const bundle = await bundleModule({ file, cwd, exportedNames });
  const assets = new ScenarioAssets(file);
  provideAssets((name) => assets.add(name));
  const scenario = await scenarioOf(bundle, { cwd, name: relative(cwd, file) || file });
  const options = resolveOptions([...layers, { origin: "scenario", values: { ...scenario.defaults }, file }]);
  checkValues(options.values);
  const config = await resolveConfig(scenario, options.values.options);
  const throttles = await resolveThrottles(scenario, config);
  checkThresholds(options.values, { code: bundle.code, throttles });
  const plan = loadPlanOf(options);
  const seed = options.values.seed ?? newSeed();
  return { scenario, bundle, options, throttles, assets: await assets.read(), plan, users: peakUsers(plan), seed };
}

/** Checks what the option table itself cannot know. Throws `INVALID_OPTION`. */
export function checkValues({ reporters, thresholds, backend, backendOptions, poolOptions }: OptionValues): void {
  checkReporterNames(reporters);
  checkThresholds({ thresholds });
  checkBackendOptions(backend, backendOptions);
  checkPoolOptions(poolOptions);
}

async function scenarioOf(
  bundle: ModuleBundle,
  { cwd, name }: { readonly cwd: string; readonly name: string },
): Promise<Scenario> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await loadBundle(bundle, SCENARIO_MODULE);
  } catch (error) {
    const hint = error instanceof LiveLoadError ? error.hint : undefined;
    const place = userPlace(error);
    const where = place === undefined ? name : relative(cwd, place);
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${where} could not be loaded: ${messageOf(error)}`, {
      hint,
      details: { scenario: name },
      cause: error,
    });
  }
  if (isScenario(module.default)) return module.default;
  throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${name} exports no scenario`, {
    hint: "export what defineScenario returns as the module's default",
    details: { scenario: name },
  });
}
