import type { DurationInput } from "../base/duration.js";
import { invalidOption, isRecord } from "../base/invalid-option.js";
import type { RateText } from "../base/rate.js";
import type { AcceptedStatus } from "../scenario/authoring/accepted-status.js";
import type { BlockedRequests, NetworkInput } from "../scenario/authoring/network-options.js";
import type { Share, StageInput, ThresholdInput } from "../scenario/authoring/scenario-types.js";
import type { WrittenBrowserOptions } from "../scenario/browser-options/written-browser-options.js";

/** The content of a `liveload.config.ts`; every key is optional. */
export interface Config extends WrittenBrowserOptions {
  /** Files or patterns of scenarios, used when the command names none. */
  readonly scenarios?: string | readonly string[];
  /** Simulated users. Default 1. */
  readonly users?: number;
  /** How long users start new iterations. Default 10 min. */
  readonly duration?: DurationInput;
  /** End each user after so many iterations; the duration is then only a limit. Default: until the duration is over. */
  readonly iterations?: number;
  /** The part of the duration over which users start. Default 0. */
  readonly rampUp?: DurationInput;
  /** Linear changes of the number of users, or of the rate, in place of `duration`: `"30s:10"`, `"30s:20/s"`. */
  readonly stages?: readonly StageInput[];
  /** Start iterations at this rate, such as `"20/s"`, whether or not earlier ones have ended. Needs `maxUsers`. */
  readonly rate?: RateText;
  /** Users available for the iterations of a rate. */
  readonly maxUsers?: number;
  /** How long an iteration of a rate waits for a free user before it is dropped. Default 10 s. */
  readonly maxLateness?: DurationInput;
  /** Users without a browser beside those who measure. Default 0. */
  readonly backgroundUsers?: number;
  /** Linear changes of the number of background users, or of their rate. */
  readonly backgroundStages?: readonly StageInput[];
  /** Start iterations of background users at this rate; `backgroundUsers` is then how many there are for it. */
  readonly backgroundRate?: RateText;
  /** Default 2 min. */
  readonly iterationTimeout?: DurationInput;
  /** Default 30 s. */
  readonly commandTimeout?: DurationInput;
  /** How long the scenario's `setup` and `teardown` may take, each. Default 1 min. */
  readonly setupTimeout?: DurationInput;
  /** Default `"replace"`. */
  readonly onFailure?: "replace" | "continue" | "stop";
  /** Give each user a fresh browser context after so many iterations. Default: never. */
  readonly recycleAfter?: number;
  /** Conditions for the run to pass. */
  readonly thresholds?: readonly ThresholdInput[];
  /** Share of iterations that may fail. Default 0.05. */
  readonly maxFailureRate?: Share;
  /** Share of the load that may be lost with nodes. Default 0.05. */
  readonly lostLoadTolerance?: Share;
  /** Error statuses of documents that do not fail a step: `404`, `"4xx"`, `"5xx"`, or a list. Default: none. */
  readonly acceptStatus?: AcceptedStatus | readonly AcceptedStatus[];
  /** Fail a step whose selector matches several elements, instead of using the first one. Default `false`. */
  readonly strict?: boolean;
  /** Patterns that name pages in the result, such as `/shop/:slug`. */
  readonly routes?: readonly string[];
  /** Requests not to send: URLs, globs, regular expressions, resource types, or `"third-party"`. Default: none. */
  readonly block?: BlockedRequests | readonly BlockedRequests[];
  /** Slow every user's network down: `"4g"`, or figures of your own. Default: not slowed down. */
  readonly network?: NetworkInput;
  /** Values for the scenario's `config` function. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Names of environment variables to pass on to the nodes. */
  readonly env?: string | readonly string[];
  /** Default `"local"`. */
  readonly backend?: string;
  readonly backendOptions?: Readonly<Record<string, unknown>>;
  readonly poolOptions?: Readonly<Record<string, unknown>>;
  /** Default 100. */
  readonly maxAllowedNodes?: number;
  /** Where the controller listens for its nodes: `HOST`, `HOST:PORT` or `:PORT`. Default: what the backend needs. */
  readonly listen?: string;
  /** The address at which nodes reach the controller, if it differs from `listen`. */
  readonly advertise?: string;
  /** Path of a PEM certificate for the controller. Default: each node's own key. */
  readonly tlsCert?: string;
  /** Path of the certificate's private key. */
  readonly tlsKey?: string;
  /** `"chromium"` (default), `"playwright"`, `"protocol"`, or the path of a module. */
  readonly browser?: string;
  /** Measure on the first node how many users it can carry, and size the cluster accordingly. Default `false`. */
  readonly calibrate?: boolean;
  /** The longest that a calibration may take. Default 2 min. */
  readonly calibrationTime?: DurationInput;
  /** Default `false`. */
  readonly headed?: boolean;
  /** Default: random. */
  readonly seed?: number;
  /** Default `liveload-report`. */
  readonly out?: string;
  /** Default `["console", "html", "markdown"]`. */
  readonly reporters?: string | readonly string[];
  /** Whether to keep a picture, the HTML, console, requests and steps of some failures of each kind. Default `on`. */
  readonly evidence?: "on" | "off";
  /** Record one iteration of each kind of failure, and one that does not fail. */
  readonly trace?: boolean;
  /** Where to send measurements during the run: `"otlp=http://collector:4318"`. Default: nowhere. */
  readonly outputs?: string | readonly string[];
  /** The interval at which measurements are sent. Default 5 s. */
  readonly outputInterval?: DurationInput;
  /** Serve a dashboard of the run on this machine. Default `false`. */
  readonly ui?: boolean;
  /** The port of the dashboard; 0 for any free port. Default: 7357, or a free one. */
  readonly uiPort?: number;
}

/** Gives a config file its types: `export default defineConfig({ … })`. */
export function defineConfig(config: Config): Config {
  if (!isRecord(config)) throw invalidOption({ option: "config", value: config, allowed: "an object of options" });
  return config;
}
