export type { DurationInput, DurationText } from "./base/duration.js";
export { type ErrorCode, LiveLoadError } from "./base/errors.js";
export { inFrame } from "./base/frame-selector.js";
export type { ElementSelector, FilterOptions, FrameLocator, Locator } from "./base/locators/locator.js";
export type { RoleOptions, TestIdOptions, TextOptions } from "./base/locators/locator-options.js";
export * from "./base/locators/page-locators.js";
export type { AriaRole } from "./base/locators/roles.js";
export type { RateText } from "./base/rate.js";
export type {
  InteractionAdapter,
  PageSide,
  ReceivedMeaning,
  SentMeaning,
  SideEvent,
  WireMessage,
} from "./browser/interactions/interaction-adapter.js";
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
export type { DialogAnswer } from "./scenario/authoring/dialog-answer.js";
export type { HookAccess, HookElement, HookStandIn, HookStandIns } from "./scenario/authoring/hook-stand-in.js";
export { mix } from "./scenario/authoring/mix.js";
export type { BlockedRequests, NetworkConditions, NetworkInput } from "./scenario/authoring/network-options.js";
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
export type {
  ContinueChanges,
  FulfillAnswer,
  RouteAnswer,
  RouteHandler,
  RouteOptions,
  RoutePattern,
} from "./scenario/authoring/step-types/network-step-types.js";
export { interarrival, parallelism, type RampedThrottle, rate, type Throttle } from "./scenario/authoring/throttle-spec.js";
export type { HttpCredentials, ProxySettings } from "./scenario/browser-options/browser-options.js";
export type { Geolocation } from "./scenario/browser-options/geolocation.js";
export type { SelectChoice, StorageState } from "./scenario/page-port.js";
export type { Dialog, DialogReply, DialogType } from "./scenario/ports/dialogs.js";
export type { Download } from "./scenario/ports/files.js";
export type { AbortReason, InterceptedRequest, ResourceType } from "./scenario/ports/network.js";
export type { KeyboardModifier, MouseButton, Position } from "./scenario/ports/pointer.js";
export type { BoundingBox } from "./scenario/ports/reads.js";
export type { PageRequest, PageResponse, WaitedResponse } from "./scenario/ports/traffic.js";
export type {
  CheckOptions,
  ClickOptions,
  DoubleClickOptions,
  DragOptions,
  ForcedOptions,
  HoverOptions,
  MouseButtonOptions,
  MouseClickOptions,
  MouseDoubleClickOptions,
  MouseMoveOptions,
  PressOptions,
} from "./scenario/steps/arguments/action-step-options.js";
export type { InputFile } from "./scenario/steps/arguments/file-step-options.js";
export type {
  ActionOptions,
  As,
  Assigns,
  ElementReadOptions,
  ElementStepOptions,
  ExpectOptions,
  Given,
  LoadStepOptions,
  MetricOptions,
  NavigateOptions,
  ReadOptions,
  Resolvable,
  State,
  StepOptions,
  StorageStateOptions,
  WaitForFunctionOptions,
  WaitForPopupOptions,
  WaitForSelectorOptions,
  WaitForURLOptions,
} from "./scenario/steps/arguments/step-options.js";
export { StepError } from "./scenario/steps/step-error.js";
