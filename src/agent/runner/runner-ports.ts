import type { Clock } from "../../base/clock.js";
import type { BrowserConnection } from "../../browser/connection.js";
import type { FoundBrowser } from "../../browser/program/find-browser.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import type { ScenarioUser } from "../../scenario/iteration/iteration-ports.js";
import type { ScenarioUserOptions } from "../../scenario/iteration/scenario-user.js";
import type { WatchdogConnection } from "../ipc-vocabulary.js";
import type { NodeUsage } from "./health/usage-meter.js";
import type { ReceivedAsset } from "./load-scenario.js";

/** What `RunnerSession` acts through. */
export interface RunnerPorts {
  readonly clock: Clock;
  readonly nodeId: string;
  readonly epoch: number;
  readonly watchdog: WatchdogConnection;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly findBrowser: (headed: boolean) => Promise<FoundBrowser>;
  readonly createConnection: (name: string) => Promise<BrowserConnection>;
  /** Loads the scenario from a fetched bundle. */
  readonly loadScenario: (bundle: {
    readonly bytes: Uint8Array;
    readonly sha256: string;
    readonly name: string;
    readonly assets: readonly ReceivedAsset[];
  }) => Promise<Scenario>;
  readonly createUser: (user: ScenarioUserOptions) => ScenarioUser;
  readonly measureUsage: () => Promise<NodeUsage>;
  readonly eventLoopDelayMs: () => number;
  /** Exits at once after a defect, so that incomplete measurements do not pass for complete ones. */
  readonly die: (error: unknown) => void;
}
