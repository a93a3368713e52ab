import { resolve } from "node:path";
import { startControllerDebugLog } from "./base/debug-log.js";
import { followSourceMaps, processHost } from "./base/host.js";
import { invalidOption, isRecord, refuseUnknownKeys } from "./base/invalid-option.js";
import { checkBrowserOptions } from "./browser/browser-connections.js";
import { CLUSTER_OPTION_NAMES, checkClusterOptions } from "./cluster/boot/check-cluster-options.js";
import { Cluster as StartedCluster } from "./cluster/cluster.js";
import type { ClusterPorts, ClusterOptions as StartedOptions } from "./cluster/cluster-options.js";
import { discoverScenarios } from "./config/discover-scenarios.js";
import { loadPlanOf } from "./config/load-plan-of.js";
import { resolveOptions } from "./config/resolve-options.js";
import { modulePath } from "./library-path.js";
import { inOptionWords } from "./library-words.js";
import { peakUsers } from "./load/load-plan.js";
import { readScenarioOf } from "./run/load-test/read-scenario.js";

/** Options of `Cluster.start`. */
export interface ClusterOptions extends Omit<StartedOptions, "scenario" | "figures" | "backgroundFigures" | "trial"> {
  /**
   * Path or `file:` URL of a scenario's module, which gives the name and, unless `users` is given, the number of users; or an
   * object with a name alone.
   */
  readonly scenario: string | URL | { readonly name: string };
}

/** An ephemeral set of nodes, created for one run of one scenario and deleted after it. */
export class Cluster extends StartedCluster {
  /**
   * Starts a cluster: boots the first node, measures its capacity and what a user costs its browser, computes how many nodes
   * the load needs, boots them and assigns the users to them. All options are checked before anything is started. When it
   * fails, it deletes whatever it has created.
   * @throws LiveLoadError with a code of the table in docs/errors.md
   * @example
   * ```ts
   * const cluster = await Cluster.start({ scenario: "shop.scenario.ts", users: 50, browser: "chromium" });
   * ```
   */
  static override async start(options: ClusterOptions, ports: Partial<ClusterPorts> = {}): Promise<Cluster> {
    try {
      startControllerDebugLog(processHost());
      // biome-ignore lint/complexity/noThisInStatic: the started cluster must be an instance of this class.
      return await super.start(await startedOptions(options), ports);
    } catch (error) {
      throw inOptionWords(error);
    }
  }
}

/** Only runs calibrate, so the options of calibration are not public. */
const PUBLIC_NAMES = CLUSTER_OPTION_NAMES.filter(
  (name) => name !== "figures" && name !== "backgroundFigures" && name !== "trial",
);

async function startedOptions(given: unknown): Promise<StartedOptions> {
  if (!isRecord(given)) throw invalidOption({ option: "options", value: given, allowed: "an object with at least a scenario" });
  refuseUnknownKeys(given, PUBLIC_NAMES, "Cluster.start");
  const options = given as { readonly scenario?: unknown } & Omit<StartedOptions, "scenario">;
  const { scenario } = options;
  const isModule = typeof scenario === "string" || scenario instanceof URL;
  // The other options are checked before the scenario's own code runs.
  const checked = checkClusterOptions({ ...options, scenario: isModule ? { name: "scenario" } : (scenario as { name: string }) });
  const { connection, ...ofBrowser } = checked.browser;
  checkBrowserOptions({ browser: connection, ...ofBrowser });
  return isModule
    ? { ...options, ...(await scenarioIn(scenario)), ...(options.users === undefined ? {} : { users: options.users }) }
    : { ...options, scenario: checked.scenario };
}

/** The name of a module's scenario, and the users that it needs at the peak of its load. */
async function scenarioIn(module: string | URL): Promise<Pick<StartedOptions, "scenario" | "users">> {
  followSourceMaps();
  const { cwd } = processHost();
  const [file = "", ...others] = await discoverScenarios([modulePath("scenario", module)], cwd);
  if (others.length > 0)
    throw invalidOption({
      option: "scenario",
      value: String(module),
      allowed: "one scenario: a cluster is created for one run of one scenario",
    });
  const { scenario } = await readScenarioOf({ file: resolve(cwd, file), cwd });
  const plan = loadPlanOf(resolveOptions([{ origin: "scenario", values: { ...scenario.defaults }, file }]));
  return { scenario: { name: scenario.name }, users: peakUsers(plan) };
}
