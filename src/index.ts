export type { DurationInput, DurationText } from "./base/duration.js";
export { type ErrorCode, LiveLoadError } from "./base/errors.js";
export { inFrame } from "./base/frame-selector.js";
export type { ElementSelector, FilterOptions, FrameLocator, Locator } from "./base/locators/locator.js";
export type { RoleOptions, TestIdOptions, TextOptions } from "./base/locators/locator-options.js";
export * from "./base/locators/page-locators.js";
export type { AriaRole } from "./base/locators/roles.js";
export type { RateText } from "./base/rate.js";
export type { PoolOptions } from "./cluster/boot/pool-options.js";
export type { PoolNode } from "./cluster/cluster.js";
export type { BrowserChoice, ClusterPorts } from "./cluster/cluster-options.js";
export { type Config, defineConfig } from "./config/define-config.js";
export { Cluster, type ClusterOptions } from "./library-cluster.js";
export { type RunOptions, run } from "./library-run.js";
export type { HistogramFigures, RunResult, ThresholdResult, Verdict, VerdictReason } from "./result/model.js";
export type { RunEvent, RunProgress, ScenarioOutcome, StopReason } from "./run/run-events.js";
export type { AcceptedStatus } from "./scenario/authoring/accepted-status.js";
export { asset } from "./scenario/authoring/asset.js";
export type { Context, MetricHandle, Pipeline } from "./scenario/authoring/context-types.js";
export { type CsvOptions, csv, type DataPool, json, type PoolMode } from "./scenario/authoring/data-pool.js";
export { defineScenario } from "./scenario/authoring/define-scenario.js";
export { mix } from "./scenario/authoring/mix.js";
export type {
  Options,
  Scenario,
  ScenarioDefaults,
  ScenarioSpec,
  Share,
  StageInput,
  ThresholdInput,
  ThresholdText,
} from "./scenario/authoring/scenario-types.js";
export { interarrival, parallelism, type RampedThrottle, rate, type Throttle } from "./scenario/authoring/throttle-spec.js";
export type { SelectChoice, StorageState } from "./scenario/page-port.js";
export { StepError } from "./scenario/steps/step-error.js";
export type {
  ActionOptions,
  As,
  Assigns,
  ClickOptions,
  ExpectOptions,
  Given,
  LoadStepOptions,
  MetricOptions,
  NavigateOptions,
  ReadOptions,
  Resolvable,
  State,
  StepOptions,
  WaitForFunctionOptions,
  WaitForSelectorOptions,
  WaitForURLOptions,
} from "./scenario/steps/step-options.js";
