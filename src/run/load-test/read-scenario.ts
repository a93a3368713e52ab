import { relative } from "node:path";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import type { UserCodeLimits } from "../../base/user-code.js";
import { bundlingHint } from "../../base/wording/bundling-hint.js";
import { userPlace } from "../../base/wording/user-place.js";
import { bundleMix } from "../../config/modules/bundle-mix.js";
import { bundleModule, type ModuleBundle } from "../../config/modules/bundle-module.js";
import { loadBundle } from "../../config/modules/load-module.js";
import { bundleSpec } from "../../config/playwright/bundle-spec.js";
import type { SpecChoice } from "../../config/playwright/playwright-config.js";
import { isSpecFile } from "../../config/playwright/spec-files.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { exportedScenario, isScenario } from "../../scenario/authoring/define-scenario.js";
import { BUNDLE_MODULE, SCENARIO_MODULE } from "../../scenario/authoring/scenario-module.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { ScenarioAssets } from "./scenario-assets.js";

/** A scenario, and its bundle for the nodes. */
export interface ReadScenario {
  readonly scenario: Scenario;
  readonly bundle: ModuleBundle;
}

/** Which scenario to read. */
interface ScenarioRequest {
  readonly file: string;
  readonly cwd: string;
  /** What is run of a spec of Playwright Test. */
  readonly choice?: SpecChoice;
  /** Limits of loading its modules. */
  readonly limits?: UserCodeLimits;
}

/** Like {@link readScenario}, but discards the scenario's assets. */
export async function readScenarioOf(given: ScenarioRequest): Promise<ReadScenario> {
  const assets = new ScenarioAssets(given.file);
  provideAssets((name) => assets.add(name));
  return readScenario(given);
}

/** Reads a scenario's file and, for a mix, the files of its parts. Rejects with `SCENARIO_LOAD_FAILED`. */
export async function readScenario({ choice = {}, ...given }: ScenarioRequest): Promise<ReadScenario> {
  const request = { ...given, exportedNames: Object.keys(SCENARIO_MODULE) };
  if (isSpecFile(given.file)) {
    const spec = await bundleSpec(request, choice, given.limits);
    return { scenario: await scenarioOf(spec, given), bundle: spec };
  }
  const bundle = await bundleModule(request);
  const scenario = await scenarioOf(bundle, given);
  // A mix that was bundled before already contains its parts.
  if (scenario.mix.length === 0 || scenario.parts.length > 0) return { scenario, bundle };
  const whole = await bundleMix(scenario, request);
  return { scenario: await scenarioOf(whole, given), bundle: whole };
}

async function scenarioOf(bundle: ModuleBundle, { file, cwd, limits }: ScenarioRequest): Promise<Scenario> {
  const name = relative(cwd, file) || file;
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await loadBundle(bundle, BUNDLE_MODULE, limits);
  } catch (error) {
    if (limits?.signal?.aborted === true) throw error;
    if (isLiveLoadError(error, "FOLDER_NOT_WRITABLE")) throw error;
    // Nothing of the spec is wrong: its tests are there.
    if (isLiveLoadError(error) && error.details.file !== undefined) throw error;
    const place = userPlace(error);
    const where = place === undefined ? name : relative(cwd, place);
    // An error that names the part of a mix needs no further context.
    if (isLiveLoadError(error, "SCENARIO_LOAD_FAILED") && place === undefined) throw error;
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${where} could not be loaded: ${messageOf(error)}`, {
      hint: error instanceof LiveLoadError ? error.hint : bundlingHint(error),
      details: { scenario: name },
      cause: error,
    });
  }
  const scenario = exportedScenario(module);
  if (scenario !== undefined) return scenario;
  throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${name} exports no scenario`, {
    hint: missingExportHint(module),
    details: { scenario: name },
  });
}

/** Usually the scenario is exported under another name. */
function missingExportHint(module: Readonly<Record<string, unknown>>): string {
  const [name] = Object.entries(module).find(([, value]) => isScenario(value)) ?? [];
  const usual = "export what defineScenario returns as the module's default";
  return name === undefined ? usual : `${usual}: it is exported as ${JSON.stringify(name)} now`;
}
