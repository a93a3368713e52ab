import { resolve } from "node:path";
import { startControllerDebugLog } from "./base/debug-log.js";
import { followSourceMaps, processHost } from "./base/host.js";
import { invalidOption, isRecord, refuseUnknownKeys } from "./base/invalid-option.js";
import { checkBrowserConnectionName } from "./browser/browser-connections.js";
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

/** What a cluster is started with. */
export interface ClusterOptions extends Omit<StartedOptions, "scenario" | "figures" | "trial"> {
  /** The path or `file:` URL of a scenario's module, or the name of a scenario. */
  readonly scenario: string | URL | { readonly name: string };
}

/** An ephemeral set of nodes, created for one run of one scenario and gone after it. */
export class Cluster extends StartedCluster {
  /**
   * Boots the first node, asks what it really has and what a user costs its browser, sizes the cluster, refuses or boots
   * the rest, and spreads the users. Every option is checked before anything is started. Whatever fails on the way,
   * nothing stays behind.
   * @throws LiveLoadError see the table in docs/errors.md
   */
  static override async start(options: ClusterOptions, ports: Partial<ClusterPorts> = {}): Promise<Cluster> {
    try {
      startControllerDebugLog(processHost());
      // biome-ignore lint/complexity/noThisInStatic: what is started is an instance of this class.
      return await super.start(await startedOptions(options), ports);
    } catch (error) {
      throw inOptionWords(error);
    }
  }
}

/** Calibration belongs to runs, so its options are not public. */
const PUBLIC_NAMES = CLUSTER_OPTION_NAMES.filter((name) => name !== "figures" && name !== "trial");

async function startedOptions(given: unknown): Promise<StartedOptions> {
  if (!isRecord(given)) throw invalidOption({ option: "options", value: given, allowed: "an object with at least a scenario" });
  refuseUnknownKeys(given, PUBLIC_NAMES, "Cluster.start");
  const named = given as { readonly scenario?: unknown } & Omit<StartedOptions, "scenario">;
  const { scenario } = named;
  const isModule = typeof scenario === "string" || scenario instanceof URL;
  // The other options are checked before the scenario's own code runs.
  const checked = checkClusterOptions({ ...named, scenario: isModule ? { name: "scenario" } : (scenario as { name: string }) });
  checkBrowserConnectionName(checked.browser.connection);
  return isModule
    ? { ...named, ...(await ofModule(scenario)), ...(named.users === undefined ? {} : { users: named.users }) }
    : { ...named, scenario: checked.scenario };
}

/** The name of a module's scenario, and the users that it asks for. */
async function ofModule(scenario: string | URL): Promise<Pick<StartedOptions, "scenario" | "users">> {
  followSourceMaps();
  const { cwd } = processHost();
  const [file = "", ...others] = await discoverScenarios([modulePath("scenario", scenario)], cwd);
  if (others.length > 0)
    throw invalidOption({
      option: "scenario",
      value: String(scenario),
      allowed: "one scenario: a cluster is created for one run of one",
    });
  const { scenario: read } = await readScenarioOf({ file: resolve(cwd, file), cwd });
  const plan = loadPlanOf(resolveOptions([{ origin: "scenario", values: { ...read.defaults }, file }]));
  return { scenario: { name: read.name }, users: peakUsers(plan) };
}
