import type { ModuleBundle } from "../../config/modules/bundle-module.js";
import type { ResolvedOptions } from "../../config/resolved-options.js";
import type { LoadPlan } from "../../load/load-plan.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import type { ThrottleSpec } from "../../scenario/authoring/throttle-spec.js";
import type { StorageState } from "../../scenario/page-port.js";
import type { DataPools } from "../data/data-pools.js";
import type { ScenarioAsset } from "./scenario-assets.js";

/** The load of the background users. */
export interface BackgroundLoad {
  readonly plan: LoadPlan;
  /** The most that the plan asks for. */
  readonly users: number;
}

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
  /** What every user has stored at first. */
  readonly storageState: StorageState | undefined;
  /** Files that are sent along with it. */
  readonly assets: readonly ScenarioAsset[];
  readonly plan: LoadPlan;
  /** The most users that the plan asks for. */
  readonly users: number;
  /** Present when there are background users. */
  readonly background: BackgroundLoad | undefined;
  readonly seed: number;
  /** Thresholds on background users that were left out for this run. */
  readonly ignoredThresholds: readonly string[];
}
