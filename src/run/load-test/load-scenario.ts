import { dirname, relative } from "node:path";
import type { RunHost } from "../../base/host.js";
import { newSeed } from "../../base/ids.js";
import { rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import { LONGER_SETUP, type UserCodeLimits } from "../../base/user-code.js";
import { lateErrorText } from "../../base/wording/late-error.js";
import { clusterSlug } from "../../cluster/boot/check-cluster-options.js";
import { asksForBackground, backgroundPlanOf } from "../../config/background-plan-of.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import { checkSpec } from "../../config/playwright/refused/check-spec.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";
import { type LoadPlan, peakUsers } from "../../load/load-plan.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { hookStandInsOf } from "../../scenario/authoring/hook-stand-ins-of.js";
import { resolveConfig, resolveThrottles } from "../../scenario/authoring/resolve-scenario.js";
import { readPools } from "../data/scenario-pools.js";
import { checkBaseUrl, unreadOptions } from "./check-config.js";
import { checkShipment } from "./check-shipment.js";
import { checkThresholds, splitThresholds } from "./check-thresholds.js";
import { checkValues } from "./check-values.js";
import { initialStorage } from "./initial-storage.js";
import type { BackgroundLoad, LoadedScenario } from "./loaded-scenario.js";
import { readScenario } from "./read-scenario.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";
import { checkAdapters, ScenarioAssets } from "./scenario-assets.js";
import { userNetworkOf } from "./user-network.js";

/** The options and the host that a scenario is read with. */
interface ScenarioReading {
  readonly layers: readonly OptionLayer[];
  readonly host: Pick<RunHost, "cwd" | "env" | "clock">;
  readonly listeners?: ReadingListeners | undefined;
}

/** Listeners to the reading of a scenario. */
export interface ReadingListeners {
  /** Ends the waits for the scenario's code. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of errors that come after that code has returned. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Reads a scenario and checks all that is derived from it and the options. Rejects with the first mistake. */
export async function loadScenario(file: string, { layers, host, listeners = {} }: ScenarioReading): Promise<LoadedScenario> {
  const { cwd, env, clock } = host;
  const assets = new ScenarioAssets(file);
  provideAssets((name) => assets.add(name));
  const { values, origins } = resolveOptions(layers);
  const { project, grep, grepInvert, setupTimeout } = values;
  const limitsOf = limitsFor(relative(cwd, file) || file, { clock, listeners });
  const choice = { project, grep, grepInvert, projectLabel: spelling("project", origins.project) };
  const { scenario, bundle } = await readScenario({ file, cwd, choice, limits: limitsOf(setupTimeout) });
  const all: readonly OptionLayer[] = [...layers, { origin: "scenario", values: { ...scenario.defaults }, file }];
  const { options, ignoredThresholds } = judgeableOptions(all);
  const limits = limitsOf(options.values.setupTimeout);
  rememberRunSecrets(options.values, env);
  checkValues(options);
  checkSpec(scenario, { code: bundle.code, browser: options.values.browser, cwd });
  clusterSlug(scenario.name);
  await checkAdapters(scenario, assets, limits);
  const storageState = await initialStorage(options, cwd);
  const unread = unreadOptions(relative(cwd, file) || file, options, listeners.onWarning);
  const config = await resolveConfig(scenario, options.values.options, { ...limits, ...unread });
  checkBaseUrl({ scenario, config }, options);
  rememberSecretsIn(config);
  const throttles = await resolveThrottles(scenario, config, limits);
  const plan = loadPlanOf(options);
  const background = backgroundLoadOf(options, plan);
  checkThresholds(options.values, { code: bundle.code, throttles, hasBackground: background !== undefined });
  // Only checked here, before anything is started; the preparation of nodes reads both again.
  userNetworkOf({ scenario, config, options });
  hookStandInsOf(scenario, background === undefined ? options.values.browser : "protocol");
  const seed = options.values.seed ?? newSeed();
  const users = peakUsers(plan);
  const pools = await readPools(scenario, { folder: dirname(file), cwd, users, backgroundUsers: background?.users ?? 0, seed });
  const derived = { config, bundle, throttles, storageState, pools, plan, users, background, seed, ignoredThresholds };
  const loaded = { scenario, options, assets: await assets.read(), ...derived };
  checkShipment(loaded);
  return loaded;
}

/** Limits of the scenario's code, whose late errors are warnings. */
function limitsFor(
  name: string,
  { clock, listeners: { signal, onWarning } }: { readonly clock: RunHost["clock"]; readonly listeners: ReadingListeners },
): (timeoutMs: number) => UserCodeLimits {
  const stray = onWarning && { onStray: (error: unknown) => onWarning(lateErrorText(name, error)) };
  return (timeoutMs) => ({ clock, timeoutMs, signal, longerBy: LONGER_SETUP, ...stray });
}

/** The options without thresholds on background users that a stronger source has left out, as `live-load debug` does. */
function judgeableOptions(layers: readonly OptionLayer[]): {
  readonly options: ResolvedOptions;
  readonly ignoredThresholds: readonly string[];
} {
  const options = resolveOptions(layers);
  const isLeftOut = asksForBackground(layers) && backgroundLoadOf(options, loadPlanOf(options)) === undefined;
  if (!isLeftOut) return { options, ignoredThresholds: [] };
  const { judged, ofBackground } = splitThresholds(options.values.thresholds);
  const values = { ...options.values, thresholds: judged };
  return { options: { ...options, values }, ignoredThresholds: ofBackground.map(({ threshold }) => threshold) };
}

function backgroundLoadOf(options: ResolvedOptions, users: LoadPlan): BackgroundLoad | undefined {
  const plan = backgroundPlanOf(options, users);
  return plan === undefined ? undefined : { plan, users: peakUsers(plan) };
}
