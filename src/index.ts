export type { DurationInput, DurationText } from "./base/duration.js";
export { type ErrorCode, LiveLoadError } from "./base/errors.js";
export { inFrame } from "./base/frame-selector.js";
export type { RateText } from "./base/rate.js";
export type { PoolNode } from "./cluster/cluster.js";
export type { BrowserChoice, ClusterPorts } from "./cluster/cluster-options.js";
export type { PoolOptions } from "./cluster/pool-options.js";
export { type Config, defineConfig } from "./config/define-config.js";
export { Cluster, type ClusterOptions } from "./library-cluster.js";
export { type RunOptions, run } from "./library-run.js";
export type { HistogramFigures, RunResult, ThresholdResult, Verdict, VerdictReason } from "./result/model.js";
export type { RunEvent, RunProgress, ScenarioOutcome, StopReason } from "./run/run-events.js";
export type { AcceptedStatus } from "./scenario/accepted-status.js";
export { asset } from "./scenario/asset.js";
export type { Context, MetricHandle, Pipeline } from "./scenario/context-types.js";
export { type CsvOptions, csv, type DataPool, json, type PoolMode } from "./scenario/data-pool.js";
export { defineScenario } from "./scenario/define-scenario.js";
export { mix } from "./scenario/mix.js";
export type { SelectChoice, StorageState } from "./scenario/page-port.js";
export type {
  Options,
  Scenario,
  ScenarioDefaults,
  ScenarioSpec,
  Share,
  StageInput,
  ThresholdInput,
  ThresholdText,
} from "./scenario/scenario-types.js";
export { StepError } from "./scenario/step-error.js";
export type {
  As,
  Assigns,
  ClickOptions,
  ExpectOptions,
  Given,
  MetricOptions,
  NavigateOptions,
  ReadOptions,
  Resolvable,
  State,
  StepOptions,
  WaitForSelectorOptions,
} from "./scenario/step-options.js";
export { interarrival, parallelism, type RampedThrottle, rate, type Throttle } from "./scenario/throttle-spec.js";
